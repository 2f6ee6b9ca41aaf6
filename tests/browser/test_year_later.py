"""More than a year later: the persons are gone, the figures stand. Runs last: closed cases go with it."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser.conftest import Portal


def reported(page: Page, portal: Portal, year: str) -> str:
    """How many cases the overview counts in a reporting year, of one's own organisation."""
    page.goto(f"{portal.url}/ausbildungsplaetze/ueberblick/?year={year}")
    return page.locator(".bp-kpi").first.inner_text()


def test_persons_are_gone_and_figures_stand(portal: Portal, sign_in_as) -> None:
    page = sign_in_as("ausbildungsberatung")
    page.goto(f"{portal.url}/ausbildungsplaetze/ueberblick/")
    years = (
        page.get_by_label("Berichtsjahr").locator("option").evaluate_all("all => all.map(one => one.value)")
    )
    before = reported(page, portal, years[-1])
    page.goto(f"{portal.url}/ausbildungsplaetze/faelle/?state=closed")
    number = re.search(r"F-\d{4}-\d{4}", page.locator("main tbody").inner_text())[0]
    then = datetime.now(UTC) + timedelta(days=900)

    would = portal.manage("retention", "--now", then.isoformat(), "--dry-run")
    gone = portal.manage("retention", "--now", then.isoformat())

    counts = dict(re.findall(r"(\w+): (\d+)", gone))
    assert dict(re.findall(r"(\w+): (\d+)", would)) == counts
    assert int(counts["case_placed"]) > 0
    answer = page.goto(f"{portal.url}/ausbildungsplaetze/faelle/{number}/")
    assert answer.status == 404
    assert reported(page, portal, years[-1]) == before
    expect(page.locator("main")).not_to_contain_text(number)

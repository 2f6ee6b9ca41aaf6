"""A year later: the persons are gone, the figures stand. Runs last: closed cases go with it.

It is the last chapter of test_story.py where that ran before it, and of the demonstration's own cases anyway.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Portal
from tests.browser.test_story import AREA, STORY


def figures(page: Page, portal: Portal) -> dict[str, str]:
    """The reporting years of one's own organisation; how many cases count in the newest and the oldest."""
    page.goto(f"{portal.url}{AREA}/ueberblick/")
    options = page.get_by_label("Berichtsjahr").locator("option")
    counted = dict.fromkeys(options.evaluate_all("all => all.map(one => one.value)"), "")
    for year in {list(counted)[1], list(counted)[-1]}:
        page.goto(f"{portal.url}{AREA}/ueberblick/?year={year}")
        counted[year] = page.locator(".bp-kpi").first.inner_text()
    return counted


def test_persons_are_gone_and_figures_stand(portal: Portal, sign_in_as) -> None:
    if STORY.stopped_in:
        pytest.fail(f"the story stopped in {STORY.stopped_in}; this chapter builds on it")
    page = sign_in_as("ausbildungsberatung")
    before = figures(page, portal)
    page.goto(f"{portal.url}{AREA}/faelle/?state=closed")
    ended = [re.search(r"F-\d{4}-\d{4}", page.locator("main tbody").inner_text())[0], *STORY.ended()]
    then = (datetime.now(UTC) + timedelta(days=367)).isoformat()

    would = portal.manage("retention", "--now", then, "--dry-run")
    gone = portal.manage("retention", "--now", then)

    counts = dict(re.findall(r"(\w+): (\d+)", gone))
    assert dict(re.findall(r"(\w+): (\d+)", would)) == counts
    assert int(counts["case_placed"]) > 0
    answers = [page.goto(f"{portal.url}{AREA}/faelle/{number}/").status for number in ended]
    assert set(answers) == {404}
    assert figures(page, portal) == before
    expect(page.locator("main")).not_to_contain_text(ended[0])

"""The proposal for all open cases by hand: computed, a pair confirmed, the rest explained, missing places."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Portal
from tests.browser.test_journeys import WITH_AND_WITHOUT_SCRIPT

AREA = "/ausbildungsplaetze"


@WITH_AND_WITHOUT_SCRIPT
def test_all_open_cases_at_once(portal: Portal, sign_in_as, javascript: bool) -> None:
    page = sign_in_as("ausbildungsberatung", java_script_enabled=javascript)
    page.goto(f"{portal.url}{AREA}/vorschlagslaeufe/")
    page.get_by_role("button", name="Vorschlag berechnen").click()
    for _index in range(120):  # without script the reader looks again
        if page.get_by_text("berechnet", exact=True).count():
            break
        page.wait_for_timeout(500)
        if not javascript:
            page.reload()
    run = page.url
    expect(page.get_by_text("mehr als der Reihe nach")).to_be_visible()

    pair = page.locator(".bp-offer").filter(has=page.get_by_role("button", name="Vorschlagen")).first
    number = re.search(r"F-\d{4}-\d{4}", pair.inner_text())[0]
    assert pair.locator(".bp-crits > *").count() == 6
    pair.get_by_role("button", name="Vorschlagen").click()
    expect(page.locator("#meldungen")).to_contain_text("Vorgeschlagen")
    expect(page.locator(".bp-offer").filter(has_text=number)).to_contain_text("vorgeschlagen")

    page.get_by_role("link", name=re.compile("Ohne Platz")).click()
    expect(page.locator("main")).to_contain_text(re.compile(r"innerhalb \d+ km statt \d+ km"))
    page.locator("tbody a.bp-num").first.click()
    expect(page.get_by_role("heading", name="Warum nicht mehr?")).to_be_visible()

    page.goto(run)
    page.get_by_role("link", name="Fehlende Plätze").click()
    expect(page.get_by_role("table")).to_contain_text("Jahr")


def test_an_offer_is_ruled_out_for_a_case(portal: Portal, sign_in_as) -> None:
    page = sign_in_as("ausbildungsberatung")
    page.goto(f"{portal.url}{AREA}/faelle/F-{year_of(page)}-0001/")
    page.get_by_role("link", name="Angebot festlegen oder ausschließen").click()
    page.get_by_label("Angebot", exact=True).select_option(index=1)
    page.get_by_label("nicht zu diesem Betrieb").check()
    page.get_by_role("button", name="Wunsch speichern").click()

    expect(page.locator("#vorschlag")).to_contain_text("nicht zu diesem Betrieb")
    page.locator("#vorschlag").get_by_role("button", name="Zurücknehmen").click()
    expect(page.locator("#vorschlag")).not_to_contain_text("nicht zu diesem Betrieb")


def year_of(page: object) -> str:
    return page.evaluate("String(new Date().getFullYear())")


@pytest.mark.parametrize("width", [1280, 320])
def test_partners_read_which_places_are_wanted(portal: Portal, sign_in_as, width: int) -> None:
    page = sign_in_as("wirtschaftsfoerderung", viewport={"width": width, "height": 900})
    page.goto(f"{portal.url}{AREA}/gesuchte-plaetze/")

    expect(page.get_by_role("table")).to_contain_text("Körperpflege")
    expect(page.get_by_role("table")).to_contain_text("weniger als 3")
    assert page.locator("figure img").evaluate("image => image.naturalWidth") > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name=re.compile("Betrieb vorschlagen.*Körperpflege")).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()

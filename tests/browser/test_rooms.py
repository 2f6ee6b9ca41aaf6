"""The area's navigation folds and opens by keyboard, with and without script, wide and narrow."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Portal

AREA = "/ausbildungsplaetze/"
WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize(
    "javascript", [True, False], ids=["with script", "without script"]
)


def fold(page: Page, number: int) -> tuple[object, object]:
    """The word of a folded group, and its list."""
    group = page.locator("details.bp-subnav__more").nth(number)
    return group.locator("summary"), group.locator("ul")


@WITH_AND_WITHOUT_SCRIPT
@pytest.mark.parametrize("width", [1280, 900, 320])
def test_a_folded_page_is_reached_by_keyboard(
    portal: Portal, sign_in_as, width: int, javascript: bool
) -> None:
    page = sign_in_as(
        "ausbildungsberatung",
        viewport={"width": width, "height": 900},
        java_script_enabled=javascript,
    )
    page.goto(f"{portal.url}{AREA}faelle/")
    word, entries = fold(page, 1)
    expect(entries).to_be_hidden()

    word.focus()
    page.keyboard.press("Enter")

    expect(entries).to_be_visible()
    box = entries.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
    assert page.locator("html").evaluate("html => html.scrollWidth") <= width
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{portal.url}{AREA}schreiben/")
    word, entries = fold(page, 1)
    assert word.get_attribute("aria-current") == "true"
    assert entries.locator("[aria-current=page]").get_attribute("href") == f"{AREA}schreiben/"


def test_escape_closes_the_group_and_returns_to_its_word(portal: Portal, sign_in_as) -> None:
    page = sign_in_as("ausbildungsberatung")
    page.goto(f"{portal.url}{AREA}faelle/")
    word, entries = fold(page, 0)
    word.click()
    page.keyboard.press("Tab")

    page.keyboard.press("Escape")

    expect(entries).to_be_hidden()
    expect(word).to_be_focused()


def test_a_deadline_entered_by_hand_is_removed(portal: Portal, sign_in_as) -> None:
    page = sign_in_as("ausbildungsberatung", java_script_enabled=False)
    page.goto(f"{portal.url}{AREA}faelle/")
    page.locator("tbody th a").first.click()
    page.locator("#fristen > details").last.locator("summary").click()
    page.locator("#id_deadline_title").fill("Muster-Frist")
    page.locator("#id_deadline_due_on").fill("2031-01-31")
    page.locator("#fristen > details").last.locator("button").click()
    row = page.locator("#fristen li").filter(has_text="Muster-Frist")

    row.locator(".bp-deadlines__drop button").click()

    page.wait_for_url(re.compile("#fristen$"))
    expect(row).to_have_count(0)
    expect(page.locator("#meldungen")).to_contain_text("Muster-Frist")


def test_the_overview_leads_to_what_is_counted_without_a_person(portal: Portal, sign_in_as) -> None:
    page = sign_in_as("wirtschaftsfoerderung", viewport={"width": 320, "height": 900})
    page.goto(f"{portal.url}{AREA}ueberblick/")

    page.locator(f'main a[href="{AREA}ueberblick/ohne-platz/"]').click()

    expect(page.locator("main table")).to_have_count(1)
    small = page.locator("main td").filter(has_text=re.compile(r"^\s*[12]\s*$"))
    assert small.count() == 0
    assert page.locator("html").evaluate("html => html.scrollWidth") <= 320

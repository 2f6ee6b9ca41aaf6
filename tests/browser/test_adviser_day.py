"""An adviser's day: a call note by keyboard alone, and a week in which the deputy takes over."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Portal

LIST = "/ausbildungsplaetze/meine-liste/"
TO_FIRST_ROW = 30  # presses of Tab at most from the top of the content to the first row


class Keys:
    """Counts the keys of a person who does not touch the mouse; text counts apart."""

    def __init__(self, page: Page) -> None:
        self.page, self.count, self.letters = page, 0, 0

    def press(self, key: str, times: int = 1) -> None:
        for _time in range(times):
            self.count += 1
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.letters += len(text)
        self.page.keyboard.type(text)


def focused(page: Page) -> str:
    """The words, or else the name, of what has the focus."""
    return page.evaluate(
        "(document.activeElement.textContent || '').trim() || document.activeElement.name || ''"
    )


def in_row(page: Page) -> bool:
    return page.evaluate("Boolean(document.activeElement.closest('.bp-work'))")


def test_a_call_note_by_keyboard_alone(portal: Portal, sign_in_as) -> None:
    """A note with its preset in five keys and the text, from within the row; A05."""
    page = sign_in_as("ausbildungsberatung")
    page.goto(f"{portal.url}/ausbildungsplaetze/")
    assert page.url.endswith(LIST)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # "Zum Inhalt springen"
    keys = Keys(page)
    while not in_row(page):
        assert keys.count < TO_FIRST_ROW
        keys.press("Tab")
    number = page.evaluate("document.activeElement.closest('.bp-work').innerText").split("F-")[1][:9]
    keys = Keys(page)

    keys.press("n")
    assert page.evaluate("document.activeElement.value") == "reached"
    keys.press("Tab", 2)
    assert focused(page) == "text"
    keys.type("Probetage laufen gut")
    keys.press("Tab")
    assert focused(page) == "Notiz speichern"
    keys.press("Enter")

    expect(page.locator("#meldungen")).to_contain_text(f"F-{number}")
    expect(page).to_have_url(re.compile(f"{LIST}#teil-1$"))
    assert (keys.count, keys.letters) == (5, 20)
    page.keyboard.press("Tab")
    assert in_row(page)  # the next call is one Tab away


def test_not_reached_in_three_keys(portal: Portal, sign_in_as) -> None:
    """Arrow to "nicht erreicht", Enter: the follow-up is preset."""
    page = sign_in_as("ausbildungsberatung")
    page.goto(f"{portal.url}{LIST}")
    page.locator(".bp-work__why a").first.focus()
    keys = Keys(page)

    keys.press("n")
    keys.press("ArrowRight")
    keys.press("Enter")

    expect(page.locator("#meldungen")).to_contain_text("Wiedervorlage")
    assert keys.count == 3


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_the_menu_of_a_row_takes_a_step_at_once(portal: Portal, sign_in_as, javascript: bool) -> None:
    """A07: a step that asks for nothing is a button in the row; one comes back to the list."""
    page = sign_in_as("ausbildungsberatung", java_script_enabled=javascript)
    page.goto(f"{portal.url}{LIST}")
    step = "Platz beobachten" if javascript else "Vermittlung beginnen"
    menu = page.locator(".bp-work__more", has=page.locator("button", has_text=step)).first
    number = re.search(r"F-\d{4}-\d{4}", menu.locator("summary").inner_text())[0]

    menu.locator("summary").click()
    menu.get_by_role("button", name=step).click()

    expect(page).to_have_url(re.compile(LIST))
    expect(page.locator("#meldungen")).to_contain_text("Stand")
    page.goto(f"{portal.url}/ausbildungsplaetze/faelle/{number}/")
    expect(page.locator(".bp-headline")).to_contain_text(
        "wird beobachtet" if javascript else "in Vermittlung"
    )


@pytest.fixture
def stand_in(portal: Portal) -> Iterator[None]:
    """Puts the demonstration's own stand-in back afterwards."""
    yield
    today = date.today()
    move_stand_in(portal, today - timedelta(days=3), today + timedelta(days=11))


def move_stand_in(portal: Portal, start: date, end: date) -> None:
    portal.manage(
        "shell",
        "-c",
        "from datetime import date; from portal.partners.models import Membership; "
        "Membership.objects.filter(user__email='vertretung@muster.example').update("
        f"deputy_from=date.fromisoformat('{start}'), deputy_until=date.fromisoformat('{end}'))",
    )


def test_the_deputy_takes_over_for_a_week(portal: Portal, sign_in_as, stand_in: None) -> None:
    """While the dates run the deputy sees the cases and opens a person; the day after, neither. D14."""
    today = date.today()
    absent = sign_in_as("vertretung")
    absent.goto(f"{portal.url}/partner/vertretung/")
    absent.get_by_label("Von", exact=True).fill(today.isoformat())
    absent.get_by_label("Bis", exact=True).fill((today + timedelta(days=6)).isoformat())
    absent.get_by_role("button", name="Vertretung speichern").click()
    page = sign_in_as("ausbildungsberatung")

    page.goto(f"{portal.url}{LIST}")
    heading = page.get_by_role("heading", name=re.compile("In Vertretung"))
    section = page.locator("section").filter(has=heading)
    expect(section).to_contain_text("für Alex Muster-Vogel, bis")
    page.goto(section.locator(".bp-work__why a").first.evaluate("link => link.href"))
    case = page.url
    during = page.request.get(f"{case}person/bearbeiten/").status

    move_stand_in(portal, today - timedelta(days=7), today - timedelta(days=1))
    page.goto(f"{portal.url}{LIST}")
    expect(heading).to_have_count(0)
    after = page.request.get(f"{case}person/bearbeiten/").status

    assert (during, after) == (200, 403)

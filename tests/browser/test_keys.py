"""The frequent steps by keyboard alone, every key counted; docs/steps.md holds the same numbers.

Counted from where the step begins ("Zum Inhalt springen" included) to the key that sends it; typed text does
not count. A limit, not an equality: a page may need fewer keys, one that needs more has to say so there.
"""

import re
from collections.abc import Callable
from itertools import count
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, Portal

AREA = "/ausbildungsplaetze"
MOST = 80  # presses of Tab until one gives up
FOCUS = """() => {
  const one = document.activeElement;
  const labels = [...(one.labels || [])].map(label => label.textContent);
  return [one.textContent, one.name, one.value, one.getAttribute('aria-label'), ...labels].join(' ');
}"""
_serial = count(1)


class Keys:
    """A person without a mouse; letters do not count."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0
        self.per_case = 0  # keys on the way through lines of which there is one per case

    def press(self, key: str, times: int = 1) -> None:
        for _time in range(times):
            self.count += 1
            self.page.keyboard.press(key)

    def enter(self) -> None:
        """Sends or follows, and waits for the page that comes."""
        with self.page.expect_event("load"):
            self.press("Enter")

    def content(self) -> None:
        """From the top of the page to its content, by the skip link; after a form one still stands there."""
        if not self.page.url.endswith("#inhalt"):
            self.press("Tab")
            self.press("Enter")

    def to(self, words: str) -> None:
        """Tab to what has these words as text, name, value or label."""
        for _time in range(MOST):
            self.press("Tab")
            if re.search(words, re.sub(r"\s+", " ", self.page.evaluate(FOCUS))):
                return
        raise AssertionError(f"{words!r} cannot be reached by Tab")

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)


def documented(step: str) -> int:
    """The number of keys that docs/steps.md says for a step."""
    for line in (ROOT / "docs" / "steps.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] == step:
            return int(re.match(r"\d+", cells[-1])[0])
    raise AssertionError(f"docs/steps.md has no {step!r}")


def leave_a_tip(portal: Portal, page: Page, keys: Keys) -> None:
    keys.content()
    keys.to("Hinweis geben")
    keys.enter()
    keys.content()
    keys.to("subject")
    keys.press("Space")
    keys.to("cause")
    keys.press("Space")
    keys.to("company_and_place")
    keys.type(f"Muster-Tasten {next(_serial)} GmbH, Künzelsau")
    keys.to("urgency")
    keys.press("Space")
    keys.to("Hinweis absenden")
    keys.enter()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Danke")


def open_from_a_tip(portal: Portal, page: Page, keys: Keys) -> None:
    row = page.locator(".bp-work", has=page.get_by_role("link", name=re.compile("^Annehmen"))).last
    row.get_by_role("link").first.focus()
    keys.to("^ ?Annehmen")
    keys.enter()
    keys.content()
    keys.to("row1_occupation")
    keys.type("Mechatroniker/in")
    keys.to("row1_residence")
    keys.type("Künzelsau")
    keys.to("row1_contract_number")
    keys.type(uuid4().hex[:6])
    keys.enter()
    expect(page.locator("h1")).to_contain_text("BF-")


def paste_twelve(portal: Portal, page: Page, keys: Keys) -> None:
    keys.content()
    keys.to("Zeilen einfügen")
    keys.enter()
    keys.content()
    keys.to("Zeilen, aus Excel")
    once = uuid4().hex[:6]
    rows = [f"{once}-{n}\tIndustriemechaniker/in\t74653 Künzelsau" for n in range(1, 13)]
    page.keyboard.insert_text("\n".join(["Vertragsnr.\tAusbildungsberuf\tPLZ Ort", *rows]))
    keys.to("Weiter zur Vorschau")
    keys.enter()
    keys.content()
    keys.to("12 Zeilen übernehmen")
    keys.enter()
    expect(page.locator("#meldungen")).to_contain_text("12 Zeilen")


def change_phase(portal: Portal, page: Page, keys: Keys) -> None:
    keys.content()
    keys.to("Phase ändern")
    keys.enter()
    keys.content()
    keys.to("phase")
    keys.press("ArrowDown")
    keys.enter()
    keys.content()
    keys.per_case = page.locator("tbody a, [type=checkbox][name=take]").count()
    keys.to("Phase jetzt ändern")
    keys.enter()
    expect(page.locator("#meldungen")).to_contain_text("Phase geändert")


def next_step(portal: Portal, page: Page, keys: Keys) -> None:
    step = re.compile("Vermittlung beginnen|Platz beobachten")
    row = page.locator(".bp-work", has=page.locator("button", has_text=step)).first
    row.locator(".bp-work__why a").first.focus()
    keys.to("^ ?Mehr")
    keys.press("Enter")
    keys.to(f"^ ?({step.pattern})")
    keys.enter()
    expect(page.locator("#meldungen")).to_contain_text("Stand")


def propose(portal: Portal, page: Page, keys: Keys) -> None:
    page.locator("#angebote > .bp-offers h3 a").first.focus()
    keys.to("^ ?Vorschlagen")
    keys.enter()
    expect(page.locator("#h-vorschlaege")).to_contain_text(re.compile(r"[1-9]"))


def answer_becomes_an_offer(portal: Portal, page: Page, keys: Keys) -> None:
    page.locator("main tbody th a").first.focus()
    keys.to("^ ?wird Angebot")
    keys.enter()
    expect(page.get_by_role("heading", level=1)).to_have_text("Angebot bearbeiten")


STEPS: dict[str, tuple[str, str, Callable]] = {
    "Leave a tip": ("wirtschaftsfoerderung", "/", leave_a_tip),
    "Open a company case from a tip": ("ausbildungsberatung", "/", open_from_a_tip),
    "Twelve apprentices from a pasted table": (
        "ausbildungsberatung", f"{AREA}/betriebsfaelle/BF-{{year}}-001/", paste_twelve,
    ),
    "Next step of a case": ("ausbildungsberatung", f"{AREA}/meine-liste/", next_step),
    "Propose an offer": ("ausbildungsberatung", f"{AREA}/faelle/F-{{year}}-0002/", propose),
    "A company's answer becomes an offer": (
        "ausbildungsberatung", f"{AREA}/betriebe/?call=nie", answer_becomes_an_offer,
    ),
    "Change a phase, with the preview": (
        "ausbildungsberatung", f"{AREA}/betriebsfaelle/BF-{{year}}-001/", change_phase,
    ),
}  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_keys_of_a_frequent_step(portal: Portal, sign_in_as, step: str) -> None:
    """A05: none needs the mouse, and none more keys than the handbook says."""
    who, address, walk = STEPS[step]
    page = sign_in_as(who)
    page.goto(portal.url + address.format(year=page.evaluate("new Date().getFullYear()")))
    keys = Keys(page)

    walk(portal, page, keys)

    assert keys.count - keys.per_case <= documented(step)

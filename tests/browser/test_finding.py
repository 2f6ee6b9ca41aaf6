"""Finding in a real browser: two spellings, a typing error, a saved search, the next digest."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Portal

AXE = (Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SUMMARY = "Bevor ein Ausbildungsplatz in Künzelsau verloren geht."


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    result = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in result["violations"]]


def too_wide(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def publish_measure(page: Page, portal: Portal, title: str) -> None:
    """A measure of the summary above, entered and published on the pages."""
    page.goto(f"{portal.url}/massnahmen/neu/")
    page.locator("[name=focus_area]").first.evaluate(
        "one => { if (one.tagName == 'SELECT') one.value = '1'; else one.checked = true; }"
    )
    page.locator("[name=title]").fill(title)
    page.locator("[name=summary]").fill(SUMMARY)
    page.locator("[name=lead_text]").fill("Muster-Verbund")
    page.locator("[name=period_text]").fill("bis auf Weiteres")
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/massnahmen/M-"))
    page.get_by_role("button", name="Veröffentlichen").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_both_words_find_it_and_the_search_is_kept(portal: Portal, sign_in_as, javascript: bool) -> None:
    title = f"Lotsendienst {javascript}"
    publish_measure(sign_in_as("redaktion"), portal, title)
    page = sign_in_as("innung", java_script_enabled=javascript)

    for words in ("Ausbildungsplätze", "Kuenzelsau"):
        page.goto(f"{portal.url}/massnahmen/")
        page.locator("main [name=q]").fill(words)
        page.locator("main [name=q]").press("Enter")
        expect(page.locator(".bp-mrow", has_text=title)).to_be_visible()
        expect(page.locator(".bp-mrow mark").first).to_be_visible()

    name = f"Rund um Künzelsau {javascript}"
    page.goto(f"{portal.url}/massnahmen/?q=Kuenzelsau+{javascript}")
    page.locator(".bp-listbar details", has=page.locator("[name=in_digest]")).locator("summary").click()
    page.locator(".bp-listbar [name=name]").fill(name)
    page.locator(".bp-listbar form button").click()
    page.goto(f"{portal.url}/gespeicherte-suchen/")
    page.get_by_role("link", name=name, exact=True).click()
    expect(page).to_have_url(re.compile(r"/massnahmen/\?q=Kuenzelsau"))
    expect(page.locator(".bp-mrow", has_text=title)).to_be_visible()


def test_a_typing_error_is_answered(portal: Portal, sign_in_as) -> None:
    page = sign_in_as("redaktion")
    publish_measure(page, portal, "Platzretter")

    page.goto(f"{portal.url}/massnahmen/?q=Ausbildungspaltz")

    page.locator("#h-similar a").click()
    expect(page.locator(".bp-mrow", has_text="Platzretter")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 320])
def test_the_pages_of_finding_are_accessible(portal: Portal, sign_in_as, width: int) -> None:
    page = sign_in_as("redaktion", viewport={"width": width, "height": 800})
    for path in ("/massnahmen/?q=Betriebe", "/massnahmen/?q=Ausbildungspaltz", "/gespeicherte-suchen/"):
        page.goto(f"{portal.url}{path}")
        for menu in page.locator(".bp-listbar details summary").all()[:1]:
            menu.click()

        assert violations(page) == [], path
        assert too_wide(page) <= 0, path


NEXT_DIGEST = """
from datetime import timedelta
from django.utils import timezone
from portal.digests.digest import sections_for
from portal.partners.actors import actor_of
from portal.partners.demo import membership
reader = membership("innung@muster.example")
end = timezone.now()
for section in sections_for(actor_of(reader.user, reader), end - timedelta(days=7), end):
    for item in section.items:
        print(item.title, "|", item.why)
"""


def test_the_next_digest_tells_of_it_once(portal: Portal) -> None:
    """Runs after the searches above were kept: one line, under the search, not again in the news."""
    lines = portal.manage("shell", "-c", NEXT_DIGEST).splitlines()

    (told,) = [line for line in lines if "Lotsendienst True" in line]
    assert "Rund um Künzelsau True" in told

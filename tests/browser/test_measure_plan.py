"""What a measure has set itself, in a real browser: the page, reached, an actual value, a paper."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Portal
from tests.browser.test_every_page import AXE, looked_at

CATALOGUE = "/massnahmen/"
PILOTS = "Azubi-Lotsen für kleine Betriebe"
WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize(
    "javascript", [True, False], ids=["with script", "without script"]
)


def open_pilots(portal: Portal, page: Page) -> None:
    page.goto(f"{portal.url}{CATALOGUE}?q=Lotsen")
    page.get_by_role("link", name=PILOTS).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(PILOTS)


@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_shows_the_plan_and_fits(portal: Portal, sign_in_as, width: int) -> None:
    page = sign_in_as("wirtschaftsfoerderung", viewport={"width": width, "height": 900})
    open_pilots(portal, page)

    expect(page.locator(".bp-mile")).to_have_count(5)
    expect(page.locator(".bp-mile.is-done")).to_have_count(2)
    expect(page.locator(".bp-fig__cap").first).to_contain_text("62")
    image = page.locator(".bp-fig img").first
    image.scroll_into_view_if_needed()
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    page.locator(".bp-fig__more summary").first.click()
    expect(page.locator(".bp-fig__more table").first).to_contain_text("Muster-HWK")
    expect(page.locator(".bp-kpi dd b")).to_have_text(["9", "6", "3"])
    page.evaluate(AXE)
    assert looked_at(page, width) == []


@WITH_AND_WITHOUT_SCRIPT
def test_the_lead_enters_an_actual_value_and_a_paper(
    portal: Portal, sign_in_as, tmp_path: Path, javascript: bool
) -> None:
    page = sign_in_as("wirtschaftsfoerderung", java_script_enabled=javascript)
    open_pilots(portal, page)
    page.locator("a[href$='/ist-werte/']").first.click()
    page.locator("#id_value").fill("40" if javascript else "41")
    page.locator("form.bp-form button[type=submit]").click()
    expect(page.locator(".bp-fig__cap").first).to_contain_text("65" if javascript else "66")

    paper = tmp_path / "leitlinien.pdf"
    paper.write_bytes(b"%PDF-1.7\n%%EOF\n")
    page.locator("a[href$='/anlagen/neu/']").click()
    page.locator("#id_title").fill(f"Leitlinien {javascript}")
    page.locator("#id_file").set_input_files(paper)
    page.locator("form.bp-form button[type=submit]").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=f"Leitlinien {javascript}").first.click()
    assert download.value.path().read_bytes() == paper.read_bytes()


def test_a_web_page_is_no_paper(portal: Portal, sign_in_as, tmp_path: Path) -> None:
    page = sign_in_as("redaktion")
    open_pilots(portal, page)
    paper = tmp_path / "seite.pdf"
    paper.write_bytes(b"<html><script>alert(1)</script></html>")

    page.locator("a[href$='/anlagen/neu/']").click()
    page.locator("#id_title").fill("Bleibt stehen")
    page.locator("#id_file").set_input_files(paper)
    page.locator("form.bp-form button[type=submit]").click()

    expect(page.locator("#fehler a[href='#id_file']")).to_be_visible()
    expect(page.locator("#id_title")).to_have_value("Bleibt stehen")


@WITH_AND_WITHOUT_SCRIPT
def test_the_editor_adds_milestones_row_by_row(portal: Portal, sign_in_as, javascript: bool) -> None:
    page = sign_in_as("redaktion", java_script_enabled=javascript)
    open_pilots(portal, page)
    before = page.locator(".bp-mile").count()

    page.locator("a[href$='/meilensteine/']").click()
    new = page.locator("fieldset.bp-rowform").nth(before)
    new.locator("input[name$='-title']").fill("Zwischenbericht")
    new.locator("input[name$='-due_on']").fill("2027-01-15")
    page.locator("button[name=more]").click()
    expect(page.locator("fieldset.bp-rowform")).to_have_count(before + 4)
    page.locator(".bp-crumbs a").last.click()

    expect(page.locator(".bp-mile")).to_have_count(before + 1)


def test_the_lead_reports_a_milestone_as_reached_and_takes_it_back(portal: Portal, sign_in_as) -> None:
    page = sign_in_as("wirtschaftsfoerderung")
    open_pilots(portal, page)
    late = page.locator(".bp-mile").filter(has_text="Fünf Lotsen im Einsatz")

    late.locator("summary").click()
    late.locator("button").click()
    expect(late).to_have_class("bp-mile is-done")
    late.locator("summary").click()
    late.locator("button").click()
    expect(late).to_have_class("bp-mile is-late")

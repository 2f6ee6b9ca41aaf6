"""An adviser writes a letter, a short profile and a confirmation; an editor changes a funding rule."""

import re
from io import BytesIO
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Portal

WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize(
    "javascript", [True, False], ids=["with script", "without script"]
)


def open_case(page: Page, portal: Portal, state: str) -> str:
    """Opens the first of one's own cases in that state; returns its number."""
    page.goto(f"{portal.url}/ausbildungsplaetze/faelle/?state={state}&whose=mine")
    link = page.locator("main").get_by_role("link", name=re.compile(r"F-\d{4}-\d{4}")).first
    number = re.search(r"F-\d{4}-\d{4}", link.inner_text())[0]
    page.goto(f"{portal.url}/ausbildungsplaetze/faelle/{number}/")
    return number


def of_a_company_case(page: Page, portal: Portal) -> tuple[str, str]:
    """A case in placement of the demonstration's company case: its number, what the company is called."""
    page.goto(f"{portal.url}/ausbildungsplaetze/betriebsfaelle/BF-2026-001/")
    row = page.locator("main tbody tr").filter(has_text="in Vermittlung").first
    number = re.search(r"F-\d{4}-\d{4}", row.inner_text())[0]
    return number, re.search(r"Muster-\w+", page.locator("h1").inner_text())[0]


def download(page: Page, form: str, button: str, folder: Path) -> Path:
    """The file that the button of a form gives."""
    with page.expect_download() as started:
        page.get_by_role("form", name=form).get_by_role("button", name=button).click()
    file = folder / started.value.suggested_filename
    started.value.save_as(file)
    return file


def words(file: Path) -> str:
    if file.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(file.read_bytes())).pages)
    found = docx.Document(str(file))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in found.paragraphs), *cells])


@WITH_AND_WITHOUT_SCRIPT
def test_a_letter_as_word_and_pdf(portal: Portal, sign_in_as, tmp_path: Path, javascript: bool) -> None:
    page = sign_in_as("ausbildungsberatung", java_script_enabled=javascript)
    number = open_case(page, portal, "in_placement")
    page.locator("summary").filter(has_text="Mehr").first.click()
    page.get_by_role("link", name="Schreiben", exact=True).click()

    files = [download(page, "Erstkontakt", button, tmp_path) for button in ("Word-Datei", "PDF-Datei")]

    assert [file.name for file in files] == [f"{number}-erstkontakt.docx", f"{number}-erstkontakt.pdf"]
    for file in files:
        assert number in words(file)
        assert "Bitte unterschreiben Sie nichts" in words(file)
    page.goto(f"{portal.url}/ausbildungsplaetze/faelle/{number}/")
    expect(page.locator("#verlauf")).to_contain_text("Schreiben erstellt: Erstkontakt")


def consent_to_profiles(page: Page, portal: Portal, number: str) -> None:
    """Without it no profile leaves: the table of legal bases asks for a consent."""
    page.goto(f"{portal.url}/ausbildungsplaetze/faelle/{number}/einwilligung/")
    page.locator("[name=text]").select_option(label="Kurzprofil an Betriebe (BETRIEB-2026-1)")
    page.get_by_role("group", name="Wie alt ist die Person?").get_by_label("18 oder älter").check()
    page.get_by_role("group", name="Wer hat eingewilligt?").get_by_label("die Person", exact=True).check()
    page.get_by_role("group", name="Wie?").get_by_label("am Telefon").check()
    page.get_by_role("button", name="Einwilligung festhalten").click()
    expect(page.locator("#weitergaben")).to_contain_text("BETRIEB-2026-1")


def test_a_short_profile_for_a_company(portal: Portal, sign_in_as, tmp_path: Path) -> None:
    page = sign_in_as("ausbildungsberatung")
    number, company = of_a_company_case(page, portal)
    consent_to_profiles(page, portal, number)
    page.goto(f"{portal.url}/ausbildungsplaetze/faelle/{number}/kurzprofil/")

    page.get_by_role("button", name="PDF-Datei").click()
    expect(page.locator(".bp-errors")).to_be_visible()
    page.get_by_label("Für welchen Betrieb?").fill("Muster-Zukunft GmbH")
    file = download(page, "Datei erstellen", "PDF-Datei", tmp_path)

    text = words(file)
    assert "Muster-Zukunft GmbH" in text
    assert number in text
    assert company not in text
    page.goto(f"{portal.url}/ausbildungsplaetze/faelle/{number}/")
    expect(page.locator("#verlauf")).to_contain_text("Daten weitergegeben")


def test_funding_of_a_case_and_its_confirmation(portal: Portal, sign_in_as, tmp_path: Path) -> None:
    page = sign_in_as("ausbildungsberatung")
    number = open_case(page, portal, "registered")
    row = page.locator("#foerderung tr").filter(has_text="Azubi transfer")

    expect(row).to_contain_text(re.compile("Antrag bis|Antragsfrist"))
    row.locator("summary").click()
    expect(row).to_contain_text("Kein öffentlicher Betrieb")
    expect(page.locator("#foerderung")).not_to_contain_text("Übernahmeprämie")
    row.get_by_role("link", name=re.compile("Bestätigung vorbereiten")).click()
    file = download(page, f"Bestätigung zu {number}", "PDF-Datei", tmp_path)

    text = words(file)
    assert "Azubi transfer" in text
    assert "entscheidet allein die" in text
    root = PdfReader(BytesIO(file.read_bytes())).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True


def test_an_editor_ends_a_programme(portal: Portal, sign_in_as) -> None:
    page = sign_in_as("redaktion")
    page.goto(f"{portal.url}/massnahmen/")
    page.get_by_role("link", name="Förderprogramme", exact=True).click()
    page.get_by_role("link", name=re.compile("^Berufsorientierungspraktikum")).click()
    page.get_by_role("link", name="Bearbeiten").click()

    page.get_by_label("Gültig bis").fill("2026-01-31")
    page.get_by_role("button", name="Speichern").click()

    expect(page.locator("main")).to_contain_text("ausgelaufen")


def test_a_chamber_changes_a_text(portal: Portal, sign_in_as) -> None:
    page = sign_in_as("ausbildungsberatung-hwk")
    page.goto(f"{portal.url}/ausbildungsplaetze/schreiben/")
    page.get_by_role("link", name="Warnung: nichts unterschreiben", exact=True).click()
    body = page.get_by_label("Text des Schreibens")

    body.fill("Guten Tag {Vorname}")
    page.get_by_role("button", name="Text speichern").click()
    expect(page.locator(".bp-errors")).to_contain_text("{Vorname}")
    body.fill("Guten Tag {Name}, rufen Sie {Ansprechperson} an.")
    page.get_by_role("button", name="Vorschau ohne Speichern").click()
    expect(page.locator("#vorschau")).to_contain_text("Guten Tag Toni Muster, rufen Sie")
    page.get_by_role("button", name="Text speichern").click()

    expect(page.locator("main")).to_contain_text("eigener Text, Fassung 1")

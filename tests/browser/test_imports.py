"""Twelve rows pasted from the chamber's register become cases, and an import can be taken back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Portal
from tests.browser.test_journeys import WITH_AND_WITHOUT_SCRIPT

PERSON = "Muster-Eingefügt"
HEADER = "Lehrlingsrolle\tName\tVorname\tAusbildungsberuf\tPLZ Ort\tBeginn\tEnde"
PLACES = ("74653 Künzelsau", "74613 Öhringen", "74653 Kuenzelsau-Gaisbach")


def pasted(prefix: str) -> str:
    """Title rows, a column that nobody knows, and twelve apprentices, two rows with mistakes behind them."""
    rows = [
        f"{prefix}-{number}\t{PERSON}\tToni\tIndustriemechaniker/in\t{PLACES[number % 3]}\t1.9.25\t46446"
        for number in range(1, 13)
    ]
    wrong = [
        f"{prefix}-13\t\t\tIndustriemechaniger\t74653 Künzelsau\t1.9.25\t",
        f"{prefix}-14\t\t\tIndustriemechaniker/in\tOeringen\t31.02.25\t",
    ]
    return "\n".join(["Auszug aus der Lehrlingsrolle", HEADER, *rows, *wrong])


def open_company_case(page: Page, portal: Portal, name: str) -> str:
    page.goto(f"{portal.url}/ausbildungsplaetze/betriebsfaelle/neu/")
    form = page.locator("main form")
    form.locator("[name=company_name]").fill(name)
    form.locator("[name=company_place]").fill("Künzelsau")
    form.locator("[name=phase]").select_option("applied")
    form.get_by_role("button").first.click()
    return re.search(r"BF-\d{4}-\d{3}", page.locator("h1").inner_text())[0]


@WITH_AND_WITHOUT_SCRIPT
def test_twelve_pasted_rows_become_cases(portal: Portal, sign_in_as, javascript: bool) -> None:
    page = sign_in_as("ausbildungsberatung", java_script_enabled=javascript)
    prefix = "JS" if javascript else "OHNE"
    number = open_company_case(page, portal, f"Muster-Zwölf {prefix} GmbH")
    main = page.locator("main")

    page.get_by_role("link", name="Zeilen einfügen").click()
    page.get_by_label("Zeilen, aus Excel oder aus dem Verzeichnis eingefügt").fill(pasted(prefix))
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    if javascript:  # the first time the unknown title is asked for, then it is remembered
        page.get_by_label("A: Lehrlingsrolle").select_option(label="Vertragsnummer")
        page.get_by_role("button", name="Weiter zur Vorschau").click()

    expect(main).to_contain_text("Übernommen ist noch nichts")
    expect(main).to_contain_text("12 neu")
    expect(main).to_contain_text("Öhringen")
    expect(main).to_contain_text("31.02.25")
    assert PERSON not in page.content()
    page.get_by_role("button", name="12 Zeilen übernehmen").click()

    expect(main).to_contain_text("12 Zeilen übernommen")
    page.get_by_role("link", name=f"Weiter zu: {number}").click()
    assert len(set(re.findall(r"F-\d{4}-\d{4}", main.inner_text()))) == 12
    expect(main).to_contain_text("wird beobachtet")


def test_rejected_rows_come_back_and_an_import_is_taken_back(portal: Portal, sign_in_as, tmp_path) -> None:
    page = sign_in_as("ausbildungsberatung")
    number = open_company_case(page, portal, "Muster-Zurück GmbH")
    text = pasted("ZUR").replace("Lehrlingsrolle\tName", "Vertragsnr.\tName").replace("Eingefügt", "Zurück")
    page.get_by_role("link", name="Zeilen einfügen").click()
    page.get_by_label("Zeilen, aus Excel oder aus dem Verzeichnis eingefügt").fill(text)
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    page.get_by_role("button", name="12 Zeilen übernehmen").click()

    with page.expect_download() as download:
        page.get_by_role("button", name="Abgewiesene Zeilen als CSV").click()
    download.value.save_as(tmp_path / "zurueck.csv")
    page.get_by_role("button", name="Import zurücknehmen").click()

    lines = (tmp_path / "zurueck.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("Vertragsnr.;Name;Vorname;") and lines[0].endswith("Grund der Abweisung")
    assert len(lines) == 3
    expect(page.locator("main")).to_contain_text("Von diesem Import ist nichts mehr da")
    page.goto(f"{portal.url}/ausbildungsplaetze/betriebsfaelle/{number}/")
    assert not re.findall(r"F-\d{4}-\d{4}", page.locator("main").inner_text())


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n", b"A;B\n1;\x002\n"], ids=["picture", "nul"])
def test_a_file_that_is_no_table_is_said(portal: Portal, sign_in_as, data: bytes) -> None:
    page = sign_in_as("ausbildungsberatung")
    page.goto(f"{portal.url}/ausbildungsplaetze/import/neu/companies/")
    page.get_by_label("Datei").set_input_files(
        {"name": "liste.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    )
    page.get_by_role("button", name="Weiter zur Vorschau").click()

    expect(page).to_have_title(re.compile("^Fehler: "))
    expect(page.locator(".bp-errors")).to_contain_text("keine Tabelle")

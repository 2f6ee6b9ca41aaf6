"""The catalogue goes to Excel and comes back: 54 entries as drafts, and an untouched export."""

import csv
import io
import json
from pathlib import Path

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import ROOT, Portal
from tests.browser.test_every_page import AXE, looked_at

COLLECTION = ROOT / "measures" / "data" / "measures.json"
HEADER = ["Titel", "Schwerpunkt", "Art", "Ebene", "Zusammenfassung", "Federführung außerhalb", "Quellen"]
CLASSES = {"regional": "Regionale Maßnahme", "programme": "Programm oder Grundlage"}


def collection(prefix: str) -> bytes:
    """The 54 entries as an office would keep them: a title row, semicolons, cp1252."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(["Maßnahmen der Bündnisse", *[""] * (len(HEADER) - 1)])
    writer.writerow(HEADER)
    for entry in json.loads(COLLECTION.read_text())["measures"]:
        writer.writerow(
            [
                f"{prefix} {entry['title']}"[:200], entry["focus_area"], CLASSES[entry["kind"]],
                entry["origin"] if entry["kind"] == "programme" else "", entry["summary"],
                entry.get("lead_text", ""), "\n".join(entry["sources"]),
            ]
        )  # fmt: skip
    return text.getvalue().encode("cp1252", errors="replace")


def upload(page: Page, portal: Portal, file: Path) -> None:
    page.goto(f"{portal.url}/massnahmen/import/neu/measures/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Weiter zur Vorschau").click()


def exported(page: Page, portal: Portal, kind: str, query: str, target: Path) -> Path:
    with page.expect_download() as download:
        page.goto(f"{portal.url}/massnahmen/")
        page.evaluate("address => { location.href = address }", f"/massnahmen/export.{kind}?{query}")
    download.value.save_as(target)
    return target


def test_54_entries_come_in_as_drafts_and_go_out_again(portal: Portal, sign_in_as, tmp_path: Path) -> None:
    page = sign_in_as("redaktion")
    main = page.locator("main")
    (tmp_path / "katalog.csv").write_bytes(collection("Eingang"))

    upload(page, portal, tmp_path / "katalog.csv")
    expect(main).to_contain_text("54 Zeilen: 54 neu")
    page.evaluate(AXE)
    assert looked_at(page, 1280) + looked_at(page, 320) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="54 Zeilen übernehmen").click()

    expect(main).to_contain_text("54 Zeilen übernommen")
    run = page.url
    page.goto(f"{portal.url}/massnahmen/?kind=programme&state=draft&q=Eingang")
    expect(main).to_contain_text("Entwurf")
    partner = sign_in_as("wirtschaftsfoerderung")
    partner.goto(f"{portal.url}/massnahmen/?kind=programme&q=Eingang")
    expect(partner.locator("main")).not_to_contain_text("Eingang Azubi im Verbund")

    file = exported(page, portal, "xlsx", "kind=programme&state=draft&q=Eingang", tmp_path / "aus.xlsx")
    upload(page, portal, file)
    expect(main).to_contain_text("bekannt, unverändert")
    expect(main).not_to_contain_text("ändert Bekanntes")

    page.goto(run)
    page.get_by_role("button", name="Import zurücknehmen").click()
    expect(main).to_contain_text("Zurückgenommen: Von diesem Import ist nichts mehr da")


def test_three_changed_by_two_people_at_once_lose_nothing(portal: Portal, sign_in_as, tmp_path: Path) -> None:
    """One changes summaries in Excel, a colleague the funding on the page; both stand in the drafts."""
    page = sign_in_as("redaktion")
    file = exported(page, portal, "csv", "kind=regional&state=published", tmp_path / "stand.csv")
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig")), delimiter=";"))
    rows = [row for row in rows if not row["Titel"].startswith("Azubi-Lotsen")][:3]  # it is in review
    numbers = [row["Nummer"] for row in rows]
    table = "\n".join(["Nummer;Zusammenfassung", *[f"{number};Neu aus Excel {number}" for number in numbers]])
    (tmp_path / "neu.csv").write_text(table + "\n", encoding="utf-8-sig")

    page.goto(f"{portal.url}/massnahmen/{numbers[0]}/bearbeiten/")
    colleague = sign_in_as("redaktion")
    upload(colleague, portal, tmp_path / "neu.csv")
    expect(colleague.locator("main")).to_contain_text("3 Zeilen: 3 ändert Bekanntes")
    colleague.locator("summary", has_text="Änderungen zeigen").first.click()
    expect(colleague.locator("main ins").first).to_contain_text("Neu aus Excel")
    colleague.get_by_role("button", name="3 Zeilen übernehmen").click()

    page.get_by_text("Weitere Beteiligte").first.click()
    page.locator("[name=funding]").evaluate("field => { field.value = 'Muster-Stiftung' }")
    page.locator(".bp-form .bp-form-end button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("Neu aus Excel")
    expect(page.locator("main")).to_contain_text("Muster-Stiftung")
    assert page.locator("main").inner_text().count(numbers[0]) >= 1

    for number in numbers:
        page.goto(f"{portal.url}/massnahmen/{number}/")
        expect(page.locator("main")).not_to_contain_text("Neu aus Excel")  # readers still see the published


def test_the_whole_catalogue_as_tagged_pdf(portal: Portal, sign_in_as, tmp_path: Path) -> None:
    page = sign_in_as("wirtschaftsfoerderung")
    page.goto(f"{portal.url}/massnahmen/katalog/")
    page.evaluate(AXE)
    assert looked_at(page, 1280) + looked_at(page, 320) == []

    with page.expect_download() as download:
        page.get_by_role("link", name="Als PDF").click()
    download.value.save_as(tmp_path / "katalog.pdf")

    reader = PdfReader(tmp_path / "katalog.pdf")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()
    assert len([entry for entry in reader.outline if not isinstance(entry, list)]) == 3
    assert "Inhaltsverzeichnis" in reader.pages[0].extract_text()

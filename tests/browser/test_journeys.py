"""The five journeys of the first version, by hand in a real browser on the portal that `make run` starts."""

import csv
import io
import re
import subprocess
from collections import defaultdict
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from shutil import which
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Portal

COMPANY = "Muster-Geheim Blechtechnik GmbH"
PERSON = "Toni Muster-Geheimnis"
_serial = count(1)
NUMBERS = {"tip": r"H-\d{4}-\d{4}", "company case": r"BF-\d{4}-\d{3}", "case": r"F-\d{4}-\d{4}"}


class Clicks:
    """Counts the clicks of a person who leaves a tip."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def link(self, name: str) -> None:
        self.count += 1
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def choose(self, question: str, answer: str) -> None:
        self.count += 1
        self.page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()

    def button(self, name: str) -> None:
        self.count += 1
        self.page.get_by_role("button", name=name, exact=True).click()


def leave_tip(page: Page, company: str) -> tuple[str, int]:
    """From the dashboard to the number of the tip; returns it with the number of clicks."""
    clicks = Clicks(page)
    clicks.link("Hinweis geben")
    clicks.choose("Worum geht es?", "Betrieb in Schwierigkeiten")
    clicks.choose("Was ist die Ursache?", "Insolvenz")
    clicks.count += 1
    page.get_by_label("Welcher Betrieb, an welchem Ort?").fill(f"{company}, Künzelsau")
    clicks.choose("Wie dringend ist es?", "In den nächsten zwei Wochen")
    clicks.button("Hinweis absenden")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Danke")
    return re.search(NUMBERS["tip"], page.locator("main").inner_text())[0], clicks.count


WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize(
    "javascript", [True, False], ids=["with script", "without script"]
)


@WITH_AND_WITHOUT_SCRIPT
def test_a_partner_leaves_a_tip_and_follows_it(portal: Portal, sign_in_as, javascript: bool) -> None:
    page = sign_in_as("wirtschaftsfoerderung", java_script_enabled=javascript)

    number, clicks = leave_tip(page, "Muster-Schraubenwerk GmbH")
    page.goto(f"{portal.url}/ausbildungsplaetze/meine-hinweise/")

    assert clicks <= 12
    expect(page.locator("main")).to_contain_text(number)
    expect(page.locator("main")).to_contain_text("weitergeleitet")


def test_a_tip_with_mistakes_keeps_what_was_typed(portal: Portal, sign_in_as) -> None:
    page = sign_in_as("wirtschaftsfoerderung")
    page.goto(f"{portal.url}/ausbildungsplaetze/hinweis/")
    page.get_by_label("Welcher Betrieb, an welchem Ort?").fill("Muster-Behalten KG")

    page.get_by_role("button", name="Hinweis absenden").click()

    summary = page.locator(".bp-errors")
    expect(page).to_have_title(re.compile("^Fehler: "))
    expect(summary).to_be_focused()
    expect(page.get_by_label("Welcher Betrieb, an welchem Ort?")).to_have_value("Muster-Behalten KG")
    summary.get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.type") == "radio"


@WITH_AND_WITHOUT_SCRIPT
def test_an_adviser_turns_a_tip_into_cases_and_finds_companies(
    portal: Portal, sign_in_as, javascript: bool
) -> None:
    number, _ = leave_tip(sign_in_as("wirtschaftsfoerderung"), COMPANY)
    mail = portal.mail_to("@muster.example", number)
    assert COMPANY not in mail.as_string()
    adviser = mail["To"].addresses[0].username
    page = sign_in_as(adviser, java_script_enabled=javascript)
    page.goto(re.search(r"https?://\S+", mail.get_body(("plain",)).get_content())[0])

    page.get_by_role("link", name="Annehmen: Betriebsfall anlegen").click()
    fill_company_case(page)
    page.locator("main form").get_by_role("button").first.click()

    main = page.locator("main")
    assert re.search(NUMBERS["company case"], main.inner_text())
    cases = sorted(set(re.findall(NUMBERS["case"], main.inner_text())))
    assert len(cases) == 3
    company_case = page.url
    page.get_by_role("link", name=cases[0]).first.click()
    expect(page.get_by_role("heading", name=re.compile("Passende Angebote"))).to_be_visible()
    assert page.locator(".bp-offer").count() >= 1
    assert page.locator(".bp-offer").first.locator(".bp-crits > *").count() >= 5

    page.goto(company_case)
    page.get_by_role("link", name=cases[2]).first.click()
    assert PERSON not in page.content()
    page.get_by_role("button", name=re.compile("Person öffnen")).click()
    expect(page.locator("main")).to_contain_text(PERSON)


def fill_company_case(page: Page) -> None:
    """Shared data and three apprentices, one of them by name."""
    form = page.locator("main form")
    if not form.locator("[name=company_name]").input_value():
        form.locator("[name=company_name]").fill(COMPANY)
    once = next(_serial)  # no contract and no name twice: the portal would ask
    rows = [
        ("Mechatroniker/in", "Künzelsau", f"M-{once}-1", ""),
        ("Mechatroniker/in", "Öhringen", f"M-{once}-2", ""),
        ("Industriemechaniker/in", "Ingelfingen", "", f"{PERSON}{chr(96 + once)}"),
    ]
    for index, (occupation, place, contract, name) in enumerate(rows, 1):
        form.locator(f"[name=row{index}_occupation]").fill(occupation)
        form.locator(f"[name=row{index}_residence]").fill(place)
        form.locator(f"[name=row{index}_contract_number]").fill(contract)
        form.locator(f"[name=row{index}_name]").fill(name)
        if name:
            form.locator(f"[name=row{index}_phone]").fill("0000 123456")


@WITH_AND_WITHOUT_SCRIPT
def test_an_editor_changes_and_publishes_a_measure(portal: Portal, sign_in_as, javascript: bool) -> None:
    page, reader = sign_in_as("redaktion", java_script_enabled=javascript), sign_in_as("innung")
    words = f"Gemeinsame Liste, {'mit' if javascript else 'ohne'} Muster-Betrieben."
    page.goto(f"{portal.url}/massnahmen/")
    page.get_by_role("link", name="Verbundbetriebe auf einen Blick").first.click()
    address = page.url
    page.get_by_role("link", name="Neue Fassung entwerfen").click()
    page.get_by_label("Kurzfassung").fill(words)
    page.get_by_role("button", name="Speichern").first.click()
    expect(page.locator("main")).to_contain_text("Muster-Betrieben")
    reader.goto(address)
    expect(reader.locator("main")).not_to_contain_text(words)

    page.get_by_role("button", name="Veröffentlichen").click()

    reader.goto(address)
    expect(reader.locator("main")).to_contain_text(words)


def test_two_editors_at_once_lose_nothing(portal: Portal, sign_in_as) -> None:
    """L01: the second sees both texts, the first stays stored."""
    first, second = sign_in_as("redaktion"), sign_in_as("redaktion")
    for page in (first, second):
        page.goto(f"{portal.url}/massnahmen/")
        page.get_by_role("link", name="Pflege im Tandem").first.click()
        page.get_by_role("link", name="Neue Fassung entwerfen").click()
    first.get_by_label("Kurzfassung").fill("Text der ersten")
    first.get_by_role("button", name="Speichern").first.click()
    second.get_by_label("Kurzfassung").fill("Text der zweiten")

    with second.expect_response(lambda response: response.request.method == "POST") as answer:
        second.get_by_role("button", name="Speichern").first.click()

    assert answer.value.status == 409
    expect(second.locator(".bp-cmp")).to_contain_text("ersten")
    expect(second.get_by_label("Kurzfassung")).to_have_value("Text der zweiten")


def test_the_office_exports_the_register(portal: Portal, sign_in_as, tmp_path: Path) -> None:
    page = sign_in_as("geschaeftsstelle")
    page.goto(f"{portal.url}/konferenzen/beschluesse/")
    shown = re.findall(r"B \d{4}/\d{2}", page.locator("main").inner_text())
    files = {}
    for kind in ("CSV", "XLSX"):
        page.goto(f"{portal.url}/konferenzen/beschluesse/")
        page.locator("summary").filter(has_text="Exportieren").click()
        with page.expect_download() as download:
            page.get_by_role("link", name=re.compile(kind)).click()
        files[kind] = tmp_path / download.value.suggested_filename
        download.value.save_as(files[kind])

    rows = list(csv.reader(io.StringIO(files["CSV"].read_text("utf-8-sig")), delimiter=";"))
    sheet = openpyxl.load_workbook(files["XLSX"]).active
    assert len(rows) == sheet.max_row
    assert len(rows) >= 10
    assert set(shown) <= {row[0] for row in rows}
    office = which("soffice") or which("libreoffice")
    if office:
        subprocess.run(
            [office, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path / "again"), files["XLSX"]],
            check=True,
            timeout=120,
        )
        assert list((tmp_path / "again").glob("*.csv"))


def next_monday(*, weeks: int = 1) -> datetime:
    """Half an hour after the digest of that Monday is due; each is planned once."""
    now = datetime.now(ZoneInfo("Europe/Berlin"))
    days = ((7 - now.weekday()) % 7 or 7) + 7 * (weeks - 1)
    return (now + timedelta(days=days)).replace(hour=7, minute=0, second=0, microsecond=0)


def test_the_digest_of_a_monday_reaches_everybody(portal: Portal, sign_in_as) -> None:
    leave_tip(sign_in_as("wirtschaftsfoerderung"), COMPANY)
    before = len(portal.mails())
    printed = portal.manage("digest_plan", "--now", next_monday(weeks=2).isoformat(), "--send")
    mails = [mail for mail in portal.mails()[before:] if "List-Unsubscribe" in mail]
    texts = defaultdict(str)
    for mail in mails:
        text = mail.get_body(("plain",)).get_content()
        texts[mail["To"].addresses[0].username] += text
        assert COMPANY not in mail.as_string() + text
        assert PERSON not in mail.as_string() + text
        assert len(mail["Subject"].strip()) <= 70, mail["Subject"]  # a folded header keeps its blank
        assert len(text.splitlines()) < 40, mail["Subject"]
        assert mail["Auto-Submitted"] == "auto-generated"

    assert {"wirtschaftsfoerderung", "ausbildungsberatung", "redaktion", "geschaeftsstelle"} <= set(texts), (
        printed
    )
    assert re.search(NUMBERS["case"], texts["ausbildungsberatung"])
    assert re.search(r"A-\d{4}-\d{3}", texts["wirtschaftsfoerderung"])

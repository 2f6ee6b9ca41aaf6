"""The office runs a round with two reminders and takes its document; a lead reports by a link, signed out."""

import re
from datetime import datetime, time, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import docx
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Portal

BERLIN = ZoneInfo("Europe/Berlin")
MEASURE = "Digitalwerkstatt für Ausbilderinnen und Ausbilder"
LEAD = "stadt@muster.example"
TITLE = "Sachstände zur Muster-Konferenz"
DAYS = 30


def start_round(page: Page, portal: Portal, title: str) -> str:
    """Prepares and starts a round over all running measures; returns its address."""
    page.goto(f"{portal.url}/massnahmen/")
    page.get_by_role("link", name="Sachstandsabfragen", exact=True).click()
    page.get_by_role("link", name="Sachstände abfragen").click()
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Anlass").fill("Muster-Konferenz im Frühjahr")
    deadline = datetime.now(BERLIN).date() + timedelta(days=DAYS)
    page.get_by_label("Antworten bis").fill(deadline.isoformat())
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    expect(page.get_by_role("heading", name="Wer eine Mail bekommt")).to_be_visible()
    expect(page.locator("main")).to_contain_text("niemand")
    page.get_by_role("button", name="Abfrage starten").click()
    expect(page.get_by_role("heading", name="Wer geantwortet hat")).to_be_visible()
    return page.url


def remind(portal: Portal, days: int) -> str:
    """The sweep's reminders as they go `days` from today at nine o'clock."""
    then = datetime.combine(datetime.now(BERLIN).date() + timedelta(days=days), time(9), BERLIN)
    return portal.manage("remind_reports", "--now", then.isoformat())


def link_of(portal: Portal, words: str) -> str:
    text = portal.mail_to(LEAD, words).get_body(("plain",)).get_content()
    return re.search(r"https?://\S+/massnahmen/l/\S+", text)[0]


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_a_sachstand_by_the_link_in_the_mail(portal: Portal, sign_in_as, browser, javascript: bool) -> None:
    """One minute: three things to type or choose at most, no sign-in."""
    office = sign_in_as("geschaeftsstelle")
    title = f"Muster-Abfrage {javascript}"
    address = start_round(office, portal, title)
    deadline = datetime.now(BERLIN).date() + timedelta(days=DAYS)
    link = link_of(portal, f"erbeten bis {deadline.day}.{deadline.month}.{deadline.year}")
    context: BrowserContext = browser.new_context(
        locale="de-DE", viewport={"width": 320, "height": 700}, java_script_enabled=javascript
    )
    page = context.new_page()

    page.goto(link)
    fields = page.locator("form").get_by_role("textbox").count() + page.locator("form select").count()
    expect(page.get_by_text(MEASURE)).to_be_visible()
    assert fields + 1 <= 6
    reason = page.get_by_role("textbox", name=re.compile("Warum"))
    page.get_by_role("radio", name="verzögert").check()
    reason.fill("")
    page.get_by_role("button", name="Sachstand melden").click()
    expect(page.locator(".bp-errors")).to_be_visible()
    reason.fill(f"Räume fehlen ({javascript}).")
    page.get_by_role("button", name="Sachstand melden").click()

    expect(page.get_by_role("status")).to_contain_text(f"per Link an {LEAD}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()
    office.goto(address)
    row = office.locator("tr").filter(has_text=MEASURE)
    expect(row).to_contain_text("beantwortet")
    expect(row).to_contain_text(f"Räume fehlen ({javascript}).")


def test_two_reminders_and_the_collected_document(portal: Portal, sign_in_as) -> None:
    page = sign_in_as("geschaeftsstelle")
    address = start_round(page, portal, TITLE)

    sent = {days: remind(portal, days) for days in (DAYS - 8, DAYS - 7, DAYS - 6, DAYS - 2, DAYS - 1)}

    counts = {days: int(re.search(r"\d+", printed)[0]) for days, printed in sent.items()}
    assert counts[DAYS - 7] > 0
    assert counts[DAYS - 2] > 0
    assert (counts[DAYS - 6], counts[DAYS - 1]) == (0, 0)
    portal.mail_to(LEAD, "Erinnerung: Sachstand")
    page.goto(address)
    expect(page.locator("tr").filter(has_text=MEASURE)).to_contain_text("erinnert")
    files = {}
    for kind, button in (("docx", "Alle Antworten (Word)"), ("pdf", "Alle Antworten (PDF)")):
        with page.expect_download() as started:
            page.get_by_role("link", name=button).click()
        files[kind] = started.value.path().read_bytes()
        assert started.value.suggested_filename.endswith(kind)
    word = docx.Document(BytesIO(files["docx"]))
    headings = [line.text for line in word.paragraphs if line.style.name.startswith("Heading")]
    assert headings[0] == TITLE
    assert any(MEASURE in heading for heading in headings)
    pdf = PdfReader(BytesIO(files["pdf"]))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    assert TITLE in pdf.pages[0].extract_text()
    page.get_by_role("button", name="Abfrage beenden").click()
    expect(page.locator(".bp-headline")).to_contain_text("geschlossen")


def test_the_second_reporter_sees_the_first(portal: Portal, sign_in_as) -> None:
    """L01: two people, one measure, the same minute."""
    first, second = sign_in_as("stadt"), sign_in_as("redaktion")
    for page in (first, second):
        page.goto(f"{portal.url}/massnahmen/?q=Digitalwerkstatt")
        page.get_by_role("link", name=re.compile(MEASURE)).click()
        page.get_by_role("link", name="Sachstand melden").first.click()
    for page, text in ((first, "Vom Ersten."), (second, "Vom Zweiten.")):
        page.get_by_label("Was wurde getan?").fill(text)
        page.get_by_role("button", name="Sachstand melden").click()

    expect(second.get_by_role("heading", name="Inzwischen hat jemand anders berichtet")).to_be_visible()
    expect(second.locator("main")).to_contain_text("Vom Ersten.")
    expect(second.get_by_label("Was wurde getan?")).to_have_value("Vom Zweiten.")
    second.get_by_role("button", name="Sachstand melden").click()
    expect(second.locator("main")).to_contain_text("Vom Zweiten.")

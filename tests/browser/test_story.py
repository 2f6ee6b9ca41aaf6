"""One company breaks away, told from the tip to next week's numbers, as its people live it.

The chapters run in the order of this file and share STORY; what comes after a failed one says so. The last
chapter, a year later, is in test_year_later.py, because it removes closed cases of the whole demonstration.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import wraps

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Portal, sign_in
from tests.browser.test_journeys import NUMBERS, leave_tip, next_monday

AREA = "/ausbildungsplaetze"
AGENCY = "Muster-Agentur Schwäbisch Hall"
COMPANY, SUGGESTED = "Muster-Werkzeugbau Zwölf GmbH", "Muster-Vorgeschlagen KG"
NETWORK, BUYER = "Muster-Verbund Hohenlohe e. V.", "Muster-Käufer AG"
FAMILY = "Muster-Reihe"
TOOLMAKER = "Werkzeugmechaniker/in"
# what each of the twelve learns, in the order of the pasted rows
LEARNS = {
    "network": "Mechatroniker/in",
    "suggested": "Mechatroniker/in",
    "called": "Industriemechaniker/in",
    "ranked": "Industriemechaniker/in",
    "kept": "Industriekaufmann/-frau",
    "handed over": "Mechatroniker/in",
    "exam": "Zerspanungsmechaniker/in",
    **{f"left {number}": TOOLMAKER for number in range(1, 6)},
}
PLACED = ("network", "suggested", "called", "ranked")


@dataclass
class Story:
    """What a later chapter needs to know of the earlier ones."""

    stopped_in: str = ""
    tip: str = ""
    company_case: str = ""
    cases: dict[str, str] = field(default_factory=dict)
    suggestion: str = ""
    run: str = ""

    def left(self) -> list[str]:
        return [number for who, number in self.cases.items() if who.startswith("left")]

    def ended(self) -> list[str]:
        return [self.cases[who] for who in (*PLACED, "kept", "exam") if who in self.cases]


STORY = Story()


def chapter(function: Callable) -> Callable:
    """A chapter is told only after those before it; one that fails ends the story."""

    @wraps(function)
    def told(*args: object, **kwargs: object) -> None:
        if STORY.stopped_in:
            pytest.fail(f"the story stopped in {STORY.stopped_in}; this chapter builds on it")
        STORY.stopped_in = function.__name__
        function(*args, **kwargs)
        STORY.stopped_in = ""

    return told


class People:
    """Everybody signs in once and stays so: `people("wirtschaftsfoerderung")` is that person's page."""

    def __init__(self, portal: Portal, browser: Browser) -> None:
        self.portal, self.browser = portal, browser
        self.pages: dict[str, Page] = {}

    def __call__(self, local_part: str, address: str = "") -> Page:
        if local_part not in self.pages:
            self.pages[local_part] = sign_in(self.portal, self.browser, local_part)
        page = self.pages[local_part]
        page.goto(f"{self.portal.url}{address or '/'}")
        return page


@pytest.fixture(scope="module")
def people(portal: Portal, browser: Browser) -> Iterator[People]:
    people = People(portal, browser)
    yield people
    for page in people.pages.values():
        page.context.close()


def adviser(people: People, address: str = "") -> Page:
    return people("ausbildungsberatung", f"{AREA}{address}")


def case_page(people: People, who: str) -> Page:
    return adviser(people, f"/faelle/{STORY.cases[who]}/")


def text_to(portal: Portal, who: str, words: str) -> str:
    """The plain text of a mail, which must name neither company nor person."""
    mail = portal.mail_to(f"{who}@muster.example", words, seconds=90)
    text = mail.get_body(("plain",)).get_content()
    assert not [word for word in (COMPANY, SUGGESTED, BUYER, FAMILY) if word in mail.as_string() + text]
    return text


@chapter
def test_a_tip_without_a_name_becomes_a_company_case_and_is_answered(portal: Portal, people: People) -> None:
    STORY.tip, _clicks = leave_tip(people("wirtschaftsfoerderung"), COMPANY)

    page = adviser(people, f"/hinweise/{STORY.tip}/")
    page.get_by_role("link", name="Annehmen: Betriebsfall anlegen").click()
    form = page.locator("main form")
    expect(form.locator("[name=company_name]")).to_have_value(COMPANY)
    form.locator("[name=phase]").select_option("applied")
    form.get_by_role("button", name="Betriebsfall anlegen").click()

    STORY.company_case = re.search(NUMBERS["company case"], page.locator("h1").inner_text())[0]
    assert STORY.company_case not in text_to(portal, "wirtschaftsfoerderung", f"{STORY.tip}: entschieden")
    expect(people("wirtschaftsfoerderung", f"{AREA}/meine-hinweise/").locator("main")).to_contain_text(
        f"{STORY.tip}"
    )


def register_rows() -> str:
    """Twelve rows as the chamber's register gives them, the persons visibly made up."""
    starts = date(date.today().year - 1, 9, 1)
    places = ("74653 Künzelsau", "74613 Öhringen", "74653 Künzelsau")
    rows = [
        f"ZWÖLF-{number}\t{FAMILY}\tToni {number}\t{occupation}\t{places[number % 3]}\t{starts:%d.%m.%Y}"
        for number, occupation in enumerate(LEARNS.values(), 1)
    ]
    return "\n".join(["Vertragsnr.\tName\tVorname\tAusbildungsberuf\tPLZ Ort\tBeginn", *rows])


@chapter
def test_twelve_pasted_rows_become_watched_cases(portal: Portal, people: People) -> None:
    page = adviser(people, f"/betriebsfaelle/{STORY.company_case}/")
    page.get_by_role("link", name="Zeilen einfügen").click()
    page.get_by_label("Zeilen, aus Excel oder aus dem Verzeichnis eingefügt").fill(register_rows())
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    expect(page.locator("main")).to_contain_text("12 neu")
    page.get_by_role("button", name="12 Zeilen übernehmen").click()
    expect(page.locator("h1")).to_contain_text(STORY.company_case)

    expect(states(page, "wird beobachtet")).to_have_count(12)
    numbers = sorted(set(re.findall(NUMBERS["case"], page.locator(".bp-table--cases").inner_text())))
    STORY.cases = dict(zip(LEARNS, numbers, strict=True))
    for who in ("network", "kept", "exam", "left 1"):
        expect(page.locator("tr", has_text=STORY.cases[who])).to_contain_text(LEARNS[who].split("/")[0])
    assert FAMILY not in page.content()


def states(page: Page, words: str) -> Locator:
    """The rows of the company case's table that stand so."""
    return page.locator(".bp-table--cases tbody tr", has_text=words)


@chapter
def test_the_opened_proceedings_put_all_twelve_in_placement(portal: Portal, people: People) -> None:
    page = adviser(people, f"/betriebsfaelle/{STORY.company_case}/")
    page.get_by_role("link", name="Phase ändern").click()
    page.locator("[name=phase][value=opened]").check()
    page.locator("[name=ends_on]").fill((date.today() + timedelta(days=40)).isoformat())
    page.get_by_role("button", name="Vorschau").click()
    expect(page.locator("[name=take]")).to_have_count(12)
    page.get_by_role("button", name="Phase jetzt ändern").click()

    expect(page.locator("#meldungen")).to_contain_text("12 Fälle")
    expect(states(page, "in Vermittlung")).to_have_count(12)
    page = case_page(people, "left 1")
    expect(page.locator(".bp-headline")).to_contain_text("in Vermittlung")


def promise(page: Page, company: str) -> None:
    """From the case's page: the company is proposed, asked, and promises the place."""
    page.locator("#angebote .bp-offer", has_text=company).get_by_role("button", name="Vorschlagen").click()
    row = page.locator("#vorschlaege tbody tr", has_text=company)
    row.get_by_role("button", name=re.compile("angefragt|Betrieb")).first.click()
    row = page.locator("#vorschlaege tbody tr", has_text=company)
    row.get_by_role("button", name=re.compile("^Zusage")).click()
    expect(page.locator(".bp-headline")).to_contain_text("Zusage")


def register(page: Page) -> None:
    """Signed and entered in the register, with all that is preset, as often as it takes."""
    case = page.url.split("#")[0]
    for step in ("unterschrieben", "eingetragen"):
        page.goto(f"{case}stand/")
        page.locator(f"form[action$='/{step}/']").get_by_role("button").click()
    expect(page.locator(".bp-headline")).to_contain_text("eingetragen")


@chapter
def test_one_finds_a_place_in_a_network(portal: Portal, people: People) -> None:
    page = adviser(people, "/angebote/neu/")
    form = page.locator("main form")
    form.locator("[name=company_name]").fill(NETWORK)
    form.locator("[name=municipality]").fill("Künzelsau")
    form.locator("[name=occupation_list]").fill(LEARNS["network"])
    form.locator("[name=kind]").select_option("network")
    form.locator("summary").first.click()
    form.locator("[name=months]").fill("6")
    form.get_by_role("button", name="Angebot speichern").click()
    expect(page.locator("main")).to_contain_text(NETWORK)

    page = case_page(people, "network")
    promise(page, NETWORK)
    register(page)


@chapter
def test_one_finds_a_place_with_a_company_that_a_partner_suggested(portal: Portal, people: People) -> None:
    page = people("wirtschaftsfoerderung")
    page.get_by_role("link", name="Betrieb vorschlagen").first.click()
    page.locator("[name=company_name]").fill(SUGGESTED)
    page.locator("[name=municipality]").fill("Künzelsau")
    page.locator("[name=occupation_list]").fill(LEARNS["suggested"])
    page.get_by_role("button", name="Vorschlag absenden").click()
    STORY.suggestion = page.url.removeprefix(portal.url)

    page = people("ausbildungsberatung", STORY.suggestion)
    page.get_by_role("button", name="Als Angebot aufnehmen").click()
    page.get_by_role("button", name="Angebot speichern").click()
    page = case_page(people, "suggested")
    promise(page, SUGGESTED)
    register(page)

    text_to(portal, "wirtschaftsfoerderung", "zu einem neuen Vertrag beigetragen")
    page = people("wirtschaftsfoerderung", STORY.suggestion)
    expect(page.locator("main")).to_contain_text("führte zu neuem Vertrag")


@chapter
def test_one_finds_a_place_through_the_call_list(portal: Portal, people: People) -> None:
    page = case_page(people, "called")
    row = page.locator("#anrufliste tbody tr").first
    company = row.locator("th a").inner_text()
    row.get_by_role("link", name="Anruf eintragen").click()
    page.locator("[name=answer]").fill("hat einen Platz ab sofort")
    page.get_by_role("button", name="Anruf speichern").click()
    page = case_page(people, "called")
    row = page.locator("#anrufliste tbody tr", has_text=company)
    expect(row).to_contain_text("hat einen Platz ab sofort")
    row.get_by_role("button", name=re.compile("^wird Angebot")).click()
    page.get_by_role("button", name="Angebot speichern").click()

    page = case_page(people, "called")
    promise(page, company)
    register(page)


@chapter
def test_one_finds_a_place_among_the_ranked_offers(portal: Portal, people: People) -> None:
    page = case_page(people, "ranked")
    best = page.locator("#angebote > ol > .bp-offer").first
    assert best.locator(".bp-crits > *").count() >= 5
    promise(page, best.locator("h3 a").inner_text())
    register(page)


@chapter
def test_one_is_kept_by_the_buyer(portal: Portal, people: People) -> None:
    """The buyer keeps one department: the others are left out of the new phase and stay in placement."""
    page = adviser(people, f"/betriebsfaelle/{STORY.company_case}/")
    page.get_by_role("link", name="Phase ändern").click()
    page.locator("[name=phase][value=sold]").check()
    page.locator("[name=buyer]").fill(BUYER)
    page.get_by_role("button", name="Vorschau").click()
    for number in (STORY.cases["handed over"], STORY.cases["exam"], *STORY.left()):
        page.locator(f"#take-{number}").uncheck()
    page.get_by_role("button", name="Phase jetzt ändern").click()

    expect(page.locator("#meldungen")).to_contain_text("1 Fall")
    expect(states(page, "in Vermittlung")).to_have_count(7)
    expect(case_page(people, "kept").locator("main")).to_contain_text("geht beim Käufer des Betriebs weiter")


@chapter
def test_one_is_handed_over_to_the_agency_by_consent(portal: Portal, people: People) -> None:
    number = STORY.cases["handed over"]
    page = adviser(people, f"/faelle/{number}/einwilligung/")
    page.locator("[name=text]").select_option(
        label="Abgabe an Agentur für Arbeit oder Jobcenter (AGENTUR-2026-1)"
    )
    page.locator("[name=recipient]").select_option(label=AGENCY)
    page.get_by_role("group", name="Wie alt ist die Person?").get_by_label("18 oder älter").check()
    page.get_by_role("group", name="Wer hat eingewilligt?").get_by_label("die Person", exact=True).check()
    page.get_by_role("group", name="Wie?").get_by_label("am Telefon").check()
    page.get_by_role("button", name="Einwilligung festhalten").click()
    page = adviser(people, f"/faelle/{number}/abgeben/")
    page.locator("[name=recipient]").select_option(label=AGENCY)
    page.get_by_label("Name", exact=True).check()
    page.locator("[name=reason]").fill("Sucht einen schulischen Weg.")
    page.get_by_role("button", name="Abgabe anfragen").click()

    link = re.search(r"https?://\S+", text_to(portal, "beratung-agentur", number))[0]
    agency = people("beratung-agentur", link.removeprefix(portal.url))
    agency.get_by_role("button", name="Fall annehmen").click()
    agency.get_by_role("button", name=re.compile("Person öffnen")).click()
    expect(agency.locator("#person")).to_contain_text(FAMILY)
    expect(case_page(people, "handed over")).to_have_title(re.compile("gibt es nicht"))


@chapter
def test_one_takes_the_exam_without_a_company(portal: Portal, people: People) -> None:
    close(people, "exam", "exam")

    page = adviser(people, f"/betriebsfaelle/{STORY.company_case}/")
    expect(states(page, STORY.cases["exam"])).to_contain_text("Prüfung ohne neuen Betrieb")
    expect(page.locator(".bp-legend")).to_contain_text(re.compile(r"1\s*abgegeben"))


@chapter
def test_the_deputy_takes_over_for_a_week(portal: Portal, people: People) -> None:
    today, number = date.today(), STORY.cases["left 1"]
    deputy = people("kollegin")
    person = f"{portal.url}{AREA}/faelle/{number}/person/bearbeiten/"
    before = deputy.request.get(person).status
    page = people("ausbildungsberatung", "/partner/vertretung/")
    page.locator("[name=deputy]").select_option(label="Bo Muster-Yıldız")
    page.locator("[name=start]").fill(today.isoformat())
    page.locator("[name=end]").fill((today + timedelta(days=6)).isoformat())
    page.get_by_role("button", name="Vertretung speichern").click()

    deputy = people("kollegin", f"{AREA}/faelle/{number}/")
    deputy.get_by_role("button", name=re.compile("Person öffnen")).click()
    expect(deputy.locator("#person")).to_contain_text(FAMILY)
    during = deputy.request.get(person).status
    people("ausbildungsberatung", "/partner/vertretung/").get_by_role(
        "button", name="Vertretung beenden"
    ).click()
    assert (before, during, deputy.request.get(person).status) == (403, 200, 403)


@chapter
def test_the_rest_are_explained_by_why_not(portal: Portal, people: People) -> None:
    page = adviser(people, "/vorschlagslaeufe/")
    page.get_by_role("button", name="Vorschlag berechnen").click()
    expect(page.get_by_text("mehr als der Reihe nach")).to_be_visible(timeout=90_000)
    STORY.run = page.url.removeprefix(portal.url)
    page.get_by_role("link", name=re.compile("Ohne Platz")).click()

    for number in STORY.left():
        row = page.locator("main tbody tr", has_text=number)
        expect(row).to_contain_text("kein Platz in dieser Berufsgruppe")
        expect(row).to_contain_text(re.compile(r"\d+ Angebote? in einem anderen Beruf derselben Hauptgruppe"))
    placed = [number for who, number in STORY.cases.items() if not who.startswith("left")]
    assert not [number for number in placed if number in page.locator("main").inner_text()]
    page.get_by_role("link", name=STORY.cases["left 1"]).first.click()
    expect(page.locator("#vorschlag")).to_contain_text("kein Platz in dieser Berufsgruppe")


@chapter
def test_the_shortage_report_names_the_missing_seats(portal: Portal, people: People) -> None:
    page = people("ausbildungsberatung", STORY.run)
    page.get_by_role("link", name="Fehlende Plätze").click()

    row = page.get_by_role("row").filter(has_text="Feinwerk- und Werkzeugtechnik")
    expect(row).to_contain_text("2. Jahr")
    expect(row.locator("td[data-label^=Hohenlohe]")).to_have_text(str(len(STORY.left())))
    wanted = people("wirtschaftsfoerderung", f"{AREA}/gesuchte-plaetze/")
    expect(wanted.locator("main table")).to_contain_text("Feinwerk- und Werkzeugtechnik")


# how the twelve stand, in the adviser's mail and in the reporter's: no number may be missing, none too high
IN_NUMBERS = re.compile(
    r"4 eingetragen, 5 in Vermittlung, 1 \D+, 1 Prüfung ohne neuen Betrieb, 1 abgegeben\s"
)
OF_THE_TIP = r"Aus Ihrem Hinweis {tip}: 4 \D+, 1 \D+, 1 mit anderer Lösung, 1 \D+, 5 \D+\s"


@chapter
def test_next_weeks_digest_says_all_that_in_numbers(portal: Portal, people: People) -> None:
    portal.manage("digest_plan", "--now", next_monday().isoformat(), "--send")

    text = text_to(portal, "ausbildungsberatung", "Ausbildungsfälle KW")
    assert f"BETRIEBSFALL {STORY.company_case} (12 AUSZUBILDENDE)" in text
    assert IN_NUMBERS.search(text), text
    reported = text_to(portal, "wirtschaftsfoerderung", "Wochenüberblick KW")
    assert re.search(OF_THE_TIP.format(tip=STORY.tip), reported), reported
    assert "Ihr Vorschlag in Künzelsau: führte zu neuem Vertrag" in reported
    assert re.search(r"M-\d{4}-\d{3}", reported)
    assert not [number for number in (STORY.company_case, *STORY.cases.values()) if number in reported]
    assert STORY.cases["handed over"] in text_to(portal, "beratung-agentur", "Ausbildungsfälle KW")

    page = people("ausbildungsberatung", "/wochenueberblick/frueher/")
    page.locator("main tbody tr", has_text="Muster-IHK").get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text(f"{STORY.company_case} (12 Auszubildende)")


@chapter
def test_the_placed_cases_are_closed_after_their_probation(portal: Portal, people: People) -> None:
    """What has ended is gone a year later; the five go on looking."""
    for who in PLACED:
        close(people, who, "same")

    page = adviser(people, f"/betriebsfaelle/{STORY.company_case}/")
    expect(states(page, "neuer Betrieb, gleicher Beruf")).to_have_count(4)


def close(people: People, who: str, outcome: str) -> None:
    page = adviser(people, f"/faelle/{STORY.cases[who]}/stand/")
    form = page.locator("form[action$='/schliessen/']")
    form.locator("[name=outcome]").select_option(outcome)
    form.get_by_role("button").click()
    expect(page.locator(".bp-headline")).to_contain_text("geschlossen")

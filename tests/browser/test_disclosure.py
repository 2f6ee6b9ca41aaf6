"""One case goes to the agency by consent and comes back when the consent is revoked."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Portal

AREA = "/ausbildungsplaetze"
AGENCY = "Muster-Agentur Schwäbisch Hall"
PERSON, PHONE, ADDRESS = "Toni Muster-Weitergabe", "0151 0000 321", "Geheimer Weg 5"


def open_case(page: Page, portal: Portal) -> str:
    """A new case with a person, in placement; returns its number."""
    page.goto(f"{portal.url}{AREA}/faelle/neu/")
    for name, value in (
        ("occupation", "Mechatroniker/in"),
        ("residence", "Künzelsau"),
        ("contract_number", "M-4711"),
    ):
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=register]").select_option(value="bbig")
    page.locator("[name=is_minor][value=False]").check()
    page.locator("main form summary").filter(has_text="Person").click()
    for name, value in (("name", PERSON), ("phone", PHONE), ("address", ADDRESS)):
        page.locator(f"[name={name}]").fill(value)
    page.locator("main form").get_by_role("button", name="Fall anlegen").click()
    number = re.search(r"F-\d{4}-\d{4}", page.get_by_role("heading", level=1).inner_text())[0]
    page.goto(f"{portal.url}{AREA}/faelle/{number}/stand/")
    page.locator("main form").get_by_role("button", name="Vermittlung beginnen").click()
    return number


def record_consent(page: Page, portal: Portal, number: str) -> None:
    page.goto(f"{portal.url}{AREA}/faelle/{number}/einwilligung/")
    page.locator("[name=text]").select_option(
        label="Abgabe an Agentur für Arbeit oder Jobcenter (AGENTUR-2026-1)"
    )
    page.locator("[name=recipient]").select_option(label=AGENCY)
    page.get_by_role("group", name="Wie alt ist die Person?").get_by_label("18 oder älter").check()
    page.get_by_role("group", name="Wer hat eingewilligt?").get_by_label("die Person", exact=True).check()
    page.get_by_role("group", name="Wie?").get_by_label("am Telefon").check()
    page.get_by_role("button", name="Einwilligung festhalten").click()
    expect(page.locator("#weitergaben")).to_contain_text("AGENTUR-2026-1")


def hand_over(page: Page, portal: Portal, number: str) -> None:
    page.goto(f"{portal.url}{AREA}/faelle/{number}/abgeben/")
    page.locator("[name=recipient]").select_option(label=AGENCY)
    page.get_by_label("Name", exact=True).check()
    page.get_by_label("Telefon und E-Mail-Adresse").check()
    page.locator("[name=reason]").fill("Die Berufsberatung kennt schulische Wege.")
    page.get_by_role("button", name="Abgabe anfragen").click()
    expect(page.locator("main")).to_contain_text("AGENTUR-2026-1")


def test_a_case_goes_to_the_agency_and_comes_back(portal: Portal, sign_in_as) -> None:
    """D07, D14: the basis is a consent; its end is the end of the access with the next request."""
    chamber = sign_in_as("ausbildungsberatung", java_script_enabled=False)
    number = open_case(chamber, portal)
    record_consent(chamber, portal, number)
    hand_over(chamber, portal, number)

    agency = sign_in_as("beratung-agentur")
    mail = portal.mail_to("beratung-agentur@muster.example", number)
    assert PERSON not in mail.as_string()
    agency.goto(re.search(r"https?://\S+", mail.get_body(("plain",)).get_content())[0])
    assert not [word for word in (PERSON, PHONE, ADDRESS, "Künzelsau") if word in agency.content()]
    agency.get_by_role("button", name="Fall annehmen").click()
    expect(agency.get_by_role("heading", level=1)).to_contain_text(number)
    agency.get_by_role("button", name=re.compile("Person öffnen")).click()
    expect(agency.locator("#person")).to_contain_text(PERSON)
    expect(agency.locator("#person")).to_contain_text(PHONE)
    assert ADDRESS not in agency.content()

    chamber.goto(f"{portal.url}{AREA}/faelle/{number}/")
    expect(chamber).to_have_title(re.compile("gibt es nicht"))
    chamber.goto(f"{portal.url}{AREA}/abgaben/")
    chamber.get_by_role("link", name=number).click()
    expect(chamber.locator("main")).to_contain_text("abgegeben")
    assert PERSON not in chamber.content()
    chamber.get_by_role("button", name="Einwilligung widerrufen").click()

    agency.reload()
    agency.goto(f"{portal.url}{AREA}/faelle/{number}/")
    expect(agency).to_have_title(re.compile("gibt es nicht"))
    assert PERSON not in agency.content()
    chamber.goto(f"{portal.url}{AREA}/faelle/{number}/")
    expect(chamber.get_by_role("heading", level=1)).to_contain_text(number)

    officer = sign_in_as("datenschutz-agentur")
    officer.goto(f"{portal.url}/zugriffe/")
    officer.locator("[name=number]").fill(number)
    officer.locator("main form").get_by_role("button").first.click()
    expect(officer.locator("main table")).to_contain_text("Chris Muster-Lang")
    assert officer.locator("main table tbody tr").count() == 1

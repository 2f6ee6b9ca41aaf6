"""Tips and companies in a real browser: a tip without a name is answered, a suggestion is thanked for,
a company updates its offer by its link, a phase changes after its preview. Without script as well."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Portal
from tests.browser.test_journeys import NUMBERS, WITH_AND_WITHOUT_SCRIPT, leave_tip

AREA = "/ausbildungsplaetze"


def decide_with_company_case(page: Page, portal: Portal, number: str, company: str) -> str:
    """Accepts the tip by a company case with one apprentice; returns the case's number."""
    page.goto(f"{portal.url}{AREA}/hinweise/{number}/")
    page.get_by_role("link", name="Annehmen: Betriebsfall anlegen").click()
    form = page.locator("main form")
    expect(form.locator("[name=company_name]")).to_have_value(company)
    form.locator("[name=row1_occupation]").fill("Mechatroniker/in")
    form.locator("[name=row1_residence]").fill("Künzelsau")
    form.locator("[name=row1_contract_number]").fill(f"V-{number}")
    form.get_by_role("button").first.click()
    return re.search(NUMBERS["case"], page.locator("main").inner_text())[0]


@WITH_AND_WITHOUT_SCRIPT
def test_a_tip_without_a_name_becomes_a_company_case_and_is_answered(
    portal: Portal, sign_in_as, javascript: bool
) -> None:
    company = f"Muster-Antwort {'A' if javascript else 'B'} GmbH"
    reporter = sign_in_as("wirtschaftsfoerderung", java_script_enabled=javascript)
    number, _clicks = leave_tip(reporter, company)
    reporter.get_by_role("link", name="Etwas ergänzen oder berichtigen").click()
    reporter.locator("summary").filter(has_text="Weitere Angaben").click()
    reporter.locator("[name=headcount]").fill("3")
    reporter.get_by_role("button", name="Änderungen speichern").click()
    expect(reporter.locator("main")).to_contain_text("etwa 3 Auszubildende")

    adviser = sign_in_as("ausbildungsberatung", java_script_enabled=javascript)
    case = decide_with_company_case(adviser, portal, number, company)
    change_phase(adviser, "sold", buyer="Muster-Käufer AG")

    decided = portal.mail_to("wirtschaftsfoerderung@", f"{number}: entschieden", seconds=90)
    result = portal.mail_to("wirtschaftsfoerderung@", f"{number}: was daraus wurde", seconds=90)
    for mail in (decided, result):
        text = mail.as_string() + mail.get_body(("plain",)).get_content()
        assert not [word for word in (company, case, "Käufer") if word in text]
    reporter.goto(f"{portal.url}{AREA}/meine-hinweise/")
    expect(reporter.locator("main")).to_contain_text("1 behält den Platz")
    assert case not in reporter.content()


def change_phase(page: Page, phase: str, *, buyer: str = "") -> None:
    """From the company case's page through the preview to the changed phase, by keyboard alone."""
    page.get_by_role("link", name="Phase ändern").press("Enter")
    page.locator(f"[name=phase][value={phase}]").press("Space")
    page.locator("[name=buyer]").press_sequentially(buyer)
    page.get_by_role("button", name="Vorschau").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Das ändert sich")
    page.get_by_role("button", name="Phase jetzt ändern").press("Enter")
    expect(page.locator("main")).to_contain_text("Phase geändert")


@WITH_AND_WITHOUT_SCRIPT
def test_a_suggested_company_is_taken_on_and_thanked_for(
    portal: Portal, sign_in_as, javascript: bool
) -> None:
    company = f"Muster-Danke {'A' if javascript else 'B'} GmbH"
    partner = sign_in_as("wirtschaftsfoerderung", java_script_enabled=javascript)
    partner.get_by_role("link", name="Betrieb vorschlagen").first.click()
    partner.locator("[name=company_name]").fill(company)
    partner.locator("[name=municipality]").fill("Künzelsau")
    partner.locator("[name=occupation_list]").fill("Augenoptiker/in")
    partner.get_by_role("button", name="Vorschlag absenden").click()
    suggestion = partner.url

    adviser = sign_in_as("ausbildungsberatung", java_script_enabled=javascript)
    adviser.goto(suggestion)
    adviser.get_by_role("button", name="Als Angebot aufnehmen").click()
    adviser.get_by_role("button", name="Angebot speichern").click()
    register_a_case_with(adviser, portal, company)

    mail = portal.mail_to("wirtschaftsfoerderung@", "zu einem neuen Vertrag beigetragen", seconds=90)
    assert company not in mail.as_string()
    partner.goto(suggestion)
    expect(partner.locator("main")).to_contain_text("Danke: Ihr Vorschlag hat")
    expect(partner.locator("main")).to_contain_text("führte zu neuem Vertrag")


def register_a_case_with(page: Page, portal: Portal, company: str) -> None:
    """A new case gets the company's place, signs and is registered."""
    page.goto(f"{portal.url}{AREA}/faelle/neu/")
    form = page.locator("main form")
    form.locator("[name=occupation]").fill("Augenoptiker/in")
    form.locator("[name=residence]").fill("Künzelsau")
    form.locator("[name=register]").select_option("hwo")
    form.locator("[name=contract_number]").fill(company)
    form.get_by_role("button").first.click()
    case = page.url
    page.locator(".bp-offer").filter(has_text=company).get_by_role("button", name="Zusage").click()
    expect(page.locator("main")).to_contain_text("Zusage eingetragen")
    for step in ("unterschrieben", "eingetragen"):
        page.goto(f"{case}stand/")
        page.locator(f"form[action$='/{step}/']").get_by_role("button").first.click()
    expect(page.locator("main")).to_contain_text("eingetragen")


@WITH_AND_WITHOUT_SCRIPT
def test_a_company_keeps_its_offer_current_by_its_link(
    portal: Portal, sign_in_as, browser: Browser, javascript: bool
) -> None:
    """S25: from the adviser's button to the changed offer, by somebody without an account."""
    address = f"betrieb-{'a' if javascript else 'b'}@muster.example"
    adviser = sign_in_as("ausbildungsberatung", java_script_enabled=javascript)
    adviser.goto(f"{portal.url}{AREA}/angebote/?q=Muster-Robotik")
    adviser.locator("main tbody a").first.click()
    offer = adviser.url
    adviser.get_by_role("link", name="Link an den Betrieb senden").click()
    adviser.get_by_label("E-Mail-Adresse des Betriebs").fill(address)
    adviser.get_by_role("button", name="Link an den Betrieb senden").click()
    mail = portal.mail_to(address, "Ausbildungsangebot", seconds=90).get_body(("plain",)).get_content()

    context = browser.new_context(locale="de-DE", java_script_enabled=javascript)
    company = context.new_page()
    company.goto(re.search(r"https?://\S+/l/\S+", mail)[0])
    company.get_by_label("Arbeitszeit und Bedingungen").fill(f"Tagschicht {address}")
    company.get_by_role("button", name="Angaben speichern").click()
    expect(company.locator("main")).to_contain_text(f"per Link an {address}")
    assert not re.search(NUMBERS["case"], company.content())

    adviser.goto(offer)
    expect(adviser.locator("main")).to_contain_text(f"Tagschicht {address}")
    expect(adviser.locator("main")).to_contain_text(f"per Link an {address}")
    adviser.get_by_role("button", name="Alle Links aufheben").click()
    assert company.reload().status == 404
    context.close()


def test_an_answer_becomes_an_offer_by_one_key(portal: Portal, sign_in_as) -> None:
    """The call list's button makes one offer, however often it is pressed; it is completed on its page."""
    page = sign_in_as("ausbildungsberatung")
    addresses = set()
    for _ in range(2):
        page.goto(f"{portal.url}{AREA}/betriebe/?call=nie")
        page.get_by_role("button", name=re.compile("^wird Angebot")).first.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Angebot bearbeiten")
        addresses.add(page.url)

    assert len(addresses) == 1
    expect(page.locator("[name=seats]")).to_have_value("1")

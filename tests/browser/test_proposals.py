"""Four proposals side by side, one of them in a network: trial days, a refusal, a promise, the register."""

import re
from itertools import count

from playwright.sync_api import Page, expect

from tests.browser.conftest import Portal

NUMBER = r"F-\d{4}-\d{4}"
_serial = count(1)  # no contract twice: the portal would ask


def open_case(page: Page, portal: Portal) -> str:
    """A mechatronics apprentice of the third year in Künzelsau; returns the case's address."""
    page.goto(f"{portal.url}/ausbildungsplaetze/faelle/neu/")
    page.locator("#id_occupation").fill("Mechatroniker/in")
    page.locator("#id_register").select_option("bbig")
    page.locator("#id_contract_number").fill(f"4711-{next(_serial)}")
    page.locator("#id_contract_start").fill("2024-09-01")
    page.locator("#id_residence").fill("Künzelsau")
    page.locator("#id_reach_km").fill("80")
    page.get_by_role("button", name="Fall anlegen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(NUMBER))
    return page.url


def offer_row(page: Page, company: str) -> object:
    return page.locator("#angebote .bp-offer", has_text=company).first


def proposal_row(page: Page, company: str) -> object:
    return page.locator("#vorschlaege tbody tr", has_text=company)


def propose(page: Page, company: str) -> None:
    """One click at the ranked offer."""
    offer_row(page, company).get_by_role("button", name="Vorschlagen").click()
    expect(proposal_row(page, company)).to_contain_text("vorgeschlagen")


def answer(page: Page, company: str) -> None:
    proposal_row(page, company).get_by_role("link", name="Antwort").click()


def test_four_side_by_side_until_one_is_registered(portal: Portal, sign_in_as) -> None:
    page = sign_in_as("ausbildungsberatung")
    case = open_case(page, portal)
    names = page.locator("#angebote > ol .bp-offer h3 a").all_inner_texts()
    network = page.locator("#angebote > ol .bp-offer", has_text="Ausbildung im Verbund").first
    expect(network.locator(".bp-crits")).to_contain_text("6 Monate im Verbund")
    in_network = network.locator("h3 a").inner_text()
    chosen = [*[name for name in names if name != in_network][:3], in_network]
    assert len(set(chosen)) == 4

    for company in chosen:
        propose(page, company)
    expect(page.locator("#h-vorschlaege")).to_contain_text("4")
    fifth = page.locator("#angebote .bp-offer").get_by_role("button", name="Vorschlagen")
    if fifth.count():
        fifth.first.click()
        expect(page.locator("main")).to_contain_text("Bitte tragen Sie zuerst eine Antwort ein")

    refused, tried = chosen[0], chosen[1]
    answer(page, refused)
    page.get_by_label("Warum?").select_option("company")
    page.get_by_role("button", name="Absage eintragen").click()
    expect(proposal_row(page, refused)).to_contain_text("der Betrieb hat sich anders entschieden")

    proposal_row(page, tried).get_by_role("button", name="Betrieb angesprochen").click()
    expect(proposal_row(page, tried)).to_contain_text("von Ihnen")
    answer(page, tried)
    page.get_by_label("Probetage ab").fill("2026-12-01")
    page.get_by_label("Probetage bis").fill("2026-12-03")
    page.get_by_role("button", name="Probetage vereinbart").click()
    expect(proposal_row(page, tried)).to_contain_text("Probetage")

    proposal_row(page, tried).get_by_role("button", name="Zusage").click()
    expect(proposal_row(page, tried)).to_contain_text("Zusage des Betriebs")
    expect(proposal_row(page, in_network)).to_contain_text("vorgeschlagen")

    # the promise falls through: the place is free, the search goes on; the network takes over
    answer(page, tried)
    page.get_by_role("radio", name="die oder der Auszubildende").check()
    page.get_by_label("Warum?").select_option("chose")
    page.get_by_role("button", name="Absage eintragen").click()
    expect(page.locator(".bp-headline").first).to_contain_text("in Vermittlung")
    proposal_row(page, in_network).get_by_role("button", name="Zusage").click()

    page.goto(f"{case}stand/")
    page.get_by_role("button", name="Vertrag ist unterschrieben").click()
    expect(proposal_row(page, chosen[2])).to_contain_text("anderswo untergekommen")
    page.goto(f"{case}stand/")
    page.get_by_role("button", name=re.compile("[Ee]ingetragen|Eintragung")).click()
    expect(page.locator(".bp-headline").first).to_contain_text("eingetragen")
    expect(proposal_row(page, in_network)).to_contain_text("Zusage des Betriebs")


def test_proposing_from_the_offers_page_and_by_keyboard_alone(portal: Portal, sign_in_as) -> None:
    """Without JavaScript and without the mouse: Tab to the button, Enter."""
    page = sign_in_as("ausbildungsberatung", java_script_enabled=False)
    case = open_case(page, portal)
    number = re.search(NUMBER, page.get_by_role("heading", level=1).inner_text())[0]
    page.locator("#angebote > ol .bp-offer h3 a").first.click()
    row = page.locator("#faelle .bp-offer", has_text=number)

    button = row.get_by_role("button", name="Vorschlagen")
    button.focus()
    page.keyboard.press("Enter")

    expect(row).to_contain_text("vorgeschlagen, läuft")
    page.goto(case)
    expect(page.locator("#h-vorschlaege")).to_contain_text("1")

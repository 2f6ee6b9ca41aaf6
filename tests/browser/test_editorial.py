"""The editorial workflow in a real browser: two editors, a review, an older version again, a proposal."""

import re
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Portal
from tests.browser.test_every_page import AXE, looked_at

_serial = count(1)
SECOND = "redaktion-zwei"
MAKE_SECOND = f"""
from portal.partners.models import Membership, User
from portal.partners.states import Role
one = Membership.objects.select_related("user").get(user__email="redaktion@muster.example")
kept = {{name: getattr(one.user, name) for name in ("password", "terms_version")}}
user, _ = User.objects.get_or_create(
    email="{SECOND}@muster.example", defaults={{"name": "Ada Muster-Zweite", **kept}}
)
Membership.objects.get_or_create(user=user, organisation=one.organisation, role=Role.EDITOR)
"""
SCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])


@pytest.fixture
def second_editor(portal: Portal) -> str:
    """A colleague of the demonstration's editor."""
    portal.manage("shell", "-c", MAKE_SECOND)
    return SECOND


def published(page: Page, portal: Portal) -> str:
    """A new measure that everybody reads; returns its address."""
    page.goto(f"{portal.url}/massnahmen/neu/")
    page.get_by_label("Ausbildungsmarkt stabilisieren").check()
    page.locator("#id_title").fill(f"Muster-Werkstatt {next(_serial)}")
    page.locator("#id_summary").fill("Betriebe lernen voneinander.")
    page.locator("#id_lead_text").fill("Muster-Verbund")
    page.locator("#id_period_start").fill("2026-01-01")
    save(page)
    page.locator("form[action$='/veroeffentlichen/'] button").click()
    expect(page.locator("aside")).to_contain_text("veröffentlicht")
    return page.url


def save(page: Page) -> None:
    page.locator(".bp-form .bp-form-end button[type=submit]").first.click()


def step(page: Page, name: str) -> None:
    page.locator(f"form[action$='/{name}/'] button").first.click()


def clean(page: Page) -> None:
    """axe finds nothing, and nothing scrolls sideways."""
    page.evaluate(AXE)
    assert looked_at(page, 1280) + looked_at(page, 320) == []
    page.set_viewport_size({"width": 1280, "height": 900})


def test_two_editors_lose_nothing(portal: Portal, sign_in_as, second_editor: str) -> None:
    """L01: both open the same published measure; the second sees both texts and goes on with hers."""
    first, second = sign_in_as("redaktion"), sign_in_as(second_editor)
    measure = published(first, portal)
    for page in (first, second):
        page.goto(f"{measure}bearbeiten/")
    first.locator("#id_summary").fill("Betriebe lernen voneinander, im Frühling.")
    second.locator("#id_summary").fill("Betriebe lernen voneinander, im Herbst.")

    save(first)
    save(second)

    expect(second.locator("main")).to_contain_text("Frühling")
    expect(second.locator("#id_summary")).to_have_value("Betriebe lernen voneinander, im Herbst.")
    clean(second)
    save(second)
    expect(second.locator(".bp-cmp")).to_contain_text("im Herbst")
    second.goto(f"{measure}fassungen/")
    expect(second.locator("tbody tr")).to_have_count(3)
    clean(second)
    second.goto(measure)
    expect(second.locator("main")).not_to_contain_text("Herbst")


@SCRIPT
def test_a_review_asks_for_changes_then_publishes(
    javascript: bool, portal: Portal, sign_in_as, second_editor: str
) -> None:
    """Draft, review, a remark at one field, done, published; readers see it then and not before."""
    writer = sign_in_as("redaktion", java_script_enabled=javascript)
    reviewer = sign_in_as(second_editor, java_script_enabled=javascript)
    reader = sign_in_as("stadt", java_script_enabled=javascript)
    measure = published(writer, portal)
    writer.goto(f"{measure}bearbeiten/")
    writer.locator("#id_summary").fill("Betriebe lernen sehr viel voneinander.")
    writer.locator("#id_reason").fill("Muster-Grund")
    save(writer)
    step(writer, "geben")

    reviewer.goto(f"{portal.url}/")
    number = measure.rstrip("/").split("/")[-1]
    reviewer.locator("main a", has_text=number).first.click()
    if javascript:
        clean(reviewer)
    reviewer.locator("#id_at_summary").fill("Bitte kürzer.")
    reviewer.locator("form[action$='/aenderungen/'] .bp-form-end button").click()
    expect(reviewer.locator("main")).to_contain_text("Bitte kürzer.")

    writer.goto(f"{measure}bearbeiten/")
    expect(writer.locator("#id_summary_helptext")).to_contain_text("Bitte kürzer.")
    if javascript:
        clean(writer)
    writer.locator("#id_summary").fill("Betriebe lernen viel voneinander.")
    writer.locator("input[name=resolved]").check()
    save(writer)
    step(writer, "geben")
    reader.goto(measure)
    expect(reader.locator("main")).not_to_contain_text("lernen viel")

    reviewer.goto(f"{measure}pruefung/")
    step(reviewer, "veroeffentlichen")

    reader.goto(measure)
    expect(reader.locator("main")).to_contain_text("Betriebe lernen viel voneinander.")


def test_an_older_version_comes_back(portal: Portal, sign_in_as) -> None:
    page = sign_in_as("redaktion")
    measure = published(page, portal)
    page.goto(f"{measure}bearbeiten/")
    page.locator("#id_summary").fill("Ganz anders.")
    save(page)
    step(page, "veroeffentlichen")

    page.goto(f"{measure}vergleich/?von=1&nach=2")
    expect(page.locator(".bp-cmp ins")).to_contain_text("Ganz anders")
    clean(page)
    step(page, "uebernehmen")
    expect(page.locator(".bp-cmp ins")).to_contain_text("Betriebe lernen voneinander")
    step(page, "veroeffentlichen")

    page.goto(measure)
    expect(page.locator(".bp-pagehead__lead")).to_have_text("Betriebe lernen voneinander.")
    expect(page.locator("aside")).to_contain_text("3")


@SCRIPT
def test_a_partner_proposes_and_the_editor_takes_it_over(
    javascript: bool, portal: Portal, sign_in_as
) -> None:
    editor = sign_in_as("redaktion", java_script_enabled=javascript)
    partner = sign_in_as("innung", java_script_enabled=javascript)
    measure = published(editor, portal)
    number = measure.rstrip("/").split("/")[-1]

    partner.goto(measure)
    partner.locator("a[href$='/aenderung-vorschlagen/']").click()
    partner.locator("#id_summary").fill("Betriebe und Schulen lernen voneinander.")
    save(partner)  # without the reason: the text stays
    expect(partner.locator("#id_summary")).to_have_value("Betriebe und Schulen lernen voneinander.")
    partner.locator("#id_reason").fill("Die Muster-Schulen machen mit.")
    save(partner)
    expect(partner).to_have_url(re.compile("/vorschlaege/"))

    editor.goto(f"{portal.url}/")
    editor.locator("main a", has_text=number).first.click()
    expect(editor.locator("main")).to_contain_text("Die Muster-Schulen machen mit.")
    if javascript:
        clean(editor)
    step(editor, "uebernehmen")
    step(editor, "veroeffentlichen")

    partner.goto(measure)
    expect(partner.locator(".bp-pagehead__lead")).to_have_text("Betriebe und Schulen lernen voneinander.")
    partner.goto(f"{portal.url}/")
    expect(partner.locator("main")).to_contain_text("übernommen")


def test_archived_while_somebody_types(portal: Portal, sign_in_as, second_editor: str) -> None:
    """L05: the text stays on the page, and goes in once the measure is reopened."""
    page, other = sign_in_as("redaktion"), sign_in_as(second_editor)
    measure = published(page, portal)
    page.goto(f"{measure}bearbeiten/")
    page.locator("#id_summary").fill("Mühsam getippt.")
    other.goto(measure)
    step(other, "archivieren")

    save(page)
    expect(page.locator("#id_summary")).to_have_value("Mühsam getippt.")
    clean(page)
    other.goto(measure)
    step(other, "wieder-oeffnen")
    save(page)
    save(page)  # taken back to draft meanwhile: said once, then saved

    expect(page.locator("main")).to_contain_text("Mühsam getippt.")
    expect(page).to_have_url(measure)

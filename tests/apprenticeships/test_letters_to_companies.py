"""The anonymous short profile and the confirmation: what a company gets, and on which basis."""

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from apprenticeships.models import Case, Disclosure
from apprenticeships.states.letters import LetterKind
from portal.activity.models import AccessEntry, Event
from tests.apprenticeships import factories as make
from tests.apprenticeships.test_letters import (
    COMPANY,
    NAME,
    a_case,
    allow_profiles,
    letter,
    pdf_text,
    post,
    word_text,
)
from tests.factories import World
from tests.measures.factories import make_funding


def profile(client: Client, case: Case, **data: object):
    given = {"company": "Muster-Neu GmbH", "wishes": "gern mit Holz", "with_district": "on"} | data
    return post(client, "case_profile", {"number": case.number}, **given)


@pytest.mark.parametrize("file", ["docx", "pdf"])
def test_the_profile_tells_nothing_personal(world: World, sign_in, file: str) -> None:
    """D02, D17: none of the canaries, neither in the text nor in the file's properties."""
    case = a_case(world)
    allow_profiles(world)

    answer = profile(sign_in(world.adviser_a), case, format=file)

    text = pdf_text(answer) if file == "pdf" else word_text(answer)
    facts = [
        world.occupation.name,
        "Hohenlohekreis",
        "bis 25 km",
        "gern mit Holz",
        "Muster-Neu GmbH",
        case.number,
    ]
    for words in facts:
        assert words in text
    everything = text + str(answer.headers)
    for words in ("Kanari", "0151", "2009", "kanari@", "4711", "Insolvenz", "Künzelsau"):
        assert words not in everything
    assert AccessEntry.objects.count() == 0


def test_a_profile_is_written_down_once_per_file(world: World, sign_in) -> None:
    """D14"""
    case, rule = a_case(world), allow_profiles(world)

    profile(sign_in(world.adviser_a), case, format="pdf")

    row = Disclosure.objects.get()
    assert (row.fields, row.recipient_name, row.recipient_kind) == (["profile"], "Muster-Neu GmbH", "company")
    assert (row.rule, row.user, row.case) == (rule, world.adviser_a.user, case)
    assert Event.objects.filter(verb="disclosed").count() == 1


def test_without_a_basis_nothing_is_given(world: World, sign_in) -> None:
    """D14: a clear page, no file, no entry."""
    case = a_case(world)

    answer = profile(sign_in(world.adviser_a), case, format="pdf")

    assert answer.status_code == 409
    assert answer["Content-Type"].startswith("text/html")
    assert answer.context["refusal"]
    assert Disclosure.objects.count() == 0
    assert answer.context["form"]["company"].value() == "Muster-Neu GmbH"


def test_a_file_that_fails_is_not_written_down(world: World, sign_in, settings, tmp_path) -> None:
    """D14: no entry without a file."""
    case = a_case(world)
    allow_profiles(world)
    settings.PDF_FONTS_DIR = tmp_path
    client = sign_in(world.adviser_a, raise_request_exception=False)

    answer = profile(client, case, format="pdf")

    assert answer.status_code == 500
    assert Disclosure.objects.count() == 0


def test_a_profile_may_leave_the_district_out(world: World, sign_in) -> None:
    case = a_case(world)
    allow_profiles(world)
    data = {"company": "Muster-Neu GmbH", "format": "docx"}

    answer = post(sign_in(world.adviser_a), "case_profile", {"number": case.number}, **data)

    assert "Hohenlohekreis" not in word_text(answer)
    assert "Region Heilbronn-Franken" in word_text(answer)


@pytest.mark.parametrize(("companies", "rare"), [(1, True), (2, False)])
def test_a_rare_occupation_is_pointed_out(world: World, sign_in, companies: int, rare: bool) -> None:
    """D15: with the company so far there are two or three of them."""
    case = a_case(world)
    for _index in range(companies):
        make.make_company(world)

    page = sign_in(world.adviser_a).get(
        reverse("apprenticeships:case_profile", args=[case.number]), secure=True
    )

    assert page.context["is_rare"] is rare


def test_the_call_list_fills_in_the_company(world: World, sign_in) -> None:
    case, company = a_case(world), make.make_company(world, "Muster-Ziel")
    foreign = make.make_company(world, "Muster-Fremd", organisation=world.chamber_b)
    url = reverse("apprenticeships:case_profile", args=[case.number])
    client = sign_in(world.adviser_a)

    def filled(key: object) -> str:
        return client.get(url, {"betrieb": str(key)}, secure=True).context["form"]["company"].value()

    assert (filled(company.key), filled(foreign.key), filled("x")) == ("Muster-Ziel", "", "")


# --- the confirmation ----------------------------------------------------------------------------------


def registered(world: World, **values: object) -> Case:
    offer = make.make_offer(world, company_name="Muster-Neu GmbH")
    return a_case(
        world, state="registered", offer=offer, new_start_on=date(2026, 11, 1),
        registered_on=date(2026, 11, 9), probation_until=date(2027, 1, 31), **values,
    )  # fmt: skip


def confirm(client: Client, case: Case, **data: object):
    key = make_funding("Muster-Prämie", authority="Muster-Ministerium").key
    return post(client, "case_confirmation", {"number": case.number, "key": key}, **data)


def test_the_confirmation_says_facts_and_no_claim(world: World, sign_in) -> None:
    case = registered(world)

    text = word_text(confirm(sign_in(world.adviser_a), case, to="person", format="docx"))

    for words in (
        NAME, COMPANY, "Insolvenz", "Muster-Neu GmbH", "1. November 2026", "9. November 2026", "4711",
        "31. Januar 2027", "Muster-Prämie", "Muster-Ministerium", "entscheidet allein die Förderstelle",
    ):  # fmt: skip
        assert words in text
    assert "förderfähig" not in text
    assert AccessEntry.objects.filter(purpose="letter").count() == 1
    assert Disclosure.objects.count() == 0


def test_a_confirmation_to_a_company_needs_a_basis(world: World, sign_in) -> None:
    """D14"""
    case, client = registered(world), sign_in(world.adviser_a)

    refused = confirm(client, case, to="company", format="pdf")
    logged = AccessEntry.objects.count()
    allow_profiles(world, "occupation", "contract", "company", "name")
    given = confirm(client, case, to="company", format="pdf")

    assert (refused.status_code, logged) == (409, 0)
    assert given["Content-Type"] == "application/pdf"
    row = Disclosure.objects.get()
    assert row.recipient_name == "Muster-Neu GmbH"
    assert set(row.fields) == {"occupation", "contract", "company", "name"}


def test_without_a_new_company_it_goes_to_the_person_only(world: World, sign_in) -> None:
    case = a_case(world)

    answer = confirm(sign_in(world.adviser_a), case, to="company")

    assert list(answer.context["form"].errors) == ["to"]


def test_no_file_is_stored_anywhere(world: World, sign_in, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    before = {path for path in Path(settings.VAR_DIR).rglob("*") if path.suffix in (".pdf", ".docx")}
    case = a_case(world)
    allow_profiles(world)
    client = sign_in(world.adviser_a)

    letter(client, case, LetterKind.FIRST_CONTACT, format="pdf")
    profile(client, case, format="docx")

    after = {path for path in Path(settings.VAR_DIR).rglob("*") if path.suffix in (".pdf", ".docx")}
    assert list(tmp_path.iterdir()) == []
    assert after == before

"""Duplicates by blind index: what counts as the same, where it is asked, and that keys survive a change."""

import io
from datetime import date

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.urls import reverse

from apprenticeships.actions.cases import change_person
from apprenticeships.blind_index import name_keys, normalised_name, person_keys
from apprenticeships.duplicates import Entry, known_number
from apprenticeships.models import Apprentice, Case
from tests.apprenticeships import factories as make
from tests.apprenticeships.matrix import case_data, rows_data
from tests.factories import World

BORN = date(2008, 3, 1)


@pytest.mark.parametrize(
    "name", ["Toni Müller-Muster", "Müller-Muster, Toni", "TONI  MUELLER MUSTER", "toni mueller-muster"]
)
def test_a_name_is_the_same_however_it_is_written(name: str) -> None:
    assert normalised_name(name) == "mueller muster toni"


def person(world: World, who: str = "adviser_a", **values: object) -> Case:
    case = make.make_case(world, adviser=getattr(world, who))
    change_person(case, values, by=world.actor(who))
    return case


def test_the_same_name_with_the_same_birthday_is_known(world: World) -> None:
    case, ours = person(world, name="Toni Müller", birth_date=BORN), world.chamber_a.pk

    assert known_number(Entry(name="Mueller, Toni", birth_date=BORN), ours) == case.number
    assert known_number(Entry(name="Toni Müller"), ours) == case.number
    assert known_number(Entry(name="Toni Müller", birth_date=date(2007, 1, 1)), ours) == ""
    assert known_number(Entry(name="Kim Müller", birth_date=BORN), ours) == ""
    assert known_number(Entry(), ours) == ""


def test_contract_numbers_tell_apart_who_has_the_same_name(world: World) -> None:
    case, ours = person(world, name="Toni Müller"), world.chamber_a.pk
    Case.objects.filter(pk=case.pk).update(contract_number="1")

    assert known_number(Entry("2", "Toni Müller"), ours) == ""
    assert known_number(Entry("", "Toni Müller"), ours) == case.number
    assert known_number(Entry("1", "Kim Anders"), ours) == case.number


def test_a_birthday_given_later_counts(world: World) -> None:
    case = person(world, name="Toni Müller")
    change_person(case, {"birth_date": BORN}, by=world.actor("adviser_a"))

    assert known_number(Entry(name="Toni Müller", birth_date=BORN), world.chamber_a.pk) == case.number
    assert known_number(Entry(name="Toni Müller", birth_date=date(2007, 1, 1)), world.chamber_a.pk) == ""


def test_other_organisations_never_influence_the_answer(world: World) -> None:
    """D17."""
    person(world, "adviser_b", name="Toni Müller", birth_date=BORN)
    make.make_case(world, adviser=world.adviser_b, contract_number="4711")

    entry = Entry(contract_number="4711", name="Toni Müller", birth_date=BORN)
    assert known_number(entry, world.chamber_a.pk) == ""


def test_keys_tell_nothing_and_survive_a_change_of_keys(world: World, settings) -> None:
    """D12: found with the former key while it is configured; afterwards with the new one."""
    old, new = settings.FIELD_KEYS[0], Fernet.generate_key().decode()
    case = person(world, name="Toni Müller", birth_date=BORN)
    stored = Apprentice.objects.get(case=case).person_key
    entry, ours = Entry(name="Toni Müller", birth_date=BORN), world.chamber_a.pk

    settings.FIELD_KEYS = [new, old]
    with_both = known_number(entry, ours)
    call_command("blind_index", verbosity=0, stdout=io.StringIO())
    settings.FIELD_KEYS = [new]
    with_new = known_number(entry, ours)

    assert (with_both, with_new) == (case.number, case.number)
    assert Apprentice.objects.get(case=case).person_key != stored
    assert "muller" not in stored and len(stored) == 64
    assert name_keys("") == person_keys("Toni", None) == []


def test_the_case_form_asks_before_it_opens_a_second_case(world: World, sign_in) -> None:
    known = make.make_case(world, contract_number="4711")
    client, url = sign_in(world.adviser_a), reverse("apprenticeships:case_create")

    asked = client.post(url, case_data(world), secure=True)
    opened = client.post(url, case_data(world) | {"anyway": "on"}, secure=True)

    assert known.number in str(asked.context["form"].errors["anyway"])
    assert 'type="checkbox" name="anyway"' in asked.content.decode()
    assert opened.status_code == 302
    assert Case.objects.filter(contract_number="4711").count() == 2


def test_the_form_does_not_ask_because_of_another_organisation(world: World, sign_in) -> None:
    make.make_case(world, adviser=world.adviser_b, contract_number="4711")

    answer = sign_in(world.adviser_a).post(
        reverse("apprenticeships:case_create"), case_data(world), secure=True
    )

    assert answer.status_code == 302


def test_rows_of_a_company_case_ask_too(world: World, sign_in) -> None:
    row, known = make.make_company_case(world), make.make_case(world, contract_number="4712")
    client = sign_in(world.adviser_a)
    url = reverse("apprenticeships:company_case_rows", args=[row.number])

    asked = client.post(url, rows_data(world), secure=True)
    opened = client.post(url, rows_data(world) | {"anyway": "on"}, secure=True)

    assert known.number in str(asked.context["form"].errors["anyway"])
    assert opened.status_code == 302
    assert row.cases.count() == 1

"""The access log: the officer of the organisation reads its own openings, and the reading is recorded."""

import pytest
from django.db import transaction

from portal.activity.models import Event
from portal.activity.recording import record_access
from tests.apprenticeships.factories import make_case
from tests.factories import World

URL = "/zugriffe/"


@pytest.fixture
def openings(world: World) -> World:
    world.case = make_case(world, person={"name": "ZZ-Toni Muster"})
    world.foreign = make_case(world, adviser=world.adviser_b)
    with transaction.atomic():
        record_access(world.case, by=world.actor("adviser_a"), purpose="case")
        record_access(world.foreign, by=world.actor("adviser_b"), purpose="case")
    return world


def read(world: World, sign_in, **data: str) -> str:
    return sign_in(world.dpo).post(URL, data, secure=True).content.decode()


def test_own_openings_with_who_and_what_but_no_person(openings: World, sign_in) -> None:
    page = read(openings, sign_in)

    assert openings.case.number in page
    assert openings.adviser_a.user.name in page
    assert openings.foreign.number not in page
    assert "ZZ-Toni" not in page


def test_reading_is_recorded_and_looking_at_the_form_is_not(openings: World, sign_in) -> None:
    sign_in(openings.dpo).get(URL, secure=True)
    assert Event.objects.filter(verb="access_log_read").count() == 0

    read(openings, sign_in)

    event = Event.objects.get(verb="access_log_read")
    assert (event.user, event.organisation) == (openings.dpo.user, openings.chamber_a)


def test_by_number_and_by_day(openings: World, sign_in) -> None:
    assert openings.case.number in read(openings, sign_in, number=openings.case.number.lower())
    assert "Keine Öffnung gefunden" in read(openings, sign_in, number="F-1999-0001")
    assert "Keine Öffnung gefunden" in read(openings, sign_in, since="2099-01-01")


def test_a_wrong_day_is_said_at_the_field(openings: World, sign_in) -> None:
    page = read(openings, sign_in, since="gestern")

    assert "<title>Fehler:" in page
    assert openings.case.number not in page


def test_only_the_officer_finds_it_in_the_navigation(openings: World, sign_in) -> None:
    found = {
        name: f'href="{URL}"' in sign_in(getattr(openings, name)).get("/", secure=True).content.decode()
        for name in ("dpo", "adviser_a", "office", "operator", "partner_a", "editor")
    }

    assert found == {
        "dpo": True,
        "adviser_a": False,
        "office": False,
        "operator": False,
        "partner_a": False,
        "editor": False,
    }

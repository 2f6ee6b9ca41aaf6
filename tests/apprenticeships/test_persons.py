"""The one door to persons: checked, logged, and closed again."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from apprenticeships.actions.handovers import accept_handover, request_handover
from apprenticeships.models import Apprentice
from apprenticeships.persons import open_note, open_person, open_tip_person
from portal.activity.models import AccessEntry, Event
from portal.encryption import Sealed, WrongKey
from tests.apprenticeships import disclosure_factories as made
from tests.apprenticeships import factories as make
from tests.factories import World

NAME = "Toni Muster-Zitrone"


def test_opening_gives_the_plaintext_and_one_log_entry(world: World) -> None:
    case = make.make_case(world, person={"name": NAME, "birth_date": "2009-05-04"})

    person = open_person(case, by=world.actor("adviser_a"))

    assert (person.name, person.birth_date.year, person.phone) == (NAME, 2009, "")
    entries = AccessEntry.objects.values_list("number", "user", "organisation", "purpose")
    assert list(entries) == [(case.number, world.adviser_a.user_id, world.chamber_a.pk, "case")]


@pytest.mark.parametrize(
    "who", ["colleague_a", "adviser_b", "office", "partner_a", "operator", "dpo", "editor"]
)
def test_nobody_else_opens_and_nothing_is_logged(world: World, who: str) -> None:
    case = make.make_case(world, person={"name": NAME})
    tip = make.make_tip(world, person=True, reporter=world.partner_b)
    note = make.make_note(case, "geheim")

    for call in (
        lambda: open_person(case, by=world.actor(who)),
        lambda: open_tip_person(tip, by=world.actor(who)),
        lambda: open_note(note, by=world.actor(who)),
    ):
        with pytest.raises(PermissionDenied):
            call()
    assert AccessEntry.objects.count() == 0


def test_a_case_run_by_its_number_has_nobody_to_open(world: World) -> None:
    case = make.make_case(world)

    assert open_person(case, by=world.actor("adviser_a")) is None
    assert AccessEntry.objects.count() == 0


def test_tip_person_and_note_are_logged_too(world: World) -> None:
    case = make.make_case(world)
    note, tip = make.make_note(case, "besprochen"), make.make_tip(world, person=NAME)
    actor = world.actor("adviser_a")

    assert open_note(note, by=actor) == "besprochen"
    assert open_tip_person(tip, by=actor).name == NAME
    assert list(AccessEntry.objects.order_by("pk").values_list("number", "purpose")) == [
        (case.number, "note"),
        (tip.number, "tip"),
    ]


def test_the_database_holds_ciphertext_only(world: World) -> None:
    make.make_case(world, person={"name": NAME, "phone": "0151 0000 9"})
    make.make_note(make.make_case(world), NAME)
    make.make_tip(world, person=NAME)

    with connection.cursor() as cursor:
        for table in ("apprentice", "callnote", "tipperson"):
            cursor.execute(f"SELECT t::text FROM apprenticeships_{table} t")  # noqa: S608 - names from above
            assert all("Zitrone" not in row[0] for row in cursor.fetchall())


def test_the_page_shows_the_person_once_and_closes_it(world: World, sign_in) -> None:
    case = make.make_case(world, person={"name": NAME})
    client = sign_in(world.adviser_a)
    page = reverse("apprenticeships:case_detail", args=[case.number])

    opened = client.post(reverse("apprenticeships:case_person", args=[case.number]), secure=True)
    closed = client.get(page, secure=True)

    assert NAME in opened.content.decode()
    assert NAME not in closed.content.decode()
    assert "no-store" in opened["Cache-Control"]
    assert AccessEntry.objects.count() == 1


def test_the_page_shows_a_notes_text_once(world: World, sign_in) -> None:
    case = make.make_case(world)
    client = sign_in(world.adviser_a)
    client.post(
        reverse("apprenticeships:case_note", args=[case.number]),
        {"result": "reached", "follow": "none", "text": "kommt am Montag"},
        secure=True,
    )
    note = case.notes.get()

    opened = client.post(reverse("apprenticeships:note_text", args=[case.number, note.key]), secure=True)
    closed = client.get(reverse("apprenticeships:case_detail", args=[case.number]), secure=True)

    assert "kommt am Montag" in opened.content.decode()
    assert "kommt am Montag" not in closed.content.decode()


def test_events_name_fields_never_values(world: World, sign_in) -> None:
    case = make.make_case(world, person={"name": "alt"})
    url = reverse("apprenticeships:case_person_edit", args=[case.number])

    sign_in(world.adviser_a).post(url, {"name": NAME, "informed_on": "2026-10-01"}, secure=True)

    assert Event.objects.get(verb="person_changed").changes == {"name": [], "informed_on": []}
    assert Apprentice.objects.get(case=case).name.unseal() == NAME
    assert str(Apprentice.objects.get(case=case).informed_on) == "2026-10-01"


@pytest.mark.parametrize("who", ["adviser_a", "agency"])
def test_one_row_per_view_also_while_the_queue_is_away(world: World, sign_in, who: str, monkeypatch) -> None:
    """D07: exactly one row in the same transaction, for own, handed-over and tip persons, broker down."""
    from portal.celery import app

    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    world.agency = made.make_agency()
    case = make.make_case(world, state="in_placement", person={"name": NAME})
    tip = make.make_tip(world, person=NAME)
    made.make_rule(recipient="agency", fields=made.ALL)
    if who == "agency":
        asked = request_handover(
            case, world.agency.organisation, by=world.actor("adviser_a"), fields=["name"], reason="so"
        )
        accept_handover(asked, by=world.actor("agency"))
    client = sign_in(getattr(world, who))
    addresses = [reverse("apprenticeships:case_person", args=[case.number])]
    if who == "adviser_a":
        addresses.append(reverse("apprenticeships:tip_person", args=[tip.number]))

    for count, address in enumerate(addresses, 1):
        assert NAME in client.post(address, secure=True).content.decode()
        assert AccessEntry.objects.count() == count


def test_an_opening_that_fails_leaves_no_row_and_shows_nothing(world: World) -> None:
    """D07: entry and opening stand and fall together."""
    case = make.make_case(world, person={"name": NAME})
    Apprentice.objects.update(name=Sealed("kaputt"))

    with pytest.raises(WrongKey):
        open_person(case, by=world.actor("adviser_a"))

    assert not AccessEntry.objects.exists()

"""Events and access entries are written once; the database itself refuses to change them."""

import pytest
from django.db import DatabaseError, transaction

from portal.activity.models import AccessEntry, Event
from portal.activity.recording import record, record_access, timeline
from tests.factories import World


@pytest.fixture
def event(world: World) -> Event:
    return record("renamed", world.chamber_a, by=world.actor("office"), changes={"name": ["a", "b"]})


def test_an_event_says_who_for_whom_and_what(world: World, event: Event) -> None:
    found = timeline(world.chamber_a).get()

    assert (found.user, found.organisation, found.verb) == (world.office.user, world.office_org, "renamed")
    assert found.changes == {"name": ["a", "b"]}


@pytest.mark.parametrize("act", ["update", "delete"])
def test_no_event_can_be_changed_or_deleted(event: Event, act: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.update(verb="other") if act == "update" else Event.objects.all().delete()

    assert Event.objects.get().verb == "renamed"


def test_no_access_entry_can_be_changed(world: World) -> None:
    record_access(world.chamber_a, by=world.actor("adviser_a"), purpose="open")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AccessEntry.objects.update(purpose="other")
    assert AccessEntry.objects.first().user == world.adviser_a.user


def test_the_access_log_is_read_by_the_organisations_own_officer_only(world: World) -> None:
    record_access(world.chamber_a, by=world.actor("adviser_a"), purpose="open")
    record_access(world.chamber_b, by=world.actor("adviser_b"), purpose="open")
    seen = {
        name: AccessEntry.objects.permitted(world.actor(name), "view").count()
        for name in ("dpo", "adviser_a", "office", "operator", "partner_a", "editor")
    }

    assert seen == {"dpo": 1, "adviser_a": 0, "office": 0, "operator": 0, "partner_a": 0, "editor": 0}


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_a_fault(db: None) -> None:
    world = World()

    with pytest.raises(AssertionError, match="transaction"):
        record("x", world.chamber_a, by=None)

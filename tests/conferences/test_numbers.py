"""Decisions get their numbers at the closing, gapless, and never before."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from conferences import actions
from conferences.models import Conference, Decision
from conferences.states import Result
from tests.conferences.factories import START, make_conference, make_decision, make_item
from tests.factories import World


def test_numbers_come_with_the_closing_in_the_order_of_the_agenda(world: World) -> None:
    conference = make_conference()
    first, second = make_item(conference), make_item(conference)
    late = make_decision(conference, agenda_item=second)
    early = make_decision(conference, agenda_item=first)
    also_early = make_decision(conference, agenda_item=first, result=Result.MAJORITY)

    numbers = actions.hold(conference, by=world.actor("office"))

    assert numbers == ["B 2026/01", "B 2026/02", "B 2026/03"]
    found = dict(Decision.objects.values_list("pk", "number"))
    assert found == {early.pk: "B 2026/01", also_early.pk: "B 2026/02", late.pk: "B 2026/03"}


def test_before_the_closing_a_decision_is_called_after_its_item(world: World) -> None:
    conference = make_conference()
    item = make_item(conference, number="5")
    make_decision(conference, agenda_item=item)

    decision = make_decision(conference, agenda_item=item)

    assert (decision.number, decision.label, decision.ref) == ("", "TOP 5-2", str(decision.key))


@pytest.mark.parametrize("result", [Result.POSTPONED, Result.REJECTED])
def test_what_was_not_decided_gets_no_number(world: World, result: str) -> None:
    conference = make_conference()
    make_decision(conference, result=result)
    make_decision(conference)

    actions.hold(conference, by=world.actor("office"))

    assert sorted(Decision.objects.values_list("number", flat=True)) == ["", "B 2026/01"]


def test_the_year_is_that_of_the_conference_and_the_numbers_go_on(world: World) -> None:
    for starts_at in (START.replace(year=2025), START, START.replace(month=11)):
        conference = make_conference(starts_at=starts_at)
        make_decision(conference)
        actions.hold(conference, by=world.actor("office"))

    numbers = Decision.objects.order_by("decided_on").values_list("number", "sequence")
    assert list(numbers) == [("B 2025/01", 1), ("B 2026/01", 1), ("B 2026/02", 2)]


def test_the_number_stands_in_addresses(world: World) -> None:
    conference = make_conference()
    decision = make_decision(conference)
    actions.hold(conference, by=world.actor("office"))

    decision.refresh_from_db()

    assert decision.get_absolute_url() == "/konferenzen/beschluesse/B-2026-01/"


@pytest.mark.django_db(transaction=True)
def test_numbers_are_gapless_when_conferences_are_closed_at_the_same_time() -> None:
    world = World()
    conferences = [make_conference() for _serial in range(4)]
    for conference in conferences:
        for _serial in range(3):
            make_decision(conference)
    office, gate = world.actor("office"), Barrier(len(conferences))

    def close(conference: Conference) -> None:
        gate.wait()
        actions.hold(conference, by=office)
        connection.close()

    threads = [Thread(target=close, args=[conference]) for conference in conferences]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    numbers = sorted(Decision.objects.values_list("number", flat=True))
    assert numbers == [f"B 2026/{serial:02d}" for serial in range(1, 13)]
    for conference in conferences:
        mine = conference.decisions.order_by("position").values_list("sequence", flat=True)
        assert list(mine) == sorted(mine)


@pytest.mark.django_db(transaction=True)
def test_closing_twice_at_once_numbers_once() -> None:
    world = World()
    conference = make_conference()
    make_decision(conference)
    office, gate, refused = world.actor("office"), Barrier(2), []

    def close() -> None:
        gate.wait()
        try:
            actions.hold(Conference.objects.get(pk=conference.pk), by=office)
        except actions.TransitionRefused as error:
            refused.append(error)
        connection.close()

    threads = [Thread(target=close) for _thread in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert list(Decision.objects.values_list("number", flat=True)) == ["B 2026/01"]

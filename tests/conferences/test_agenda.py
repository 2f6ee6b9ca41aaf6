"""The agenda: standard items, order, numbers, removal."""

import pytest
from django.db import IntegrityError, transaction

from conferences import actions
from conferences.agenda import next_main_number, renumbered
from conferences.models import AgendaItem
from conferences.states import ConferenceState
from portal.workflow import TransitionRefused
from tests.conferences.factories import make_conference, make_decision, make_item
from tests.factories import World


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], []),
        (["3", "1", "1.4", "7"], ["1", "2", "2.1", "3"]),
        (["5.2", "5"], ["1", "2"]),
        (["1", "1.1", "1.2", "2", "2.9"], ["1", "1.1", "1.2", "2", "2.1"]),
    ],
)
def test_renumbered(numbers: list[str], expected: list[str]) -> None:
    assert renumbered(numbers) == expected


@pytest.mark.parametrize(("numbers", "expected"), [([], "1"), (["1", "2", "2.1"], "3"), (["A", "10"], "11")])
def test_next_main_number(numbers: list[str], expected: str) -> None:
    assert next_main_number(numbers) == expected


def test_the_standard_agenda_has_ten_items_and_fits_three_hours(world: World) -> None:
    conference = make_conference(state=ConferenceState.PLANNED)

    actions.add_standard_agenda(conference)

    items = list(conference.agenda.in_order())
    assert [item.number for item in items] == [str(number) for number in range(1, 11)]
    assert sum(item.planned_minutes for item in items) == 150


def test_move_up_and_down(world: World) -> None:
    conference = make_conference()
    for title in "ABC":
        make_item(conference, title=title)
    last = conference.agenda.get(title="C")

    actions.move_agenda_item(last, up=True, by=world.actor("office"))
    actions.move_agenda_item(conference.agenda.get(title="A"), up=True, by=world.actor("office"))
    actions.move_agenda_item(conference.agenda.get(title="B"), up=False, by=world.actor("office"))

    assert list(conference.agenda.in_order().values_list("title", flat=True)) == ["A", "C", "B"]


def test_renumber(world: World) -> None:
    conference = make_conference()
    for position, number in enumerate(["7", "7.3", "1"], 1):
        make_item(conference, position=position, number=number)

    actions.renumber_agenda(conference, by=world.actor("office"))

    assert list(conference.agenda.in_order().values_list("number", flat=True)) == ["1", "1.1", "2"]


def test_an_item_with_a_decision_stays(world: World) -> None:
    conference = make_conference()
    item = make_item(conference)
    make_decision(conference, agenda_item=item)

    with pytest.raises(TransitionRefused):
        actions.remove_agenda_item(item, by=world.actor("office"))

    assert AgendaItem.objects.count() == 1


@pytest.mark.parametrize("state", [ConferenceState.HELD, ConferenceState.CANCELLED])
def test_the_agenda_of_a_closed_conference_is_fixed(world: World, state: str) -> None:
    item = make_item(make_conference(state=state))

    for change in (
        lambda: actions.remove_agenda_item(item, by=world.actor("office")),
        lambda: actions.move_agenda_item(item, up=True, by=world.actor("office")),
        lambda: actions.renumber_agenda(item.conference, by=world.actor("office")),
    ):
        with pytest.raises(TransitionRefused):
            change()


def test_two_items_never_share_a_number(world: World) -> None:
    conference = make_conference()
    make_item(conference, number="1")

    with pytest.raises(IntegrityError), transaction.atomic():
        make_item(conference, number="1")
        transaction.get_connection().check_constraints()


def test_moving_works_without_javascript(world: World, sign_in) -> None:
    conference = make_conference()
    first, second = make_item(conference), make_item(conference)
    client = sign_in(world.office)

    answer = client.post(f"/konferenzen/top/{second.key}/nach-oben/", secure=True)

    assert answer.url == f"/konferenzen/{conference.slug}/tagesordnung/#top-{second.key}"
    assert list(conference.agenda.in_order()) == [second, first]

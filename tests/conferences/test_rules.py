"""Who sees and does what: the table of section 3."""

import pytest

from conferences import rules
from conferences.models import ActionItem, AgendaItem, Conference, Decision
from conferences.states import ConferenceState, Result
from tests.conferences.factories import make_conference, make_decision, make_item, make_released, make_task
from tests.factories import World, make_body

SEATED = {"adviser_a", "colleague_a", "editor", "dpo"}  # chamber A has the seat
ALL = {*SEATED, "adviser_b", "partner_a", "partner_b", "office", "operator"}


def who(world: World, model, row, action: str) -> set[str]:
    """The actors whom the rule admits to this row."""
    return {
        name for name in ALL if model.objects.permitted(world.actor(name), action).filter(pk=row.pk).exists()
    }


@pytest.fixture
def body(world: World):
    return make_body("Muster-Allianz", world.chamber_a)


@pytest.mark.parametrize(
    ("state", "released", "expected"),
    [
        (ConferenceState.PLANNED, False, {"view": {"office"}, "edit": {"office"}}),
        (
            ConferenceState.INVITED,
            False,
            {"view": ALL, "edit": {"office"}, "decide": {"office"}, "write_minutes": {"office"}},
        ),
        (ConferenceState.HELD, False, {"view": ALL, "write_minutes": {"office"}, "release": {"office"}}),
        (ConferenceState.HELD, True, {"view": ALL, "read_minutes": SEATED | {"office"}}),
        (ConferenceState.CANCELLED, False, {"view": {"office"}}),
    ],
)
def test_conference(world: World, body, state: str, released: bool, expected: dict) -> None:
    conference = make_conference(body, state=state, released=released)

    found = {
        action: actors
        for action in Conference.access_rules
        if (actors := who(world, Conference, conference, action))
    }

    assert found == {"manage": {"office"}, "read_minutes": {"office"}} | expected


def test_a_called_off_conference_stays_visible_to_those_invited(world: World, body) -> None:
    conference = make_conference(body)
    Conference.objects.filter(pk=conference.pk).update(
        state=ConferenceState.CANCELLED, cancelled_at=conference.starts_at
    )

    assert who(world, Conference, conference, "view") == ALL


def test_only_the_office_creates(world: World) -> None:
    assert {name for name in ALL if rules.create_conference(world.actor(name))} == {"office"}


@pytest.mark.parametrize(("is_public", "expected"), [(True, ALL), (False, SEATED | {"office"})])
def test_agenda_item(world: World, body, is_public: bool, expected: set[str]) -> None:
    item = make_item(make_conference(body), is_public=is_public)

    found = {action: who(world, AgendaItem, item, action) for action in AgendaItem.access_rules}

    assert found == {
        "view": expected,
        "manage": {"office"},
        "edit": {"office"},
        "write_minutes": {"office"},
    }


def test_agenda_item_before_the_invitation(world: World, body) -> None:
    item = make_item(make_conference(body, state=ConferenceState.PLANNED))

    assert who(world, AgendaItem, item, "view") == {"office"}


@pytest.mark.parametrize(
    ("released", "is_public", "item_public", "expected"),
    [
        (False, True, True, {"office"}),
        (True, True, True, ALL),
        (True, False, True, SEATED | {"office"}),
        (True, True, False, SEATED | {"office"}),
    ],
)
def test_view_decision(world: World, body, released, is_public, item_public, expected) -> None:
    conference = make_conference(body, state=ConferenceState.HELD, released=released)
    item = make_item(conference, is_public=item_public)
    decision = make_decision(conference, agenda_item=item, is_public=is_public)

    assert who(world, Decision, decision, "view") == expected


@pytest.mark.parametrize(
    ("number", "result", "released", "expected"),
    [
        ("B 2026/01", Result.UNANIMOUS, True, {"partner_b"}),
        ("B 2026/01", Result.UNANIMOUS, False, set()),
        ("", Result.UNANIMOUS, True, set()),
        ("", Result.POSTPONED, True, set()),
    ],
)
def test_report_decision(world: World, body, number, result, released, expected) -> None:
    """Members of a responsible organisation only, once the decision has a number and is released."""
    conference = make_conference(body, state=ConferenceState.HELD, released=released)
    decision = make_decision(conference, world.partner_org_b, number=number, result=result)

    assert who(world, Decision, decision, "report") == expected
    assert who(world, Decision, decision, "confirm") == ({"office"} if number else set())
    assert who(world, Decision, decision, "edit") == {"office"}


@pytest.mark.parametrize(
    ("released", "item_public", "expected"),
    [(False, True, {"office"}), (True, True, ALL), (True, False, SEATED | {"office", "partner_b"})],
)
def test_task(world: World, body, released, item_public, expected) -> None:
    conference = make_conference(body, state=ConferenceState.HELD, released=released)
    item = make_item(conference, is_public=item_public)
    task = make_task(conference, world.partner_org_b, agenda_item=item)

    assert who(world, ActionItem, task, "view") == expected
    assert who(world, ActionItem, task, "tick_off") == {"office"} | ({"partner_b"} if released else set())
    assert who(world, ActionItem, task, "edit") == {"office"}


def test_a_seat_in_a_second_body_counts(world: World, body) -> None:
    conference = make_released(make_body("Andere"), body)
    decision = make_decision(conference, is_public=False)

    assert who(world, Decision, decision, "view") == SEATED | {"office"}

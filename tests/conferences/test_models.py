"""What the database refuses."""

import pytest
from django.db import IntegrityError, transaction

from conferences.models import AgendaItem, Conference, Decision
from tests.conferences.factories import make_conference, make_decision, make_item, make_released, make_task
from tests.factories import World


def refused(rows, **values) -> bool:
    try:
        with transaction.atomic():
            rows.update(**values)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    "values",
    [
        {"state": "quatsch"},
        {"state": "held"},
        {"state": "cancelled"},
        {"minutes_released_at": "2026-10-25T10:00Z"},
        {"ends_at": "2020-01-01T10:00Z"},
        {"invited_at": None},
    ],
)
def test_conference(world: World, values: dict) -> None:
    make_conference()

    assert refused(Conference.objects, **values)


@pytest.mark.parametrize(
    "values",
    [
        {"number": ""},
        {"number": "B 2026/01", "sequence": 0},
        {"result": "rejected"},
        {"state": "done"},
        {"done_on": "2026-11-01"},
        {"state": "quatsch"},
        {"result": "quatsch"},
    ],
)
def test_numbered_decision(world: World, values: dict) -> None:
    make_decision(make_released(), number="B 2026/01")

    assert refused(Decision.objects, **values)


@pytest.mark.parametrize("values", [{"state": "in_progress"}, {"sequence": 4}, {"number": "B 2026/01"}])
def test_decision_without_number(world: World, values: dict) -> None:
    make_decision(make_conference())

    assert refused(Decision.objects, **values)


def test_no_number_twice(world: World) -> None:
    conference = make_released()
    make_decision(conference, number="B 2026/01")

    with pytest.raises(IntegrityError):
        make_decision(conference, number="B 2026/01")


def test_task_and_agenda_item(world: World) -> None:
    conference = make_released()
    task = make_task(conference, world.chamber_a)

    assert refused(type(task).objects, state="done")
    assert refused(AgendaItem.objects, outcome="quatsch")
    make_item(conference)

"""Milestones, indicators, actual values: what one row may hold, and who reads and fills it in."""

from datetime import date
from decimal import Decimal

import pytest

from measures.actions.readings import record_reading
from measures.models import Indicator, Measure, Milestone, Reading
from measures.states import MeasureState
from portal.partners.actors import actor_of
from tests.factories import World
from tests.measures.factories import make_measure

DAY = date(2026, 10, 15)


def actor(membership):
    return actor_of(membership.user, membership)


def test_a_second_reading_of_a_day_replaces_the_first(world: World) -> None:
    measure = make_measure(lead=world.partner_a.organisation)
    indicator = Indicator.objects.create(measure=measure, title="Beratene Betriebe")
    lead = {"organisation": measure.lead, "read_on": DAY, "by": actor(world.partner_a)}

    record_reading(indicator, Decimal(41), **lead)
    record_reading(indicator, Decimal(62), **lead)

    assert [reading.value for reading in Reading.objects.all()] == [Decimal(62)]


@pytest.mark.parametrize(("reached_on", "overdue"), [(None, True), (DAY, False)])
def test_a_milestone_is_overdue_until_it_is_reached(reached_on: date | None, overdue: bool) -> None:
    milestone = Milestone(title="Fünf Lotsen im Einsatz", due_on=date(2026, 9, 30), reached_on=reached_on)

    assert milestone.is_overdue(DAY) is overdue


def test_the_lead_and_the_editors_report_on_what_is_published(world: World) -> None:
    measure = make_measure(lead=world.partner_a.organisation, state=MeasureState.PUBLISHED)
    asked = {name: getattr(world, name) for name in ("partner_a", "partner_b", "editor", "operator")}

    may = {
        name: Measure.objects.permitted(actor(membership), "report").filter(pk=measure.pk).exists()
        for name, membership in asked.items()
    }

    assert may == {"partner_a": True, "partner_b": False, "editor": True, "operator": False}

"""The demonstration's conferences: every state once, and only made-up organisations act."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from conferences import demo
from conferences.models import ActionItem, Conference, Decision
from conferences.states import ConferenceState, DecisionState, Result, TaskState
from portal.activity.models import Event
from portal.partners import demo as partners
from tests.factories import make_district


@pytest.fixture
def today(db: None) -> date:
    for ags in partners.ALL:
        make_district(ags=ags)
    today = timezone.localdate()
    partners.load(today)
    demo.load(today)
    return today


def test_the_story(today: date) -> None:
    past, coming = [ConferenceState.HELD] * 2, [ConferenceState.INVITED]

    assert list(Conference.objects.order_by("starts_at").values_list("state", flat=True)) == past + coming
    assert set(Decision.objects.values_list("state", flat=True)) == set(DecisionState.values)
    assert set(Decision.objects.values_list("result", flat=True)) == set(Result.values)
    assert set(ActionItem.objects.values_list("state", flat=True)) == set(TaskState.values)
    assert Decision.objects.overdue(today).count() == 1
    assert Conference.objects.filter(starts_at__date__gte=today + timedelta(days=30)).count() == 1


def test_numbers_have_no_gaps(today: date) -> None:
    for year in {day.year for day in Decision.objects.values_list("decided_on", flat=True)}:
        numbers = Decision.objects.numbered().filter(decided_on__year=year).values_list("sequence", flat=True)
        assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_real_organisations_do_nothing(today: date) -> None:
    assert not Decision.objects.filter(responsible__is_made_up=False).exists()
    assert not ActionItem.objects.filter(organisation__is_made_up=False).exists()
    assert not Event.objects.filter(organisation__is_made_up=False).exists()

"""Deadlines entered by hand can be removed, others cannot; the case's timeline says so without their text."""

import pytest
from django.urls import reverse

from apprenticeships.actions.deadlines import add_deadline, drop_deadline, tick_deadline
from apprenticeships.models import CaseDeadline
from apprenticeships.states.deadlines import DeadlineKind
from portal.activity.models import Event
from portal.workflow import TransitionRefused
from tests.apprenticeships import cases_factories
from tests.apprenticeships import factories as make
from tests.apprenticeships.factories import TODAY
from tests.factories import World

SECRET = "Kanarienvogel anrufen"


@pytest.mark.parametrize("is_done", [False, True])
def test_one_entered_by_hand_is_removed_done_or_not(world: World, is_done: bool) -> None:
    case, by = make.make_case(world), world.actor("adviser_a")
    row = add_deadline(case, SECRET, TODAY, by=by)
    if is_done:
        tick_deadline(row, True, by=by)

    drop_deadline(row, by=by)

    event = Event.objects.filter(verb="deadline_dropped").get()
    assert not CaseDeadline.objects.exists()
    assert (event.subject_id, event.note) == (case.pk, TODAY.strftime("%d.%m.%Y"))
    assert SECRET not in str(list(Event.objects.values_list()))


@pytest.mark.parametrize("kind", [kind for kind in DeadlineKind if kind != DeadlineKind.OWN])
def test_what_follows_from_a_rule_stays(world: World, kind: str) -> None:
    row = cases_factories.make_deadline(make.make_case(world), kind=kind)

    with pytest.raises(TransitionRefused):
        drop_deadline(row, by=world.actor("adviser_a"))

    assert CaseDeadline.objects.get() == row
    assert not Event.objects.exists()


def test_the_page_offers_it_where_it_works(world: World, sign_in) -> None:
    case, client = make.make_case(world), sign_in(world.adviser_a)
    own = add_deadline(case, SECRET, TODAY, by=world.actor("adviser_a"))
    other = cases_factories.make_deadline(case)
    page = reverse("apprenticeships:case_detail", args=[case.number])
    ways = [reverse("apprenticeships:deadline_drop", args=[case.number, row.key]) for row in (own, other)]
    markup = client.get(page, secure=True).content.decode()

    answers = [client.post(way, secure=True) for way in (*ways, ways[0])]

    assert [f'action="{way}"' in markup for way in ways] == [True, False]
    assert [(one.status_code, one.get("Location")) for one in answers] == [
        (302, f"{page}#fristen"), (302, f"{page}#fristen"), (404, None),
    ]  # fmt: skip
    assert [row.pk for row in CaseDeadline.objects.all()] == [other.pk]

"""Every step from every state."""

import pytest

from conferences import actions
from conferences.models import Conference, Decision
from conferences.states import ConferenceState as C
from conferences.states import DecisionState as D
from conferences.states import TaskState as T
from portal.activity.models import Event
from portal.workflow import TransitionRefused
from tests.conferences.factories import make_conference, make_decision, make_released, make_task
from tests.factories import World

CONFERENCE_STEPS = {
    "invite": {C.PLANNED: C.INVITED},
    "hold": {C.INVITED: C.HELD},
    "cancel": {C.PLANNED: C.CANCELLED, C.INVITED: C.CANCELLED},
}
DECISION_STEPS = {
    "start": ("partner_a", {D.OPEN: D.IN_PROGRESS}),
    "report_done": ("partner_a", {D.OPEN: D.REPORTED_DONE, D.IN_PROGRESS: D.REPORTED_DONE}),
    "confirm_done": ("office", {D.REPORTED_DONE: D.DONE}),
    "reopen": ("office", {D.REPORTED_DONE: D.IN_PROGRESS, D.DONE: D.IN_PROGRESS}),
}
TASK_STEPS = {"tick_off": {T.OPEN: T.DONE}, "reopen_task": {T.DONE: T.OPEN}}
ARGUMENTS = {"reopen": {"reason": "fehlt noch etwas"}}


@pytest.mark.parametrize("state", C.values)
@pytest.mark.parametrize("step", CONFERENCE_STEPS)
def test_conference_step(world: World, step: str, state: str) -> None:
    conference = make_conference(state=state)
    take = getattr(actions, step)
    target = CONFERENCE_STEPS[step].get(state)

    if target is None:
        with pytest.raises(TransitionRefused):
            take(conference, by=world.actor("office"))
    else:
        take(conference, by=world.actor("office"))

    conference.refresh_from_db()
    assert conference.state == (target or state)


@pytest.mark.parametrize("state", C.values)
def test_release_from_every_state(world: World, state: str) -> None:
    conference = make_conference(state=state)

    if state == C.HELD:
        actions.release(conference, by=world.actor("office"))
        assert conference.is_released and conference.minutes_released_by == world.office.user
    else:
        with pytest.raises(TransitionRefused):
            actions.release(conference, by=world.actor("office"))


def test_released_once_only(world: World) -> None:
    conference = make_released()

    with pytest.raises(TransitionRefused):
        actions.release(conference, by=world.actor("office"))


@pytest.mark.parametrize("state", D.values)
@pytest.mark.parametrize("step", DECISION_STEPS)
def test_decision_step(world: World, step: str, state: str) -> None:
    actor, targets = DECISION_STEPS[step]
    values = {"done_on": "2026-11-01"} if state == D.DONE else {}
    decision = make_decision(make_released(), world.partner_org_a, number="B 2026/01", state=state, **values)
    take, target = getattr(actions, step), targets.get(state)

    if target is None:
        with pytest.raises(TransitionRefused):
            take(decision, by=world.actor(actor), **ARGUMENTS.get(step, {}))
    else:
        take(decision, by=world.actor(actor), **ARGUMENTS.get(step, {}))

    decision.refresh_from_db()
    assert decision.state == (target or state)
    assert Event.objects.filter(subject="conferences.decision").count() == (target is not None)


@pytest.mark.parametrize("state", T.values)
@pytest.mark.parametrize("step", TASK_STEPS)
def test_task_step(world: World, step: str, state: str) -> None:
    values = {"done_at": "2026-11-01T10:00Z"} if state == T.DONE else {}
    task = make_task(make_released(), world.partner_org_a, state=state, **values)
    take, target = getattr(actions, step), TASK_STEPS[step].get(state)

    if target is None:
        with pytest.raises(TransitionRefused):
            take(task, by=world.actor("partner_a"))
    else:
        take(task, by=world.actor("partner_a"))

    task.refresh_from_db()
    assert task.state == (target or state)


def test_a_step_needs_its_right(world: World) -> None:
    conference = make_conference(state=C.PLANNED)
    decision = make_decision(make_released(), world.partner_org_a, number="B 2026/01")

    with pytest.raises(TransitionRefused):
        actions.invite(conference, by=world.actor("partner_a"))
    with pytest.raises(TransitionRefused):
        actions.report_done(decision, by=world.actor("partner_b"))

    assert Conference.objects.get(pk=conference.pk).state == C.PLANNED
    assert Decision.objects.get(pk=decision.pk).state == D.OPEN


def test_reporting_and_confirming_say_who_and_when(world: World) -> None:
    decision = make_decision(make_released(), world.partner_org_a, number="B 2026/01")

    actions.report_done(decision, by=world.actor("partner_a"))
    actions.confirm_done(decision, by=world.actor("office"))

    assert decision.done_on is not None
    decision.refresh_from_db()
    assert decision.reported_by == world.partner_org_a


def test_reopening_keeps_the_reason_and_forgets_the_report(world: World) -> None:
    decision = make_decision(make_released(), world.partner_org_a, number="B 2026/01")
    actions.report_done(decision, by=world.actor("partner_a"))

    actions.reopen(decision, reason="Liste fehlt", by=world.actor("office"))

    decision.refresh_from_db()
    assert (decision.reopened_why, decision.reported_at, decision.reported_by) == ("Liste fehlt", None, None)
    assert Event.objects.filter(verb="reopened").get().note == "Liste fehlt"


def test_a_refused_step_on_the_web_is_a_friendly_message(world: World, sign_in) -> None:
    conference = make_conference(state=C.HELD)

    answer = sign_in(world.office).post(f"/konferenzen/{conference.slug}/einladen/", follow=True, secure=True)

    assert answer.status_code == 200
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]

"""Every step from every state, what steps ask for, and what they bring with them."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from apprenticeships.actions.cases import move_case, promise_case, write_note
from apprenticeships.actions.offers import expire_offers, move_offer, reopen_offer
from apprenticeships.actions.tips import (
    accept_tip,
    assign_tip,
    count_tip,
    merge_tip,
    refuse_tip,
)
from apprenticeships.models import Case, ResponsibilityRule, TakeoverOffer, Tip
from apprenticeships.states import (
    CASE_WORKFLOW,
    NEVER,
    OFFER_WORKFLOW,
    TIP_WORKFLOW,
    CaseState,
    OfferState,
    TipState,
)
from portal.activity.models import Event
from portal.digests.models import OutgoingMail
from portal.retention.engine import run
from portal.workflow import TransitionRefused
from tests.apprenticeships import factories as make
from tests.factories import World

GIVEN = {
    "close": {"outcome": "same"},
    "register": {"registered_on": date(2026, 10, 1)},
    "care": {"probation_until": date(2027, 2, 1)},
    "hold": {"note": "wartet auf Zeugnis", "due_on": timezone.localdate() + timedelta(days=14)},
    **dict.fromkeys(("stabilise", "withdraw", "reopen"), {"note": "so ist es"}),
}


@pytest.mark.parametrize("state", CaseState.values)
@pytest.mark.parametrize("step", CASE_WORKFLOW.steps)
def test_case_steps_from_every_state(world: World, step: str, state: str) -> None:
    case, rule = make.make_case(world, state=state), CASE_WORKFLOW.steps[step]
    values = GIVEN.get(step, {})

    if state in rule.sources:
        move_case(case, step, by=world.actor("adviser_a"), **values)
        expected = rule.target
    else:
        with pytest.raises(TransitionRefused):
            move_case(case, step, by=world.actor("adviser_a"), **values)
        expected = state

    assert Case.objects.get(pk=case.pk).state == expected


@pytest.mark.parametrize("state", TipState.values)
@pytest.mark.parametrize("step", TIP_WORKFLOW.steps)
def test_tip_steps_from_every_state(world: World, step: str, state: str) -> None:
    by, case = world.actor("adviser_a"), make.make_case(world)
    tip = make.make_tip(world, state=state, subject="no_place")
    done = {
        "route": lambda: assign_tip(
            tip, world.colleague_a, by=world.actor("office") if state == "received" else by
        ),
        "accept": lambda: accept_tip(tip, case, by=by),
        "merge": lambda: merge_tip(tip, case, by=by),
        "count": lambda: count_tip(tip, by=by),
        "refuse": lambda: refuse_tip(tip, "solved", by=by),
    }[step]

    if state in TIP_WORKFLOW.steps[step].sources:
        done()
        expected = TIP_WORKFLOW.steps[step].target
    else:
        with pytest.raises(TransitionRefused):
            done()
        expected = state

    assert Tip.objects.get(pk=tip.pk).state == expected


@pytest.mark.parametrize("state", OfferState.values)
@pytest.mark.parametrize("step", OFFER_WORKFLOW.steps)
def test_offer_steps_from_every_state(world: World, step: str, state: str) -> None:
    offer = make.make_offer(world, state=state)

    if state in OFFER_WORKFLOW.steps[step].sources:
        move_offer(offer, step, by=world.actor("adviser_a"))
        expected = OFFER_WORKFLOW.steps[step].target
    else:
        with pytest.raises(TransitionRefused):
            move_offer(offer, step, by=world.actor("adviser_a"))
        expected = state

    assert TakeoverOffer.objects.get(pk=offer.pk).state == expected


def test_every_rule_that_a_workflow_needs_exists() -> None:
    for model, workflow in ((Case, CASE_WORKFLOW), (Tip, TIP_WORKFLOW), (TakeoverOffer, OFFER_WORKFLOW)):
        assert workflow.needs() <= set(model.access_rules)


def test_another_chamber_takes_no_step(world: World) -> None:
    case = make.make_case(world)

    with pytest.raises(TransitionRefused):
        move_case(case, "place", by=world.actor("adviser_b"))


@pytest.mark.parametrize(
    "values",
    [
        {"state": "lost"},
        {"kind": "other"},
        {"register": "abc"},
        {"state": "closed", "outcome": ""},
        {"outcome": "same"},
        {"state": "registered", "registered_on": None},
        {"state": "registered", "registered_on": date(2026, 10, 1), "registered_with": None},
        {"state": "aftercare", "probation_until": None},
        {"cause": "illness"},
        {"channel": "pigeon"},
        {"contract_start": date(2026, 9, 1), "contract_end": date(2026, 8, 1)},
    ],
)
def test_the_database_refuses_wrong_cases(world: World, values: dict) -> None:
    case = make.make_case(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**values)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "gone"},
        {"cause": "illness"},
        {"state": "refused", "refusal_reason": ""},
        {"refusal_reason": "solved"},
        {"decided_at": timezone.now()},
        {"organisation": None},
    ],
)
def test_the_database_refuses_wrong_tips(world: World, values: dict) -> None:
    tip = make.make_tip(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        Tip.objects.filter(pk=tip.pk).update(**values)


@pytest.mark.parametrize(
    "values",
    [
        {"seats": 0},
        {"seats_taken": 2},
        {"state": "sold"},
        {"kind": "gift"},
        {"years": [5]},
        {"valid_from": date(2026, 2, 1), "valid_until": date(2026, 1, 1)},
    ],
)
def test_the_database_refuses_wrong_offers(world: World, values: dict) -> None:
    offer = make.make_offer(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        TakeoverOffer.objects.filter(pk=offer.pk).update(**values)


def test_one_responsibility_per_group_and_district(world: World) -> None:
    make.make_responsibility(world, world.adviser_a)

    with pytest.raises(IntegrityError), transaction.atomic():
        make.make_responsibility(world, world.colleague_a)
    assert ResponsibilityRule.objects.count() == 1


def test_closing_ends_follow_ups_and_the_pool(world: World) -> None:
    case = make.make_case(world, state="in_placement", released_to_pool=True, due_on=date(2026, 10, 7))

    move_case(case, "close", by=world.actor("adviser_a"), outcome="school")

    case = Case.objects.get(pk=case.pk)
    assert (case.due_on, case.released_to_pool, case.outcome) == (NEVER, False, "school")
    assert case.closed_on == timezone.localdate()


def test_reopening_needs_a_reason_and_asks_to_be_looked_at(world: World, sign_in) -> None:
    case = make.make_case(world, state="closed")
    url, client = reverse("apprenticeships:case_reopen", args=[case.number]), sign_in(world.adviser_a)

    refused = client.post(url, {"reason": ""}, secure=True)
    client.post(url, {"reason": "Probezeit nicht bestanden"}, secure=True)

    case = Case.objects.get(pk=case.pk)
    assert refused.status_code == 200
    assert (case.state, case.outcome, case.due_on) == ("in_placement", "", timezone.localdate())
    assert Event.objects.get(verb="case_moved").note == "Probezeit nicht bestanden"


def test_a_promise_takes_a_seat_and_falling_back_frees_it(world: World) -> None:
    case, offer, by = make.make_case(world), make.make_offer(world, seats=1), world.actor("adviser_a")

    promise_case(case, offer, by=by)
    full = TakeoverOffer.objects.get()
    move_case(case, "fall_back", by=by)
    free = TakeoverOffer.objects.get()

    assert (full.seats_taken, full.state) == (1, "full")
    assert (free.seats_taken, free.state) == (0, "open")
    assert Case.objects.get(pk=case.pk).offer is None


def test_reopening_frees_the_seat_of_the_lost_place(world: World) -> None:
    offer = make.make_offer(world, seats=1, seats_taken=1, state="full")
    case = make.make_case(world, state="closed", offer=offer)

    move_case(case, "reopen", by=world.actor("adviser_a"), note="Probezeit")

    assert TakeoverOffer.objects.get().state == "open"
    assert Case.objects.get(pk=case.pk).offer is None


def test_an_adviser_elsewhere_may_take_a_seat_of_our_offer(world: World) -> None:
    case = make.make_case(world, adviser=world.adviser_b)
    offer = make.make_offer(world, seats=1)

    promise_case(case, offer, by=world.actor("adviser_b"))

    assert TakeoverOffer.objects.get().state == "full"


def test_a_promise_without_a_seat_left_changes_nothing(world: World) -> None:
    case, offer = make.make_case(world), make.make_offer(world, seats=1, seats_taken=1, state="full")

    with pytest.raises(TransitionRefused):
        promise_case(case, offer, by=world.actor("adviser_a"))

    assert Case.objects.get(pk=case.pk).state == "checked"


def test_a_note_moves_the_follow_up(world: World) -> None:
    case, by = make.make_case(world), world.actor("colleague_a")

    write_note(case, by=by, result="reached", text="ok", due_on=date(2026, 11, 2))
    assert Case.objects.get(pk=case.pk).due_on == date(2026, 11, 2)

    write_note(case, by=by, result="not_reached", due_on=None)
    assert Case.objects.get(pk=case.pk).due_on == NEVER


def test_offers_expire_and_open_again_without_their_last_day(world: World) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    offer = make.make_offer(world, valid_until=yesterday)
    make.make_offer(world, valid_until=timezone.localdate())

    for _run in range(2):
        expire_offers(timezone.now())
    assert list(TakeoverOffer.objects.order_by("pk").values_list("state", flat=True)) == ["expired", "open"]

    offer.refresh_from_db()
    reopen_offer(offer, by=world.actor("adviser_a"))
    assert (offer.state, offer.valid_until) == ("open", None)


def test_tips_that_led_to_no_case_are_deleted_after_their_time(world: World, settings) -> None:
    now = timezone.now()
    days = timedelta(days=settings.TIP_RETENTION_DAYS)
    gone = make.make_tip(world, state="refused", decided_at=now - days, person=True)
    kept = [
        make.make_tip(world, state="refused", decided_at=now - days + timedelta(minutes=1)),
        make.make_tip(world, state="accepted", decided_at=now - days, case=make.make_case(world)),
        make.make_tip(world, created_at=now - 3 * days),
    ]

    for _run in range(2):
        run(now)

    assert set(Tip.objects.all()) == set(kept)
    assert Event.objects.filter(verb="tip_deleted", number=gone.number).count() == 1


def test_a_decision_is_mailed_to_the_reporter_once(world: World) -> None:
    tip = make.make_tip(world)

    accept_tip(tip, make.make_case(world), by=world.actor("adviser_a"))

    mails = OutgoingMail.objects.values_list("kind", "membership", "object_id", "once")
    assert list(mails) == [("tip_decided", world.partner_a.pk, tip.pk, f"tip_decided:{tip.pk}")]

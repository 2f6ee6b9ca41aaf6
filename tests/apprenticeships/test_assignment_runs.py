"""Runs: queued, claimed once, computed, kept; wishes respected, pairs confirmed one by one, runs compared."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apprenticeships.actions import assignments, pairs
from apprenticeships.actions.assignments import compute_run, resume_runs, retry_run, start_run
from apprenticeships.actions.pairs import confirm_all, confirm_pair, drop_wish, set_wish
from apprenticeships.models import AssignmentRun, Case, MissingSeat, PairWish, PlacementProposal
from apprenticeships.states.assignments import RUN_WORKFLOW, LeftWhy, PairChange, PairRefusal, RunState
from portal.activity.models import Event
from portal.workflow import TransitionRefused
from tests.apprenticeships import factories as make
from tests.apprenticeships.assignment_factories import make_run, random_market
from tests.apprenticeships.disclosure_factories import make_rule
from tests.factories import World


def done_run(world: World, **values: object) -> AssignmentRun:
    run = make_run(world, **values)
    compute_run(run.pk)
    run.refresh_from_db()
    return run


def placed(run: AssignmentRun) -> dict[int, int]:
    return dict(run.pairs.values_list("case_id", "offer_id"))


# --- the workflow ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", RUN_WORKFLOW.steps)
@pytest.mark.parametrize("state", RunState.values)
def test_every_step_from_every_state(world: World, step: str, state: str) -> None:
    values = {"finished_at": timezone.now()} if state == RunState.DONE else {}
    run = make_run(world, state=state, **values)
    transition = RUN_WORKFLOW.steps[step]
    more = {"finished_at": timezone.now()} if step == "finish" else {}

    if state in transition.sources:
        RUN_WORKFLOW.apply(run, step, by=None, **more)
        assert run.state == transition.target
    else:
        with pytest.raises(TransitionRefused):
            RUN_WORKFLOW.apply(run, step, by=None, **more)


def test_a_run_is_started_with_its_event_and_computed_by_the_worker(world: World) -> None:
    case, offer = make.make_case(world), make.make_offer(world)

    run = start_run(by=world.actor("adviser_a"))
    compute_run(run.pk)
    run.refresh_from_db()

    assert (run.state, run.progress, run.placements, run.case_count) == ("done", 100, 1, 1)
    assert placed(run) == {case.pk: offer.pk}
    assert run.weights["occupation"] > 0
    assert run.weights["urgency"] > 0
    verbs = Event.objects.filter(subject="apprenticeships.assignmentrun").values_list("verb", flat=True)
    assert set(verbs) == {"assignment_started", "assignment_done"}


def test_one_run_at_a_time_per_organisation(world: World) -> None:
    start_run(by=world.actor("adviser_a"))

    with pytest.raises(TransitionRefused):
        start_run(by=world.actor("colleague_a"))
    assert start_run(by=world.actor("adviser_b")).state == "queued"


def test_a_second_delivery_does_nothing(world: World) -> None:
    """Q: the message comes twice; the run is computed once."""
    make.make_case(world)
    make.make_offer(world)
    run = done_run(world)
    before = (run.finished_at, run.attempts, list(run.pairs.values_list("pk", flat=True)))

    compute_run(run.pk)

    run.refresh_from_db()
    assert (run.finished_at, run.attempts, list(run.pairs.values_list("pk", flat=True))) == before


def test_the_sweep_takes_up_a_run_whose_worker_died(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[tuple] = []
    monkeypatch.setattr(assignments, "send", lambda *args: rung.append(args))
    now = timezone.now()
    make.make_case(world)
    run = make_run(world, state="running", attempts=1, lease_until=now - timedelta(seconds=1))

    resume_runs(now)
    resume_runs(now)
    run.refresh_from_db()
    assert run.state == "queued"
    assert rung == [(assignments.TASK, run.pk)] * 2

    compute_run(run.pk)
    run.refresh_from_db()
    assert (run.state, run.attempts) == ("done", 2)


def test_the_sweep_leaves_a_living_run_alone_and_gives_up_after_three_tries(world: World) -> None:
    now = timezone.now()
    alive = make_run(world, state="running", attempts=1, lease_until=now + timedelta(minutes=1))
    dead = make_run(
        world,
        started_by=world.adviser_b,
        state="running",
        attempts=3,
        lease_until=now - timedelta(minutes=1),
    )

    resume_runs(now)

    alive.refresh_from_db()
    dead.refresh_from_db()
    assert (alive.state, dead.state, dead.error) == ("running", "failed", "WorkerLost")


def test_a_worker_that_lost_its_run_writes_nothing(world: World) -> None:
    """A worker that comes back after another has taken over stores no second result."""
    make.make_case(world)
    make.make_offer(world)
    run = make_run(world)
    claimed = assignments._claim(run.pk)
    result = assignments._compute(claimed)
    AssignmentRun.objects.filter(pk=run.pk).update(attempts=2)

    with pytest.raises(assignments.Superseded):
        assignments._store(claimed, result)

    run.refresh_from_db()
    assert (run.state, run.pairs.count()) == ("running", 0)


def test_a_failure_is_noted_by_its_kind_and_can_be_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.make_case(world)
    run = make_run(world)
    with monkeypatch.context() as broken:
        broken.setattr(assignments, "market", lambda *args: 1 / 0)
        compute_run(run.pk)
    run.refresh_from_db()
    assert (run.state, run.error) == ("failed", "ZeroDivisionError")

    retry_run(run, by=world.actor("adviser_a"))
    compute_run(run.pk)

    run.refresh_from_db()
    assert (run.state, run.error) == ("done", "")


def test_refusals_of_the_constraints(world: World) -> None:
    run = done_run(world)
    for values in ({"state": "nonsense"}, {"progress": 101}, {"finished_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AssignmentRun.objects.filter(pk=run.pk).update(**values)
    case, offer = make.make_case(world), make.make_offer(world)
    PairWish.objects.create(case=case, offer=offer, kind="pin", reason="other")
    for values in ({"kind": "pin", "offer": make.make_offer(world)}, {"kind": "not_offer", "offer": offer}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PairWish.objects.create(case=case, reason="other", **values)


# --- what a run looks at --------------------------------------------------------------------------------


def test_own_open_cases_only_and_released_ones_when_asked_for(world: World) -> None:
    make_rule()
    own = make.make_case(world)
    make.make_case(world, state="closed")
    make.make_case(world, adviser=world.adviser_b)
    released = make.make_case(world, adviser=world.adviser_b, released_to_pool=True)
    watched = make.make_case(world, state="watching")
    make.make_offer(world, seats=9)

    assert set(placed(done_run(world))) == {own.pk, watched.pk}
    assert set(placed(done_run(world, with_pool=True))) == {own.pk, watched.pk, released.pk}
    assert set(placed(done_run(world, with_watched=False))) == {own.pk}


def test_urgency_decides_who_gets_the_last_seat(world: World) -> None:
    """The weight stands in one table: the place that has ended comes before the one that goes on."""
    today = timezone.localdate()
    make.make_case(world, ends_on=today + timedelta(80))
    urgent = make.make_case(world, ends_on=today - timedelta(1))
    make.make_offer(world)

    assert set(placed(done_run(world))) == {urgent.pk}


def test_the_gain_over_first_come_is_kept(world: World) -> None:
    """The first takes the only seat of the second; together both find one."""
    town = make.make_company(world).municipality
    make.make_case(world, contract_start=timezone.localdate() - timedelta(400))
    make.make_case(world, contract_start=timezone.localdate() - timedelta(800))
    make.make_offer(world, years=[], municipality=town, school="x")
    make.make_offer(world, years=[2], monthly_pay=1)
    Case.objects.update(monthly_pay=900)

    run = done_run(world)

    assert (run.placements, run.first_come_placements, run.gain) == (2, 1, 1)


def test_wishes_and_declined_proposals_are_respected(world: World) -> None:
    by = world.actor("adviser_a")
    case = make.make_case(world)
    first, second, third = (make.make_offer(world) for _index in range(3))
    set_wish(case, first, by=by, kind="not_offer", reason="apprentice")
    PlacementProposal.objects.create(
        case=case,
        offer=second,
        organisation=world.chamber_a,
        expires_on=timezone.localdate(),
        state="declined",
        decline_reason="full",
        decline_side="company",
        ended_at=timezone.now(),
    )

    assert placed(done_run(world)) == {case.pk: third.pk}

    set_wish(case, third, by=by, kind="not_company", reason="company")
    run = done_run(world)
    assert placed(run) == {}
    assert run.missing.get().why == LeftWhy.EXCLUDED


def test_a_new_pin_replaces_the_old_one_and_a_wish_the_one_about_the_same_offer(world: World) -> None:
    by = world.actor("adviser_a")
    case = make.make_case(world)
    first, second = make.make_offer(world), make.make_offer(world)
    set_wish(case, first, by=by, kind="pin", reason="agreed")
    set_wish(case, second, by=by, kind="pin", reason="agreed")
    assert list(case.pair_wishes.values_list("offer", "kind")) == [(second.pk, "pin")]
    set_wish(case, second, by=by, kind="not_offer", reason="company")
    assert list(case.pair_wishes.values_list("kind", flat=True)) == ["not_offer"]

    drop_wish(case.pair_wishes.get(), by=by)

    assert not case.pair_wishes.exists()
    verbs = Event.objects.filter(subject_id=case.pk).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["pair_pinned", "pair_pinned", "pair_excluded", "pair_wish_dropped"]


def test_a_pinned_offer_that_is_full_is_said(world: World) -> None:
    case, offer = make.make_case(world), make.make_offer(world, seats_taken=1)
    make.make_offer(world)
    set_wish(case, offer, by=world.actor("adviser_a"), kind="pin", reason="agreed")

    missing = done_run(world).missing.get()

    assert (missing.why, missing.options) == (LeftWhy.PIN_FULL, [])


# --- confirming -----------------------------------------------------------------------------------------


def pair_of(world: World, **offer: object) -> tuple:
    case, row = make.make_case(world), make.make_offer(world, **offer)
    return done_run(world).pairs.get(), case, row


def test_a_confirmed_pair_is_a_proposal_with_its_score(world: World) -> None:
    pair, case, offer = pair_of(world)

    assert confirm_pair(pair, by=world.actor("colleague_a")) == ""
    assert confirm_pair(pair, by=world.actor("adviser_a")) == ""

    proposal = PlacementProposal.objects.get()
    pair.refresh_from_db()
    assert (proposal.case_id, proposal.offer_id, proposal.score) == (case.pk, offer.pk, pair.score)
    assert pair.proposal_id == proposal.pk


def test_a_pair_that_is_proposed_already_is_shown_as_such_by_the_next_run(world: World) -> None:
    pair, _case, _offer = pair_of(world)
    confirm_pair(pair, by=world.actor("adviser_a"))
    pair.refresh_from_db()

    assert done_run(world).pairs.get().proposal_id == pair.proposal_id


def place_case(world: World, case: Case, offer: object) -> None:
    Case.objects.filter(pk=case.pk).update(state="promise")


def fill_offer(world: World, case: Case, offer: object) -> None:
    type(offer).objects.filter(pk=offer.pk).update(seats_taken=1)


def rule_out(world: World, case: Case, offer: object) -> None:
    set_wish(case, offer, by=world.actor("adviser_a"), kind="not_company", reason="known")


def pin_elsewhere(world: World, case: Case, offer: object) -> None:
    set_wish(case, make.make_offer(world), by=world.actor("adviser_a"), kind="pin", reason="agreed")


def propose_by_hand(world: World, case: Case, offer: object) -> None:
    pairs.propose(case, offer, by=world.actor("adviser_a"))


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (place_case, PairRefusal.CASE_GONE),
        (fill_offer, PairRefusal.SEAT_GONE),
        (rule_out, PairRefusal.EXCLUDED),
        (pin_elsewhere, PairRefusal.PINNED_ELSEWHERE),
        (propose_by_hand, PairRefusal.PROPOSED),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_what_changed_meanwhile_is_refused_with_the_reason(world: World, change, refusal: str) -> None:
    pair, case, offer = pair_of(world)
    before = PlacementProposal.objects.count()
    change(world, case, offer)
    made = PlacementProposal.objects.count() - before

    assert confirm_pair(pair, by=world.actor("adviser_a")) == refusal

    pair.refresh_from_db()
    assert (pair.refusal, pair.proposal_id) == (refusal, None)
    assert PlacementProposal.objects.count() == before + made


def test_all_pairs_are_confirmed_one_by_one(world: World) -> None:
    """One that was refused stops none of the others."""
    cases = [make.make_case(world) for _index in range(3)]
    make.make_offer(world, seats=3)
    run = done_run(world)
    place_case(world, cases[1], None)

    result = confirm_all(run, by=world.actor("adviser_a"))

    assert (result.done, result.refused, result.left) == (2, {PairRefusal.CASE_GONE: 1}, 0)
    assert PlacementProposal.objects.count() == 2


def test_a_large_run_is_confirmed_in_portions(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "MOST_AT_ONCE", 2)
    for _index in range(3):
        make.make_case(world)
    make.make_offer(world, seats=3)
    run = done_run(world)

    first, second = (confirm_all(run, by=world.actor("adviser_a")) for _index in range(2))

    assert (first.done, first.left, second.done, second.left) == (2, 1, 1, 0)


def test_pairs_of_other_chambers_are_theirs_to_confirm(world: World) -> None:
    make_rule()
    make.make_case(world, adviser=world.adviser_b, released_to_pool=True)
    make.make_offer(world)
    run = done_run(world, with_pool=True)

    result = confirm_all(run, by=world.actor("adviser_a"))

    assert (run.placements, result.done) == (1, 0)
    assert confirm_pair(run.pairs.get(), by=world.actor("adviser_a")) == PairRefusal.NOT_OWN


# --- compared with the run before -----------------------------------------------------------------------


def test_a_run_is_compared_with_the_one_before(world: World) -> None:
    same, moves, goes = (make.make_case(world) for _index in range(3))
    offers = [make.make_offer(world) for _index in range(3)]
    by = world.actor("adviser_a")
    for case, offer in zip((same, moves, goes), offers, strict=True):
        set_wish(case, offer, by=by, kind="pin", reason="agreed")
    first = done_run(world)
    place_case(world, goes, None)
    comes = make.make_case(world)
    set_wish(moves, make.make_offer(world), by=by, kind="pin", reason="agreed")

    second = done_run(world)

    assert (second.previous_id, second.added, second.changed, second.dropped) == (first.pk, 1, 1, 1)
    changes = dict(second.pairs.values_list("case_id", "change"))
    assert changes == {
        same.pk: PairChange.SAME,
        moves.pk: PairChange.CHANGED,
        comes.pk: PairChange.ADDED,
    }
    assert set(first.pairs.values_list("change", flat=True)) == {PairChange.FIRST}


def test_everybody_is_either_placed_or_missing_once(world: World) -> None:
    random_market(world, 7, cases=40, offers=20)

    run = done_run(world)

    assert run.pairs.count() + run.missing.count() == run.case_count == Case.objects.seeking().count()
    assert run.pairs.count() == run.placements
    assert not set(run.pairs.values_list("case", flat=True)) & set(run.missing.values_list("case", flat=True))
    assert MissingSeat.objects.filter(run=run, is_own=False).count() == 0

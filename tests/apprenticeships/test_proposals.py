"""Placement proposals: every step from every state, side by side, what ends them, who sees them."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apprenticeships.actions.cases import decline_proposal, move_case, promise_case, promise_proposal
from apprenticeships.actions.pairs import set_wish
from apprenticeships.actions.proposals import (
    begin_trial,
    contact,
    expire_batch,
    expire_proposals,
    propose,
    renew,
)
from apprenticeships.dashboard import dashboard
from apprenticeships.digest import digest
from apprenticeships.models import Case, PlacementProposal, TakeoverOffer
from apprenticeships.states.proposals import (
    LIVE,
    PROPOSAL_MARKS,
    PROPOSAL_WORKFLOW,
    RUNNING,
    ProposalState,
)
from portal.activity.models import Event
from portal.workflow import TransitionRefused
from tests.apprenticeships import factories as make
from tests.apprenticeships.proposals_factories import make_proposal
from tests.factories import World

NO = ("company", "full")


def states(case: Case) -> list[str]:
    return list(case.proposals.order_by("pk").values_list("state", flat=True))


def fresh(proposal: PlacementProposal) -> PlacementProposal:
    return PlacementProposal.objects.select_related("case", "offer").get(pk=proposal.pk)


# --- the workflow -------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ProposalState.values)
@pytest.mark.parametrize("step", [*PROPOSAL_WORKFLOW.steps, "unknown"])
def test_every_step_from_every_state(world: World, step: str, state: str) -> None:
    by = world.actor("adviser_a")
    proposal = make_proposal(make.make_case(world), make.make_offer(world), state=state)
    done = {
        "contact": lambda: contact(proposal, by=by),
        "trial": lambda: begin_trial(proposal, by=by, trial_from=timezone.localdate()),
        "promise": lambda: promise_proposal(proposal, by=by),
        "decline": lambda: decline_proposal(proposal, by=by, answer=NO),
        "fall_back": lambda: move_case(proposal.case, "fall_back", by=by),
        "renew": lambda: renew(proposal, by=by),
        "expire": lambda: expire_batch(proposal.expires_on + timedelta(days=1), timezone.now()),
    }.get(step)
    if done is None:
        assert set(PROPOSAL_WORKFLOW.steps_from(state)) <= set(PROPOSAL_WORKFLOW.steps)
        return
    rule = PROPOSAL_WORKFLOW.steps[step]
    # a refusal of a promise lets the case fall back, so for the user it is one step
    fits = state in rule.sources or (step == "decline" and state == ProposalState.PROMISE)

    if fits or step == "expire":
        done()
    else:
        with pytest.raises(TransitionRefused):
            done()

    assert fresh(proposal).state == (rule.target if fits else state)


def test_the_workflow_and_its_looks_are_complete() -> None:
    assert set(PROPOSAL_MARKS) == set(ProposalState)
    assert PROPOSAL_WORKFLOW.needs() <= set(PlacementProposal.access_rules)
    assert set(RUNNING) < set(LIVE)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "lost"},
        {"state": "declined", "ended_at": timezone.now(), "decline_side": "company"},
        {"state": "declined", "ended_at": timezone.now(), "decline_reason": "full"},
        {"decline_reason": "full"},
        {"decline_side": "company"},
        {"ended_at": timezone.now()},
        {"state": "expired"},
        {"trial_from": date(2026, 10, 2), "trial_until": date(2026, 10, 1)},
    ],
)
def test_the_database_refuses_wrong_proposals(world: World, values: dict) -> None:
    proposal = make_proposal(make.make_case(world), make.make_offer(world))

    with pytest.raises(IntegrityError), transaction.atomic():
        PlacementProposal.objects.filter(pk=proposal.pk).update(**values)


def test_the_database_takes_one_promise_per_case(world: World) -> None:
    case = make.make_case(world)
    make_proposal(case, make.make_offer(world), state="promise")

    with pytest.raises(IntegrityError), transaction.atomic():
        make_proposal(case, make.make_offer(world), state="promise")


# --- side by side -------------------------------------------------------------------------------------


def test_as_many_as_the_setting_says_run_side_by_side(world: World, settings) -> None:
    settings.PROPOSALS_AT_ONCE = 2
    case, by = make.make_case(world), world.actor("adviser_a")
    first = propose(case, make.make_offer(world), by=by, score=80)
    propose(case, make.make_offer(world), by=by)

    with pytest.raises(TransitionRefused, match="2"):
        propose(case, make.make_offer(world), by=by)
    decline_proposal(first, by=by, answer=NO)
    propose(case, make.make_offer(world), by=by)

    assert states(case) == ["declined", "proposed", "proposed"]


def test_what_cannot_be_proposed(world: World) -> None:
    by, case, offer = world.actor("adviser_a"), make.make_case(world), make.make_offer(world)
    propose(case, offer, by=by)

    for refused_case, refused_offer, who in (
        (case, offer, by),
        (make.make_case(world, state="promise"), offer, by),
        (make.make_case(world, state="closed"), offer, by),
        (case, make.make_offer(world, seats_taken=1), by),
        (case, make.make_offer(world, state="withdrawn"), by),
        (case, make.make_offer(world, valid_until=timezone.localdate() - timedelta(days=1)), by),
        (case, make.make_offer(world), world.actor("adviser_b")),
    ):
        with pytest.raises(TransitionRefused):
            propose(refused_case, refused_offer, by=who)

    assert PlacementProposal.objects.count() == 1


def test_contact_and_trial_say_who_and_when(world: World) -> None:
    proposal = make_proposal(make.make_case(world), make.make_offer(world), expires_on=timezone.localdate())
    today = timezone.localdate()

    contact(proposal, by=world.actor("colleague_a"))
    found = fresh(proposal)
    begin_trial(found, by=world.actor("adviser_a"), trial_from=today)

    assert (found.contacted_by, found.contacted_on) == (world.colleague_a, today)
    assert found.expires_on == today + timedelta(days=14)
    assert (fresh(proposal).trial_from, fresh(proposal).trial_until) == (today, today)


# --- the promise --------------------------------------------------------------------------------------


def test_a_promise_takes_the_seat_and_moves_the_case(world: World) -> None:
    case, offer, by = make.make_case(world), make.make_offer(world), world.actor("adviser_a")
    mine = make_proposal(case, offer)
    other = make_proposal(case, make.make_offer(world), state="trial")

    promise_proposal(mine, by=by)

    case, offer = Case.objects.get(pk=case.pk), TakeoverOffer.objects.get(pk=offer.pk)
    assert (case.state, case.offer, offer.seats_taken, offer.state) == ("promise", offer, 1, "full")
    assert (fresh(mine).state, fresh(other).state) == ("promise", "trial")


def test_a_promise_that_nobody_proposed_has_a_proposal_too(world: World) -> None:
    case, offer = make.make_case(world), make.make_offer(world)

    promise_case(case, offer, by=world.actor("adviser_a"))

    assert states(case) == ["promise"]


def test_the_others_end_when_the_contract_is_signed(world: World) -> None:
    case, by = make.make_case(world), world.actor("adviser_a")
    kept = make_proposal(case, make.make_offer(world))
    running = make_proposal(case, make.make_offer(world), state="contacted")
    promise_proposal(kept, by=by)

    move_case(case, "sign", by=by)

    ended = fresh(running)
    assert (ended.state, ended.decline_reason, ended.decline_side) == ("declined", "placed", "neither")
    assert fresh(kept).state == "promise"


def test_a_case_has_one_promise_at_a_time(world: World) -> None:
    case, by = make.make_case(world), world.actor("adviser_a")
    first, second = (make_proposal(case, make.make_offer(world)) for _index in range(2))
    promise_proposal(first, by=by)

    with pytest.raises(TransitionRefused):
        promise_proposal(fresh(second), by=by)

    assert TakeoverOffer.objects.get(pk=second.offer_id).seats_taken == 0
    assert fresh(second).state == "proposed"


def test_the_last_seat_goes_to_one_and_nothing_is_half_done(world: World) -> None:
    offer, by = make.make_offer(world), world.actor("adviser_a")
    first, second = (make_proposal(make.make_case(world), offer) for _index in range(2))
    promise_proposal(first, by=by)

    with pytest.raises(TransitionRefused, match="letzte Platz"):
        promise_proposal(second, by=by)

    late = fresh(second)
    assert (late.state, late.case.state, late.case.offer) == ("proposed", "checked", None)
    assert TakeoverOffer.objects.get(pk=offer.pk).seats_taken == 1


@pytest.mark.parametrize("state", ["promise", "signed"])
def test_a_refused_promise_frees_the_seat_and_the_search_goes_on(world: World, state: str) -> None:
    offer, by = make.make_offer(world), world.actor("adviser_a")
    proposal = make_proposal(make.make_case(world), offer)
    promise_proposal(proposal, by=by)
    if state == "signed":
        move_case(proposal.case, "sign", by=by)

    decline_proposal(fresh(proposal), by=by, answer=("apprentice", "chose"))

    found, offer = fresh(proposal), TakeoverOffer.objects.get(pk=offer.pk)
    assert (found.state, found.decline_reason) == ("declined", "chose")
    assert (found.case.state, found.case.offer, offer.seats_taken, offer.state) == (
        "in_placement", None, 0, "open",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("step", "values", "left"),
    [
        ("withdraw", {"note": "selbst gefunden"}, ["declined", "declined"]),
        ("stabilise", {"note": "Betrieb geht weiter"}, ["declined", "declined"]),
        ("close", {"outcome": "school"}, ["declined", "declined"]),
        ("hold", {"note": "wartet", "due_on": date(2099, 1, 1)}, ["proposed", "contacted"]),
        ("watch", {}, ["proposed", "contacted"]),
    ],
)
def test_what_a_step_of_the_case_means_for_its_proposals(
    world: World, step: str, values: dict, left: list[str]
) -> None:
    case = make.make_case(world)
    make_proposal(case, make.make_offer(world))
    make_proposal(case, make.make_offer(world), state="contacted")

    move_case(case, step, by=world.actor("adviser_a"), **values)

    assert states(case) == left


def test_an_old_page_gives_back_the_seat_that_is_held_now(world: World) -> None:
    """The case was opened with its first promise in hand; meanwhile it has another one."""
    by, case = world.actor("adviser_a"), make.make_case(world)
    first, second = make.make_offer(world), make.make_offer(world)
    promise_case(case, first, by=by)
    old = Case.objects.select_related("offer").get(pk=case.pk)
    move_case(Case.objects.get(pk=case.pk), "fall_back", by=by)
    promise_case(Case.objects.get(pk=case.pk), second, by=by)

    move_case(old, "fall_back", by=by)

    taken = TakeoverOffer.objects.order_by("pk").values_list("seats_taken", flat=True)
    assert list(taken) == [0, 0]


def test_closed_and_opened_again_the_seat_and_its_promise_are_gone(world: World) -> None:
    by, case, offer = world.actor("adviser_a"), make.make_case(world), make.make_offer(world)
    promise_case(case, offer, by=by)
    move_case(case, "sign", by=by)
    move_case(case, "register", by=by, registered_on=date(2026, 10, 1))
    move_case(case, "close", by=by, outcome="same")
    assert states(case) == ["promise"]

    move_case(case, "reopen", by=by, note="Probezeit nicht bestanden")

    assert states(case) == ["declined"]
    assert TakeoverOffer.objects.get(pk=offer.pk).seats_taken == 0


@pytest.mark.parametrize(("kind", "refused"), [("not_offer", 1), ("not_company", 2), ("pin", 0)])
def test_who_is_ruled_out_cannot_be_proposed(world: World, kind: str, refused: int) -> None:
    """The very offer, or every offer of its company; a pin rules nothing out here."""
    by, case = world.actor("adviser_a"), make.make_case(world)
    offers = [make.make_offer(world, company_name="Muster-Nein GmbH") for _index in range(2)]
    set_wish(case, offers[0], by=by, kind=kind, reason="apprentice")
    found = 0
    for offer in offers:
        try:
            propose(case, offer, by=by)
        except TransitionRefused:
            found += 1

    assert found == refused
    assert PlacementProposal.objects.count() == 2 - refused


# --- expiry -------------------------------------------------------------------------------------------


def test_unanswered_proposals_expire_after_their_last_day(world: World) -> None:
    case, today = make.make_case(world), timezone.localdate()
    late = make_proposal(case, make.make_offer(world), expires_on=today - timedelta(days=1))
    asked = make_proposal(
        case, make.make_offer(world), state="contacted", expires_on=today - timedelta(days=1)
    )
    last_day = make_proposal(case, make.make_offer(world), expires_on=today)
    trial = make_proposal(case, make.make_offer(world), state="trial", expires_on=today - timedelta(days=1))

    expire_proposals(timezone.now())
    expire_proposals(timezone.now())

    assert [fresh(one).state for one in (late, asked, last_day, trial)] == [
        "expired", "expired", "proposed", "trial",
    ]  # fmt: skip
    told = Event.objects.filter(verb="proposal_moved", subject_id=case.pk)
    assert [(one.user, one.changes["state"][1]) for one in told] == [(None, "expired")] * 2


def test_the_sweep_runs_it(world: World) -> None:
    from apprenticeships.area import AREA

    assert expire_proposals in AREA.sweeps


def test_an_expired_proposal_runs_again_where_there_is_room(world: World, settings) -> None:
    settings.PROPOSALS_AT_ONCE = 1
    case, by = make.make_case(world), world.actor("adviser_a")
    expired = make_proposal(case, make.make_offer(world), state="expired")
    running = make_proposal(case, make.make_offer(world))

    with pytest.raises(TransitionRefused):
        renew(expired, by=by)
    decline_proposal(running, by=by, answer=NO)
    renew(fresh(expired), by=by)

    found = fresh(expired)
    assert (found.state, found.ended_at) == ("proposed", None)
    assert found.expires_on == timezone.localdate() + timedelta(days=14)


def test_an_expired_one_beside_a_new_one_of_the_same_pair(world: World) -> None:
    case, offer, by = make.make_case(world), make.make_offer(world), world.actor("adviser_a")
    expired = make_proposal(case, offer, state="expired")
    propose(case, offer, by=by)

    with pytest.raises(TransitionRefused):
        renew(expired, by=by)

    assert states(case) == ["expired", "proposed"]


def test_heute_and_the_digest_tell_the_adviser(world: World) -> None:
    today, case = timezone.localdate(), make.make_case(world)
    ago = today - timedelta(days=3)
    for name, values in (
        ("Muster-Weg", {"state": "expired", "expires_on": ago}),
        ("Muster-Bald", {"expires_on": today + timedelta(days=1)}),
        ("Muster-Probe", {"state": "trial", "trial_from": ago, "trial_until": ago}),
        ("Muster-Ruhig", {}),
        ("Muster-Alt", {"state": "expired", "ended_at": timezone.now() - timedelta(days=20)}),
    ):
        make_proposal(case, make.make_offer(world, company_name=name), **values)
    make_proposal(
        make.make_case(world, state="closed"), make.make_offer(world, company_name="Muster-Zu"),
        state="expired",
    )  # fmt: skip

    def lines(sections: object) -> list[str]:
        return [item.title for one in sections if str(one.title) == "Vorschläge" for item in one.items]

    expected = [
        "Vorschlag abgelaufen: Muster-Weg hat nicht geantwortet",
        "Probetage vorbei: bei Muster-Probe nachfragen",
    ]
    end = timezone.now()
    assert sorted(lines(dashboard(world.actor("adviser_a"), today))) == sorted(expected)
    soon = [
        item.title for one in dashboard(world.actor("adviser_a"), today) for item in one.items if item.row
    ]
    assert "Antwort von Muster-Bald einholen" in soon  # one that expires soon stands with its case
    assert sorted(lines(digest(world.actor("adviser_a"), end - timedelta(days=7), end))) == sorted(expected)
    for other in ("colleague_a", "adviser_b", "office"):
        assert lines(dashboard(world.actor(other), today)) == []

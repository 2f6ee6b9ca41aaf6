"""Placement proposals: making one, moving it through its states, letting it expire.

Whatever touches a case, its offer and its proposals locks in this order, so that two never wait for each
other: case, offer, proposal. The promise itself moves all three; it stands in actions.cases.
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apprenticeships.models import Case, PairWish, PlacementProposal, ProposalLimit, TakeoverOffer
from apprenticeships.states import SEEKING
from apprenticeships.states.proposals import (
    PROPOSAL_WORKFLOW,
    RUNNING,
    UNANSWERED,
    DeclineReason,
    DeclineSide,
    ProposalState,
)
from portal.access import Actor
from portal.activity.recording import record
from portal.workflow import TransitionRefused

BATCH = 200  # proposals that expire in one transaction
MOST_BATCHES = 25  # per sweep; the next one goes on

Answer = tuple[str, str]  # whose answer (DeclineSide), why (DeclineReason)
# step of a case -> what ends with it, and why. A promise that was kept stays as it is.
ENDS_WITH_CASE: dict[str, tuple[tuple[str, ...], Answer]] = {
    "sign": (RUNNING, (DeclineSide.NEITHER, DeclineReason.PLACED)),
    "register": (RUNNING, (DeclineSide.NEITHER, DeclineReason.PLACED)),
    "close": (RUNNING, (DeclineSide.NEITHER, DeclineReason.ENDED)),
    "stabilise": (RUNNING, (DeclineSide.NEITHER, DeclineReason.ENDED)),
    "withdraw": ((*RUNNING, ProposalState.PROMISE), (DeclineSide.NEITHER, DeclineReason.ENDED)),
    "fall_back": ((ProposalState.PROMISE,), (DeclineSide.NEITHER, DeclineReason.FELL_THROUGH)),
    "reopen": ((ProposalState.PROMISE,), (DeclineSide.NEITHER, DeclineReason.FELL_THROUGH)),
}


@transaction.atomic
def propose(case: Case, offer: TakeoverOffer, *, by: Actor, score: int | None = None) -> PlacementProposal:
    """Proposes `offer` for `case`; takes no seat, several proposals may run side by side.

    Raises TransitionRefused when the case no longer seeks, has as many running as its organisation allows
    (most_at_once), the offer is not open any more, the pair is ruled out or proposed already: then nothing
    happened. Side effect: event of the case.
    """
    today = timezone.localdate()
    _room_for_one_more(case.pk, offer.pk, today, by=by)
    try:
        with transaction.atomic():
            proposal = PlacementProposal.objects.create(
                case=case,
                offer=offer,
                organisation_id=case.organisation_id,
                score=score,
                proposed_by_id=by.membership_id,
                expires_on=_answer_by(today),
            )
    except IntegrityError:
        raise TransitionRefused(_("This company is proposed for this case already.")) from None
    record("proposal_made", case, by=by, note=offer.company_name)
    return proposal


def _answer_by(today: date) -> date:
    return today + timedelta(days=settings.PROPOSAL_DAYS)


def most_at_once(case_pk: int) -> int:
    """How many proposals may run side by side for a case: its organisation's own limit, else the setting."""
    organisation = Case.objects.filter(pk=case_pk).values("organisation")
    own = ProposalLimit.objects.filter(organisation__in=organisation).values_list("at_once", flat=True)
    return own.first() or settings.PROPOSALS_AT_ONCE


def _room_for_one_more(case_pk: int, offer_pk: int, today: date, *, by: Actor) -> None:
    """Locks the case and refuses where no further proposal may run."""
    seeking = Case.objects.permitted(by, "edit").filter(pk=case_pk, state__in=SEEKING)
    if not seeking.select_for_update(of=("self",)).exists():
        raise TransitionRefused(_("No place is sought for this case any more."))
    offer = TakeoverOffer.objects.permitted(by, "view").on_offer(today).filter(pk=offer_pk).first()
    if offer is None:
        raise TransitionRefused(_("This offer is full, expired or withdrawn by now."))
    if any(wish.rules_out(offer) for wish in PairWish.objects.filter(case=case_pk).select_related("offer")):
        raise TransitionRefused(_("This company is ruled out for this case. Take that back first."))
    most = most_at_once(case_pk)
    if PlacementProposal.objects.filter(case=case_pk, state__in=RUNNING).count() >= most:
        words = ngettext(
            "%(count)s proposal is running for this case already. Please enter an answer first.",
            "%(count)s proposals are running for this case already. Please enter an answer first.",
            most,
        )
        raise TransitionRefused(words % {"count": most})


@transaction.atomic
def contact(proposal: PlacementProposal, *, by: Actor) -> None:
    """The company has been asked; it gets the full time for its answer. Side effects: state, event."""
    today = timezone.localdate()
    _move(
        proposal,
        "contact",
        by=by,
        contacted_by_id=by.membership_id,
        contacted_on=today,
        expires_on=_answer_by(today),
    )


@transaction.atomic
def begin_trial(
    proposal: PlacementProposal, *, by: Actor, trial_from: date, trial_until: date | None = None
) -> None:
    """Trial days are agreed, the last one included; they do not expire. Side effects: state, event."""
    _move(proposal, "trial", by=by, trial_from=trial_from, trial_until=trial_until or trial_from)


@transaction.atomic
def renew(proposal: PlacementProposal, *, by: Actor) -> None:
    """An expired proposal runs again; refused where a new one is. Side effects: state, event."""
    today = timezone.localdate()
    _room_for_one_more(proposal.case_id, proposal.offer_id, today, by=by)
    try:
        with transaction.atomic():
            _move(proposal, "renew", by=by, expires_on=_answer_by(today), ended_at=None)
    except IntegrityError:
        raise TransitionRefused(_("This company is proposed for this case already.")) from None


@transaction.atomic
def decline(proposal: PlacementProposal, *, by: Actor, answer: Answer) -> None:
    """A running or expired proposal comes to nothing. Side effects: state, event.

    A promise falls back with its case (actions.cases.move_case): it holds a seat.
    """
    _end(proposal, "decline", answer, by=by)


def promised(case: Case, offer: TakeoverOffer, *, by: Actor) -> None:
    """Notes the promise at the pair's running proposal, or as a new one where nobody had proposed it.

    Only for actions.cases.promise_case, which has locked the case and taken the seat.
    """
    running = PlacementProposal.objects.select_for_update().filter(case=case, offer=offer, state__in=RUNNING)
    proposal = running.first()
    if proposal is None:
        proposal = PlacementProposal.objects.create(
            case=case,
            offer=offer,
            organisation_id=case.organisation_id,
            proposed_by_id=by.membership_id,
            expires_on=_answer_by(timezone.localdate()),
        )
    PROPOSAL_WORKFLOW.apply(proposal, "promise", by=by)


def end_with_case(case: Case, step: str, *, answer: Answer | None = None) -> None:
    """What a step of the case means for its proposals; only for actions.cases.move_case.

    The case decides here, not the actor's right to the proposal. Side effects: states, events.
    """
    if step not in ENDS_WITH_CASE:
        return
    states, preset = ENDS_WITH_CASE[step]
    rows = PlacementProposal.objects.select_for_update(of=("self",)).filter(case=case, state__in=states)
    for proposal in rows.select_related("offer", "case").order_by("pk"):
        is_promise = proposal.state == ProposalState.PROMISE
        _end(proposal, "fall_back" if is_promise else "decline", answer or preset, by=None)


def _end(proposal: PlacementProposal, step: str, answer: Answer, *, by: Actor | None) -> None:
    side, reason = answer
    _move(proposal, step, by=by, decline_side=side, decline_reason=reason, ended_at=timezone.now())


def _move(proposal: PlacementProposal, step: str, *, by: Actor | None, **values: object) -> None:
    """One step, told at the case: the offer's own timeline is read by other chambers."""
    before = proposal.state
    PROPOSAL_WORKFLOW.apply(proposal, step, by=by, **values)
    changes = {"state": [before, proposal.state]}
    if proposal.decline_reason:
        changes["decline_reason"] = [None, proposal.decline_reason]
    record("proposal_moved", proposal.case, by=by, changes=changes, note=proposal.offer.company_name)


@transaction.atomic
def set_proposal_limit(at_once: int | None, *, by: Actor) -> None:
    """The organisation's own limit of proposals side by side; None leaves it to the setting.

    What runs already goes on. Side effect: event of the organisation.
    """
    if at_once is None:
        ProposalLimit.objects.filter(organisation=by.organisation_id).delete()
    else:
        ProposalLimit.objects.update_or_create(
            organisation_id=by.organisation_id, defaults={"at_once": at_once}
        )
    record("proposal_limit_set", by.organisation, by=by, changes={"at_once": [None, at_once]})


def expire_proposals(now: datetime) -> None:
    """Lets proposals expire that nobody has answered in time; their last day counts in full.

    Safe to run twice and side by side: each run takes rows that no other has locked, BATCH at a time in a
    transaction of its own. The adviser finds them on Heute, in the Wochenüberblick and at the case.
    """
    today = timezone.localtime(now).date()
    for _number in range(MOST_BATCHES):
        if expire_batch(today, now) < BATCH:
            return


@transaction.atomic
def expire_batch(today: date, now: datetime) -> int:
    """Expires up to BATCH proposals and says how many."""
    late = PlacementProposal.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state__in=UNANSWERED, expires_on__lt=today
    )
    rows = list(late.select_related("offer", "case").order_by("expires_on", "pk")[:BATCH])
    for proposal in rows:
        _move(proposal, "expire", by=None, ended_at=now)
    return len(rows)

"""Single pairs of case and offer: fixing or ruling one out, and confirming what a run proposes."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apprenticeships.actions.proposals import propose
from apprenticeships.models import (
    AssignmentPair,
    AssignmentRun,
    Case,
    PairWish,
    PlacementProposal,
    TakeoverOffer,
)
from apprenticeships.states import SEEKING
from apprenticeships.states.assignments import PairRefusal, WishKind
from apprenticeships.states.proposals import LIVE
from portal.access import Actor
from portal.activity.recording import record
from portal.workflow import TransitionRefused

MOST_AT_ONCE = 200  # pairs confirmed in one request; the page says how many are left

WISH_VERBS = {
    WishKind.PIN: "pair_pinned",
    WishKind.NOT_OFFER: "pair_excluded",
    WishKind.NOT_COMPANY: "company_excluded",
}


@transaction.atomic
def set_wish(case: Case, offer: TakeoverOffer, *, by: Actor, kind: str, reason: str) -> PairWish:
    """Fixes the pair or rules it out; a former wish about it, and a former pin of the case, are replaced.

    Side effect: event of the case.
    """
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    replaced = Q(offer=offer) | Q(kind=WishKind.PIN) if kind == WishKind.PIN else Q(offer=offer)
    case.pair_wishes.filter(replaced).delete()
    wish = PairWish.objects.create(
        case=case, offer=offer, kind=kind, reason=reason, created_by_id=by.membership_id
    )
    record(WISH_VERBS[kind], case, by=by, note=offer.company_name)
    return wish


@transaction.atomic
def drop_wish(wish: PairWish, *, by: Actor) -> None:
    """Takes a wish back. Side effect: event of the case."""
    record("pair_wish_dropped", wish.case, by=by, note=wish.offer.company_name)
    wish.delete()


@dataclass
class Confirmed:
    """What became of several pairs: how many were proposed, why others were not, how many are still open."""

    done: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    left: int = 0


def confirm_all(run: AssignmentRun, *, by: Actor) -> Confirmed:
    """Confirms the open pairs of the run one by one, each in a transaction of its own, most urgent first.

    Pairs that were refused before come last, so that they do not stand in the way of the others.
    """
    rows = AssignmentPair.objects.permitted(by, "confirm").filter(run=run, proposal=None)
    todo = list(rows.order_by("refusal", "pk")[:MOST_AT_ONCE])
    result = Confirmed(left=rows.count() - len(todo))
    for pair in todo:
        refusal = confirm_pair(pair, by=by)
        if refusal:
            result.refused[refusal] = result.refused.get(refusal, 0) + 1
        else:
            result.done += 1
    return result


@transaction.atomic
def confirm_pair(pair: AssignmentPair, *, by: Actor) -> str:
    """Proposes the pair, or says why not (a PairRefusal; "" when it is proposed now or was already).

    What changed since the run is looked at anew: case, seat, wishes. Side effects: a proposal with its
    event; the pair keeps it, or the reason.
    """
    pair = (
        AssignmentPair.objects.select_for_update(of=("self",)).select_related("case", "offer").get(pk=pair.pk)
    )
    if pair.proposal_id:
        return ""
    pair.refusal = _refusal(pair, by)
    if not pair.refusal:
        try:
            pair.proposal = propose(pair.case, pair.offer, by=by, score=pair.score)
        except TransitionRefused:
            pair.refusal = PairRefusal.OTHER
    pair.save(update_fields=["proposal", "refusal"])
    return pair.refusal


def _refusal(pair: AssignmentPair, by: Actor) -> str:
    case, offer = pair.case, pair.offer
    if case.organisation_id != by.organisation_id:
        return PairRefusal.NOT_OWN
    if case.state not in SEEKING:
        return PairRefusal.CASE_GONE
    for wish in case.pair_wishes.select_related("offer"):
        if wish.kind == WishKind.PIN and wish.offer_id != offer.pk:
            return PairRefusal.PINNED_ELSEWHERE
        if wish.rules_out(offer):
            return PairRefusal.EXCLUDED
    if PlacementProposal.objects.filter(case=case, offer=offer, state__in=LIVE).exists():
        return PairRefusal.PROPOSED
    if not TakeoverOffer.objects.on_offer(timezone.localdate()).filter(pk=offer.pk).exists():
        return PairRefusal.SEAT_GONE
    return ""

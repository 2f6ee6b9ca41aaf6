"""Placement proposals in every state, with what the database asks of each."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from apprenticeships.models import Case, PlacementProposal, TakeoverOffer
from apprenticeships.states.proposals import LIVE, ProposalState

TODAY = date(2026, 10, 6)


def make_proposal(case: Case, offer: TakeoverOffer, **values: Any) -> PlacementProposal:
    """By default proposed by the case's adviser; a promise holds its seat, as in real life."""
    state = values.setdefault("state", ProposalState.PROPOSED)
    values.setdefault("expires_on", timezone.localdate() + timedelta(days=14))
    if state not in LIVE:
        values.setdefault("ended_at", timezone.now())
    if state == ProposalState.DECLINED:
        values.setdefault("decline_side", "company")
        values.setdefault("decline_reason", "full")
    if state == ProposalState.TRIAL:
        values.setdefault("trial_from", timezone.localdate())
        values.setdefault("trial_until", timezone.localdate())
    made = PlacementProposal.objects.create(
        case=case, offer=offer, organisation=case.organisation, proposed_by=case.adviser, **values
    )
    if state == ProposalState.PROMISE:
        Case.objects.filter(pk=case.pk).update(state="promise", offer=offer)
        TakeoverOffer.objects.filter(pk=offer.pk).update(seats_taken=offer.seats_taken + 1)
        if offer.seats == offer.seats_taken + 1:
            TakeoverOffer.objects.filter(pk=offer.pk).update(state="full")
    return PlacementProposal.objects.select_related("case", "offer").get(pk=made.pk)

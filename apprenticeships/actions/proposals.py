"""Placement proposals: making one, and moving it through its states."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apprenticeships.models import Case, PlacementProposal, TakeoverOffer
from apprenticeships.states import SEEKING
from portal.access import Actor
from portal.activity.recording import record
from portal.workflow import TransitionRefused

ANSWER_WITHIN = timedelta(days=14)  # then an unanswered proposal expires


@transaction.atomic
def propose(case: Case, offer: TakeoverOffer, *, by: Actor, score: int | None = None) -> PlacementProposal:
    """Proposes `offer` for `case`; takes no seat, several proposals may run in parallel.

    Raises TransitionRefused when the case no longer seeks, the offer is not open any more or the pair is
    proposed already: then nothing happened. Side effect: event of the case.
    """
    if not Case.objects.permitted(by, "edit").filter(pk=case.pk, state__in=SEEKING).exists():
        raise TransitionRefused(_("No place is sought for this case any more."))
    today = timezone.localdate()
    if not TakeoverOffer.objects.permitted(by, "view").on_offer(today).filter(pk=offer.pk).exists():
        raise TransitionRefused(_("This offer is full, expired or withdrawn by now."))
    try:
        with transaction.atomic():
            proposal = PlacementProposal.objects.create(
                case=case,
                offer=offer,
                organisation_id=case.organisation_id,
                score=score,
                proposed_by_id=by.membership_id,
                expires_on=today + ANSWER_WITHIN,
            )
    except IntegrityError:
        raise TransitionRefused(_("This company is proposed for this case already.")) from None
    record("proposal_made", case, by=by, note=offer.company_name)
    return proposal

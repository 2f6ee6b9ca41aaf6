"""Offers and their seats."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from apprenticeships.models import TakeoverOffer
from apprenticeships.states import OFFER_WORKFLOW, OfferState
from portal.access import Actor
from portal.activity.recording import record
from portal.region.models import Occupation
from portal.workflow import TransitionRefused


@transaction.atomic
def create_offer(offer: TakeoverOffer, occupations: list[Occupation], *, by: Actor) -> TakeoverOffer:
    """Stores a new offer, kept by the adviser's organisation. Side effect: event."""
    offer.suggested_by_id = by.membership_id
    offer.organisation_id = by.organisation_id
    offer.save()
    set_occupations(offer, occupations)
    record("offer_created", offer, by=by)
    return offer


@transaction.atomic
def change_offer(
    offer: TakeoverOffer, occupations: list[Occupation], changes: dict[str, list], *, by: Actor
) -> None:
    """Records what an edit form saved; whoever edits an offer that nobody keeps takes it on."""
    set_occupations(offer, occupations)
    if offer.organisation_id is None:
        offer.organisation_id = by.organisation_id
        offer.save(update_fields=["organisation"])
    record("offer_changed", offer, by=by, changes=changes)
    settle(offer, by=by)


def set_occupations(offer: TakeoverOffer, occupations: list[Occupation]) -> None:
    """The occupations of an offer, and with them what its search finds."""
    offer.occupations.set(occupations)
    offer.prepare([str(one) for one in occupations])
    offer.save(update_fields=["sort_name", "search_text"])


@transaction.atomic
def move_offer(
    offer: TakeoverOffer, step: str, *, by: Actor | None, via: Actor | None = None, note: str = ""
) -> None:
    """Moves an offer one step of the workflow. Side effects: state, event.

    `by=None` is the system; `via` is then whom the event names, such as the company by its link.
    """
    before = offer.state
    OFFER_WORKFLOW.apply(offer, step, by=by)
    record("offer_moved", offer, by=by or via, changes={"state": [before, offer.state]}, note=note)


@transaction.atomic
def reopen_offer(offer: TakeoverOffer, *, by: Actor | None) -> None:
    """Opens an expired or withdrawn offer again; a last day that has passed is taken off."""
    if offer.valid_until and offer.valid_until < timezone.localdate():
        offer.valid_until = None
        offer.save(update_fields=["valid_until"])
    move_offer(offer, "reopen", by=by)
    settle(offer, by=by)


@transaction.atomic
def take_seat(offer: TakeoverOffer, *, by: Actor) -> None:
    """Takes one seat of an open offer, in one conditional statement: seats are never oversold.

    Raises TransitionRefused when none is left. Side effects: event; the last seat fills the offer.
    """
    rows = TakeoverOffer.objects.permitted(by, "view").filter(pk=offer.pk)
    free = rows.filter(state=OfferState.OPEN, seats_taken__lt=F("seats"))
    if not free.update(seats_taken=F("seats_taken") + 1, version=F("version") + 1):
        offer.refresh_from_db(fields=["state"])
        if offer.state in (OfferState.OPEN, OfferState.FULL):
            raise TransitionRefused(_("The last place of this offer has just been taken."))
        raise TransitionRefused(_("This offer is expired or withdrawn by now."))
    offer.refresh_from_db(fields=["seats_taken", "seats", "state", "version"])
    record("seat_taken", offer, by=by, changes={"seats_taken": [offer.seats_taken - 1, offer.seats_taken]})
    settle(offer, by=by)


@transaction.atomic
def give_seat_back(offer: TakeoverOffer, *, by: Actor) -> None:
    """Frees one seat; a full offer opens again. Side effect: event."""
    rows = TakeoverOffer.objects.filter(pk=offer.pk, seats_taken__gt=0)
    if rows.update(seats_taken=F("seats_taken") - 1, version=F("version") + 1):
        offer.refresh_from_db(fields=["seats_taken", "seats", "state", "version"])
        record(
            "seat_freed", offer, by=by, changes={"seats_taken": [offer.seats_taken + 1, offer.seats_taken]}
        )
        settle(offer, by=by)


def settle(offer: TakeoverOffer, *, by: Actor | None) -> None:
    """Makes the state fit the seats. The seat decides here, not the actor's right to edit the offer."""
    if offer.state == OfferState.OPEN and offer.seats_left == 0:
        move_offer(offer, "fill", by=None)
    elif offer.state == OfferState.FULL and offer.seats_left > 0:
        move_offer(offer, "free", by=None)


def expire_offers(now: datetime) -> None:
    """Lets offers expire whose last day has passed; safe to run twice."""
    for offer in TakeoverOffer.objects.past_their_time(timezone.localtime(now).date())[:500]:
        try:
            move_offer(offer, "expire", by=None)
        except TransitionRefused:
            continue  # somebody withdrew it a moment ago

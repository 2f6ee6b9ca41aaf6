"""Offers and their seats, and the companies of the call list."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from apprenticeships.models import Case, TakeoverOffer, TrainingCompany
from apprenticeships.states import OFFER_WORKFLOW, OfferState
from portal.access import Actor
from portal.activity.recording import record
from portal.partners.states import Role
from portal.region.models import Occupation
from portal.workflow import TransitionRefused


@transaction.atomic
def create_offer(offer: TakeoverOffer, occupations: list[Occupation], *, by: Actor) -> TakeoverOffer:
    """Stores a new offer; an adviser's chamber keeps it, a partner's suggestion waits for one. Event."""
    offer.suggested_by_id = by.membership_id
    if by.has_role(Role.ADVISER):
        offer.organisation_id = by.organisation_id
    offer.save()
    set_occupations(offer, occupations)
    record("offer_created", offer, by=by)
    return offer


@transaction.atomic
def change_offer(
    offer: TakeoverOffer, occupations: list[Occupation], changes: dict[str, list], *, by: Actor
) -> None:
    """Records what an edit form saved; a chamber's adviser who edits a suggestion takes it on."""
    set_occupations(offer, occupations)
    if offer.organisation_id is None and by.has_role(Role.ADVISER):
        offer.organisation_id = by.organisation_id
        offer.save(update_fields=["organisation"])
    record("offer_changed", offer, by=by, changes=changes)
    _settle(offer, by=by)


def set_occupations(offer: TakeoverOffer, occupations: list[Occupation]) -> None:
    """The occupations of an offer, and with them what its search finds."""
    offer.occupations.set(occupations)
    offer.prepare([str(one) for one in occupations])
    offer.save(update_fields=["sort_name", "search_text"])


@transaction.atomic
def move_offer(offer: TakeoverOffer, step: str, *, by: Actor | None) -> None:
    """Moves an offer one step of the workflow. Side effects: state, event."""
    before = offer.state
    OFFER_WORKFLOW.apply(offer, step, by=by)
    record("offer_moved", offer, by=by, changes={"state": [before, offer.state]})


@transaction.atomic
def reopen_offer(offer: TakeoverOffer, *, by: Actor) -> None:
    """Opens an expired or withdrawn offer again; a last day that has passed is taken off."""
    if offer.valid_until and offer.valid_until < timezone.localdate():
        offer.valid_until = None
        offer.save(update_fields=["valid_until"])
    move_offer(offer, "reopen", by=by)
    _settle(offer, by=by)


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
    _settle(offer, by=by)


@transaction.atomic
def give_seat_back(offer: TakeoverOffer, *, by: Actor) -> None:
    """Frees one seat; a full offer opens again. Side effect: event."""
    rows = TakeoverOffer.objects.filter(pk=offer.pk, seats_taken__gt=0)
    if rows.update(seats_taken=F("seats_taken") - 1, version=F("version") + 1):
        offer.refresh_from_db(fields=["seats_taken", "seats", "state", "version"])
        record(
            "seat_freed", offer, by=by, changes={"seats_taken": [offer.seats_taken + 1, offer.seats_taken]}
        )
        _settle(offer, by=by)


def _settle(offer: TakeoverOffer, *, by: Actor) -> None:
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


@transaction.atomic
def save_company(company: TrainingCompany, occupations: list[Occupation], *, by: Actor) -> None:
    """Stores a new company of the own call list with its occupations. Side effect: event."""
    company.organisation_id = by.organisation_id
    company.save()
    company.occupations.set(occupations)
    record("company_added", company, by=by)


@transaction.atomic
def log_call(
    company: TrainingCompany,
    *,
    by: Actor,
    result: str,
    answer: str = "",
    do_not_call_until: date | None = None,
    case: Case | None = None,
) -> None:
    """Keeps the last call and answer of a company. Side effect: event."""
    company.last_called_on = timezone.localdate()
    company.last_call_result, company.last_answer = result, answer
    company.do_not_call_until = do_not_call_until
    company.last_call_case = case.number if case else ""
    names = ["last_called_on", "last_call_result", "last_answer", "do_not_call_until", "last_call_case"]
    company.save(update_fields=names)
    record("company_called", company, by=by, changes={"result": [None, result]})

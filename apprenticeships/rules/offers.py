"""Who may do what with the call list and with offers."""

from django.db.models import Q

from apprenticeships.rules.shared import adviser, own
from apprenticeships.states import OfferState
from portal.access import EVERYBODY, NOBODY, Actor


def use_call_list(actor: Actor) -> bool:
    return adviser(actor)


def view_company(actor: Actor) -> Q:
    return own(actor)


def list_offers(actor: Actor) -> bool:
    return adviser(actor)


def view_offer(actor: Actor) -> Q:
    """Advisers of every chamber; partners what came of their own suggestions."""
    return EVERYBODY if adviser(actor) else Q(suggested_by=actor.membership_id)


def edit_offer(actor: Actor) -> Q:
    """The chamber that keeps the offer; one that nobody keeps yet is taken on by editing it."""
    return Q(organisation=actor.organisation_id) | Q(organisation=None) if adviser(actor) else NOBODY


def link_offer(actor: Actor) -> Q:
    """Who may send the company a link to its offer: the chamber that keeps it, while it is not withdrawn."""
    return own(actor) & ~Q(state=OfferState.WITHDRAWN)

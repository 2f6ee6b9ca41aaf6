"""Who may do what with the call list and with offers."""

from django.db.models import Q

from apprenticeships.rules.shared import adviser, own
from portal.access import EVERYBODY, NOBODY, Actor
from portal.partners.states import Role


def use_call_list(actor: Actor) -> bool:
    return adviser(actor)


def view_company(actor: Actor) -> Q:
    return own(actor)


def list_offers(actor: Actor) -> bool:
    return actor.has_role(Role.PARTNER, Role.ADVISER)


def view_offer(actor: Actor) -> Q:
    """Advisers of every chamber; partners what they suggested themselves."""
    return EVERYBODY if adviser(actor) else Q(suggested_by=actor.membership_id)


def edit_offer(actor: Actor) -> Q:
    """The chamber that keeps the offer, whichever takes on a suggestion, and who suggested it."""
    kept = Q(organisation=actor.organisation_id) | Q(organisation=None) if adviser(actor) else NOBODY
    return kept | Q(suggested_by=actor.membership_id)

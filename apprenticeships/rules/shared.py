"""What the rules of every noun build on."""

from django.db.models import Q

from portal.access import NOBODY, Actor
from portal.partners.states import Role


def adviser(actor: Actor) -> bool:
    return actor.has_role(Role.ADVISER)


def own(actor: Actor) -> Q:
    """Rows of the adviser's own organisation."""
    return Q(organisation=actor.organisation_id) if adviser(actor) else NOBODY


def in_charge(actor: Actor) -> Q:
    """Rows of the adviser, and of those whom the adviser stands in for today."""
    return own(actor) & Q(adviser__user__in=sorted(actor.user_ids)) if adviser(actor) else NOBODY


def holding(actor: Actor, rows: Q) -> Q:
    return rows if actor.may_hold_persons else NOBODY

"""Who may read and change how long records are kept."""

from django.db.models import Q

from portal.access import EVERYBODY, NOBODY, Actor
from portal.partners.states import Role


def read_periods(actor: Actor) -> bool:
    return actor.has_role(Role.ADMIN, Role.DPO, Role.OPERATOR)


def edit_periods(actor: Actor) -> bool:
    """The office for all, a data-protection officer for the own organisation."""
    return actor.has_role(Role.ADMIN, Role.DPO)


def view_period(actor: Actor) -> Q:
    """What holds for all, and what the own organisation has set."""
    if not read_periods(actor):
        return NOBODY
    if actor.has_role(Role.DPO):
        return Q(organisation=None) | Q(organisation=actor.organisation_id)
    return EVERYBODY

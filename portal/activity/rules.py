"""Who may read the access log."""

from django.db.models import Q

from portal.access import NOBODY, Actor
from portal.partners.states import Role


def view_access_entry(actor: Actor) -> Q:
    """The data-protection officer of the organisation whose people opened the data."""
    return Q(organisation=actor.organisation_id) if actor.has_role(Role.DPO) else NOBODY


def read_access_log(actor: Actor) -> bool:
    return actor.has_role(Role.DPO)

"""Who may do what with funding programmes."""

from django.db.models import Q

from portal.access import EVERYBODY, NOBODY, Actor
from portal.partners.states import Role


def view_funding(actor: Actor) -> Q:
    """Everybody: the rules of funding programmes are public."""
    return EVERYBODY


def edit_funding(actor: Actor) -> Q:
    return EVERYBODY if create_funding(actor) else NOBODY


def create_funding(actor: Actor) -> bool:
    return actor.has_role(Role.EDITOR)

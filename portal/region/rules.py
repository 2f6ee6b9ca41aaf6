"""Reference data is no secret: everybody signed in sees it."""

from django.db.models import Q

from portal.access import EVERYBODY, NOBODY, Actor
from portal.partners.states import Role


def view(actor: Actor) -> Q:
    """Districts, municipalities and occupations are public facts."""
    return EVERYBODY


def mark_relevance(actor: Actor) -> Q:
    """Which occupations are systemically relevant the alliances' office and the editors say."""
    return EVERYBODY if actor.has_role(Role.ADMIN, Role.EDITOR) else NOBODY


def import_market(actor: Actor) -> bool:
    """The alliances' office and the editors take market figures over."""
    return actor.has_role(Role.ADMIN, Role.EDITOR)


def view_market_import(actor: Actor) -> Q:
    """Which files were taken over, and those being prepared: the same who may import."""
    return EVERYBODY if import_market(actor) else NOBODY

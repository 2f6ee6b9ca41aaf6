"""Reference data is no secret: everybody signed in sees it."""

from django.db.models import Q

from portal.access import EVERYBODY, Actor


def view(actor: Actor) -> Q:
    """Districts, municipalities and occupations are public facts."""
    return EVERYBODY

"""Who may see which mail and change which subscription."""

from django.db.models import Q

from portal.access import EVERYBODY, NOBODY, Actor
from portal.partners.states import Role


def view_mail(actor: Actor) -> Q:
    """The office sees what went to whom; bodies are never stored readable."""
    return EVERYBODY if oversee(actor) else NOBODY


def view_subscription(actor: Actor) -> Q:
    """One's own, for each of one's accesses."""
    return Q(membership__user=actor.user_id)


def view_delivery(actor: Actor) -> Q:
    """One's own digests only: the office sees that one went out, never what stood in it."""
    return Q(membership__user=actor.user_id)


def oversee(actor: Actor) -> bool:
    """The outbox and the list of readers."""
    return actor.has_role(Role.ADMIN)

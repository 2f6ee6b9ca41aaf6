"""Who may see which mail and change which subscription."""

from django.db.models import Q

from portal.access import EVERYBODY, NOBODY, Actor
from portal.partners.states import Role


def view_mail(actor: Actor) -> Q:
    """The office sees what went to whom; bodies are never stored readable."""
    return EVERYBODY if actor.has_role(Role.ADMIN) else NOBODY


def view_subscription(actor: Actor) -> Q:
    return Q(membership__user=actor.user_id)


def view_delivery(actor: Actor) -> Q:
    return Q(membership__user=actor.user_id)

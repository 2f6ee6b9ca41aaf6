"""Who may do what with companies that partners suggest."""

from django.db.models import Q

from apprenticeships.rules.shared import own
from apprenticeships.states import SuggestionState
from portal.access import NOBODY, Actor
from portal.partners.states import Role


def create_suggestion(actor: Actor) -> bool:
    """Everybody but the advisers, who enter offers themselves."""
    return actor.has_role(Role.PARTNER, Role.EDITOR, Role.ADMIN)


def follows_suggestions(actor: Actor) -> bool:
    """Whether one's own suggestions have a place in the navigation; the office suggests seldom."""
    return actor.has_role(Role.PARTNER, Role.EDITOR)


def decide_suggestions(actor: Actor) -> bool:
    """Whether the actor has a list of suggestions to take on or to pass on."""
    return actor.has_role(Role.ADVISER, Role.ADMIN)


def follow_suggestion(actor: Actor) -> Q:
    return Q(suggested_by=actor.membership_id)


def _unrouted(actor: Actor) -> Q:
    """The office sees a suggestion until a chamber is responsible."""
    waiting = Q(organisation=None, state=SuggestionState.SUGGESTED)
    return waiting if actor.has_role(Role.ADMIN) else NOBODY


def view_suggestion(actor: Actor) -> Q:
    """Who suggested it, the advisers of the responsible chamber, the office until there is one."""
    return follow_suggestion(actor) | work_suggestion(actor)


def work_suggestion(actor: Actor) -> Q:
    """The suggestions in the list to decide; one's own are in another list."""
    return own(actor) | _unrouted(actor)


def decide_suggestion(actor: Actor) -> Q:
    """Every adviser of the responsible chamber: a suggestion names no person and no trouble."""
    return own(actor) & Q(state=SuggestionState.SUGGESTED)


def assign_suggestion(actor: Actor) -> Q:
    return _unrouted(actor) | decide_suggestion(actor)

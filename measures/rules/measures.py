"""Who may do what with measures and the agreements they come from."""

from django.db.models import Q

from measures.states import MeasureState
from portal.access import EVERYBODY, NOBODY, Actor
from portal.partners.states import Role


def view_measure(actor: Actor) -> Q:
    """Everybody what is or was published; drafts the editors, the office and the organisation in the lead."""
    if actor.has_role(Role.EDITOR, Role.ADMIN):
        return EVERYBODY
    return ~Q(state=MeasureState.DRAFT) | Q(lead=actor.organisation_id)


def edit_measure(actor: Actor) -> Q:
    """The editors, until it is archived."""
    return ~Q(state=MeasureState.ARCHIVED) if actor.has_role(Role.EDITOR) else NOBODY


def publish_measure(actor: Actor) -> Q:
    return EVERYBODY if actor.has_role(Role.EDITOR) else NOBODY


def archive_measure(actor: Actor) -> Q:
    return EVERYBODY if actor.has_role(Role.EDITOR) else NOBODY


def create_measure(actor: Actor) -> bool:
    return actor.has_role(Role.EDITOR)


def view_agreement(actor: Actor) -> Q:
    """The declarations are public."""
    return EVERYBODY


def edit_agreement(actor: Actor) -> Q:
    return EVERYBODY if create_agreement(actor) else NOBODY


def create_agreement(actor: Actor) -> bool:
    return actor.has_role(Role.EDITOR)

"""Who may see and fill in what a measure has set itself."""

from django.db.models import Q

from measures.states import MeasureState
from portal.access import EVERYBODY, NOBODY, Actor
from portal.partners.states import Role


def view_plan(actor: Actor) -> Q:
    """Whoever may read the measure."""
    if actor.has_role(Role.EDITOR, Role.ADMIN):
        return EVERYBODY
    return ~Q(measure__state=MeasureState.DRAFT) | Q(measure__lead=actor.organisation_id)


def edit_plan(actor: Actor) -> Q:
    """The editors, until the measure is archived."""
    return ~Q(measure__state=MeasureState.ARCHIVED) if actor.has_role(Role.EDITOR) else NOBODY


def report_measure(actor: Actor) -> Q:
    """On a published measure: the editors, and everybody who works for the organisation in the lead."""
    published = Q(state=MeasureState.PUBLISHED)
    if actor.has_role(Role.EDITOR):
        return published
    if actor.has_role(Role.PARTNER, Role.ADVISER, Role.ADMIN):
        return published & Q(lead=actor.organisation_id)
    return NOBODY

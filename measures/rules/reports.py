"""Who may do what with Sachstände and with the rounds in which the office asks for them."""

from django.db.models import Q

from measures.states import MeasureClass, MeasureState
from portal.access import EVERYBODY, NOBODY, Actor
from portal.partners.states import Role


def view_report(actor: Actor) -> Q:
    """Whoever may read the measure."""
    if actor.has_role(Role.EDITOR, Role.ADMIN):
        return EVERYBODY
    return ~Q(measure__state=MeasureState.DRAFT) | Q(measure__lead=actor.organisation_id)


def schedule_reports(actor: Actor) -> Q:
    """How often a regional measure reports, and which links to its form work: editors and the office."""
    if actor.has_role(Role.EDITOR, Role.ADMIN):
        return Q(kind=MeasureClass.REGIONAL) & ~Q(state=MeasureState.ARCHIVED)
    return NOBODY


def view_round(actor: Actor) -> Q:
    """The office, and the editors, who look after the catalogue."""
    return EVERYBODY if list_rounds(actor) else NOBODY


def manage_round(actor: Actor) -> Q:
    """The office."""
    return EVERYBODY if prepare_round(actor) else NOBODY


def list_rounds(actor: Actor) -> bool:
    return actor.has_role(Role.EDITOR, Role.ADMIN)


def prepare_round(actor: Actor) -> bool:
    return actor.has_role(Role.ADMIN)

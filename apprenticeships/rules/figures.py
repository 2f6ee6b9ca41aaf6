"""Who sees figures: everybody but the operator; exact ones only for the cases of one's own organisation."""

from django.db.models import Q

from apprenticeships.rules.cases import work_cases
from portal.access import NOBODY, Actor
from portal.partners.states import Role


def view_figures(actor: Actor) -> bool:
    """The figures of the region, small counts hidden."""
    return actor.is_authenticated and not actor.has_role(Role.OPERATOR)


def exact_figures(actor: Actor) -> bool:
    """Exact figures of the cases that one may open oneself (their rows: the rule "view" of a case)."""
    return work_cases(actor)


def view_no_place_count(actor: Actor) -> Q:
    """The exact counts of who finds no place: those that one's own organisation has counted."""
    return Q(organisation=actor.organisation_id) if work_cases(actor) else NOBODY

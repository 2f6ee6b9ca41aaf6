"""Who may do what with placement proposals."""

from django.db.models import Q

from apprenticeships.rules.cases import work_cases
from portal.access import NOBODY, Actor


def view_proposal(actor: Actor) -> Q:
    """The advisers of the case's organisation; the offer's own chamber counts them only."""
    return Q(organisation=actor.organisation_id) if work_cases(actor) else NOBODY


def edit_proposal(actor: Actor) -> Q:
    return view_proposal(actor)

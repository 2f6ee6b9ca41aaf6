"""Who may do what with proposal runs, and who reads where places are missing."""

from django.db.models import Q

from apprenticeships.rules.cases import work_cases
from portal.access import NOBODY, Actor
from portal.partners.states import Role


def start_assignment(actor: Actor) -> bool:
    return work_cases(actor)


def view_assignment(actor: Actor) -> Q:
    """A run is its organisation's: the advisers whose open cases it is about."""
    return Q(organisation=actor.organisation_id) if work_cases(actor) else NOBODY


def view_assignment_part(actor: Actor) -> Q:
    return Q(run__organisation=actor.organisation_id) if work_cases(actor) else NOBODY


def confirm_pair(actor: Actor) -> Q:
    """Pairs with an own case; a released case of another chamber is that chamber's to propose for."""
    return view_assignment_part(actor) & Q(case__organisation=actor.organisation_id)


def read_shortage(actor: Actor) -> bool:
    """Where places are missing, with small numbers hidden: all who work in the alliances."""
    return actor.has_role(Role.PARTNER, Role.ADVISER, Role.EDITOR, Role.ADMIN, Role.DPO)

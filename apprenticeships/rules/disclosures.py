"""Who may read and change the table of legal bases."""

from django.db.models import Q

from apprenticeships.rules.cases import work_cases
from portal.access import EVERYBODY, NOBODY, Actor
from portal.partners.states import Role


def list_disclosure_rules(actor: Actor) -> bool:
    return work_cases(actor) or actor.has_role(Role.ADMIN, Role.DPO)


def view_disclosure_rule(actor: Actor) -> Q:
    return EVERYBODY if list_disclosure_rules(actor) else NOBODY


def edit_disclosure_rule(actor: Actor) -> Q:
    """The office keeps the table; each organisation's data protection officer decides what stands in it."""
    return EVERYBODY if actor.has_role(Role.ADMIN) else NOBODY

"""Who may do what with company cases."""

from django.db.models import Q

from apprenticeships.rules.cases import create_case
from apprenticeships.rules.shared import holding, own
from portal.access import EVERYBODY, NOBODY, Actor
from portal.partners.states import Role


def list_company_cases(actor: Actor) -> bool:
    return actor.has_role(Role.PARTNER, Role.ADVISER, Role.EDITOR, Role.ADMIN)


def create_company_case(actor: Actor) -> bool:
    return create_case(actor)


def edit_company_case(actor: Actor) -> Q:
    """Everything but the persons: the advisers of the responsible organisation."""
    return holding(actor, own(actor))


def name_company_case(actor: Actor) -> Q:
    """The company's name: the responsible chamber; once public all who work in the alliances."""
    public = Q(is_public=True) if list_company_cases(actor) else NOBODY
    return edit_company_case(actor) | public


def view_company_case(actor: Actor) -> Q:
    """Number and phase; of a confidential one only the chamber and the office know."""
    return EVERYBODY if actor.has_role(Role.ADMIN) else name_company_case(actor)


def publish_company_case(actor: Actor) -> Q:
    return edit_company_case(actor) & Q(is_public=False)

"""Who may read and change the table of legal bases, and who records and revokes consents."""

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
    return EVERYBODY if keep_disclosure_rules(actor) else NOBODY


def keep_disclosure_rules(actor: Actor) -> bool:
    """Who adds and ends rows of the table, and new versions of the consent texts."""
    return actor.has_role(Role.ADMIN)


def view_consent(actor: Actor) -> Q:
    """The advisers of the case's organisation, and those whose organisation wrote the consent down."""
    if not work_cases(actor):
        return NOBODY
    written = Q(organisation=actor.organisation_id)
    received = Q(recipient=actor.organisation_id, case__organisation=actor.organisation_id)
    return written | received


def revoke_consent(actor: Actor) -> Q:
    """Whoever may see it: a person's revocation counts wherever it arrives."""
    return view_consent(actor) & Q(revoked_on=None)


def view_disclosure(actor: Actor) -> Q:
    """What one's own organisation gave or got; of its present cases everything it gave."""
    if not work_cases(actor):
        return NOBODY
    return Q(organisation=actor.organisation_id) | Q(
        recipient=actor.organisation_id, case__organisation=actor.organisation_id
    )

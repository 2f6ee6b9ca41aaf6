"""Who may read and change the table of deadlines, checklists and an organisation's own target."""

from django.db.models import Q

from apprenticeships.rules.cases import work_cases
from portal.access import EVERYBODY, NOBODY, Actor
from portal.partners.states import Role


def list_deadline_rules(actor: Actor) -> bool:
    return work_cases(actor) or actor.has_role(Role.ADMIN)


def create_deadline_rule(actor: Actor) -> bool:
    return actor.has_role(Role.ADMIN)


def view_deadline_rule(actor: Actor) -> Q:
    """The office keeps the table; advisers read what holds for all and for their own organisation."""
    if actor.has_role(Role.ADMIN):
        return EVERYBODY
    return _general_or_own(actor) if work_cases(actor) else NOBODY


def edit_deadline_rule(actor: Actor) -> Q:
    """The office all rows; advisers the rows of their own organisation."""
    if actor.has_role(Role.ADMIN):
        return EVERYBODY
    return Q(organisation=actor.organisation_id) if work_cases(actor) else NOBODY


def override_deadline_rule(actor: Actor) -> Q:
    """A general row gets one beside it that holds for one organisation: advisers' own, the office's any."""
    return Q(organisation=None) if list_deadline_rules(actor) else NOBODY


def override_for_any(actor: Actor) -> bool:
    """Whether the organisation of such a row can be chosen; everybody else's is the own one."""
    return actor.has_role(Role.ADMIN)


def view_law_text(actor: Actor) -> Q:
    return EVERYBODY if list_deadline_rules(actor) else NOBODY


def edit_law_text(actor: Actor) -> Q:
    """The office, as it keeps the table: what the law is called is the same for everybody."""
    return EVERYBODY if actor.has_role(Role.ADMIN) else NOBODY


def set_up_cases(actor: Actor) -> bool:
    """The organisation's own target and checklist: its advisers; the office sees no cases and sets none."""
    return work_cases(actor)


def view_checklist_item(actor: Actor) -> Q:
    return _general_or_own(actor) if work_cases(actor) else NOBODY


def edit_checklist_item(actor: Actor) -> Q:
    return Q(organisation=actor.organisation_id) if work_cases(actor) else NOBODY


def _general_or_own(actor: Actor) -> Q:
    return Q(organisation=None) | Q(organisation=actor.organisation_id)

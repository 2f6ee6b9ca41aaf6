"""Who may read and change the texts of letters, and who may write one."""

from django.db.models import Q

from apprenticeships.rules.cases import work_cases
from portal.access import NOBODY, Actor


def edit_letters(actor: Actor) -> bool:
    """Whether the actor's organisation writes letters about cases at all."""
    return work_cases(actor)


def view_letter_text(actor: Actor) -> Q:
    """The texts of one's own organisation."""
    return Q(organisation=actor.organisation_id) if work_cases(actor) else NOBODY


def edit_letter_text(actor: Actor) -> Q:
    """The advisers of the organisation; each change is kept in the history."""
    return view_letter_text(actor)

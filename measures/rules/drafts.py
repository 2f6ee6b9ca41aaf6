"""Who may work on the next text of a measure, propose one, and read earlier ones."""

from django.db.models import Q

from measures.states import DraftOrigin, MeasureState, RevisionKind
from portal.access import EVERYBODY, NOBODY, Actor
from portal.partners.states import Role


def view_draft(actor: Actor) -> Q:
    """Editors and office all, the organisation in the lead its measures', everybody the own proposals."""
    if actor.has_role(Role.EDITOR, Role.ADMIN):
        return EVERYBODY
    proposal = Q(origin=DraftOrigin.PROPOSAL)
    own = Q(organisation=actor.organisation_id)
    return (proposal & own) | (~proposal & Q(measure__lead=actor.organisation_id))


def edit_draft(actor: Actor) -> Q:
    """The editors, until the measure is archived."""
    return ~Q(measure__state=MeasureState.ARCHIVED) if actor.has_role(Role.EDITOR) else NOBODY


def discard_draft(actor: Actor) -> Q:
    """The editors, where a published text remains."""
    return Q(measure__state=MeasureState.PUBLISHED) if actor.has_role(Role.EDITOR) else NOBODY


def view_revision(actor: Actor) -> Q:
    """What was published everybody who reads the measure; unpublished texts like the draft they belong to."""
    if actor.has_role(Role.EDITOR, Role.ADMIN):
        return EVERYBODY
    proposed = Q(kind=RevisionKind.PROPOSED)
    shown = Q(published_at__isnull=False) & ~Q(measure__state=MeasureState.DRAFT)
    own = Q(organisation=actor.organisation_id)
    return shown | (proposed & own) | (~proposed & Q(measure__lead=actor.organisation_id))


def open_editor(actor: Actor) -> Q:
    """Who edits at all, whatever has become of the measure since the page was opened."""
    return EVERYBODY if actor.has_role(Role.EDITOR) else NOBODY


def open_proposal(actor: Actor) -> Q:
    """Who proposes at all, on what everybody can read, whatever has become of it meanwhile."""
    if actor.has_role(Role.PARTNER, Role.ADVISER, Role.ADMIN):
        return EVERYBODY
    return NOBODY


def propose_change(actor: Actor) -> Q:
    """On a published measure everybody who works for a partner, a chamber or the office."""
    return open_proposal(actor) & Q(state=MeasureState.PUBLISHED)

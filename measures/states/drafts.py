"""The fixed words of what is being worked on: drafts of the editors, proposals of the others, saves."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.workflow import Transition, Workflow


class DraftState(TextChoices):
    """How far the next text of a measure has come."""

    DRAFT = "draft", _("draft")
    REVIEW = "review", _("in review")
    CHANGES = "changes", _("needs changes")
    PUBLISHED = "published", _("published")
    DISCARDED = "discarded", _("discarded")
    PROPOSED = "proposed", _("proposed")
    TAKEN = "taken", _("taken over")
    DECLINED = "declined", _("declined")


OPEN = (DraftState.DRAFT, DraftState.REVIEW, DraftState.CHANGES)
OF_PROPOSALS = (DraftState.PROPOSED, DraftState.TAKEN, DraftState.DECLINED)


class DraftOrigin(TextChoices):
    """Where a draft comes from; a proposal waits for the editors."""

    EDITOR = "editor", _("editors")
    PROPOSAL = "proposal", _("proposal")
    IMPORT = "import", _("import")


class RevisionKind(TextChoices):
    """Why a text was stored."""

    SAVED = "saved", _("saved")
    PROPOSED = "proposed", _("proposed")
    RESTORED = "restored", _("taken over from an earlier version")
    IMPORTED = "imported", _("imported")
    PUBLISHED = "published", _("as published")


DRAFT_WORKFLOW = Workflow(
    submit=Transition([DraftState.DRAFT, DraftState.CHANGES], DraftState.REVIEW, needs="edit"),
    withdraw=Transition([DraftState.REVIEW], DraftState.DRAFT, needs="edit"),
    request_changes=Transition([DraftState.REVIEW], DraftState.CHANGES, needs="edit"),
    # whoever edits alone publishes without a review; what needs changes goes through one again
    publish=Transition([DraftState.DRAFT, DraftState.REVIEW], DraftState.PUBLISHED, needs="edit"),
    discard=Transition(OPEN, DraftState.DISCARDED, needs="discard"),
    take_over=Transition([DraftState.PROPOSED], DraftState.TAKEN, needs="edit"),
    decline=Transition([DraftState.PROPOSED], DraftState.DECLINED, needs="edit"),
)

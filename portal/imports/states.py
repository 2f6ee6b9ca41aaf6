"""The fixed words of imports, and which step leads where."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.workflow import Transition, Workflow


class ImportState(TextChoices):
    UPLOADED = "uploaded", _("uploaded")
    PREVIEWED = "previewed", _("previewed")
    RUNNING = "running", _("import running")
    DONE = "done", _("imported")
    FAILED = "failed", _("interrupted")
    REVERTING = "reverting", _("being taken back")
    REVERTED = "reverted", _("taken back")


class RowOutcome(TextChoices):
    """What a row is to become or has become."""

    NEW = "new", _("new row")
    CHANGED = "changed", _("changes a known one")
    UNCHANGED = "unchanged", _("known, unchanged")
    DUPLICATE = "duplicate", _("exists already")
    ERROR = "error", _("cannot be imported")


class RowUndone(TextChoices):
    """What taking back did with a row."""

    NOT = "", _("not taken back")
    GONE = "gone", _("taken back")
    KEPT = "kept", _("kept")


S = ImportState
WORKFLOW = Workflow(
    preview=Transition([S.UPLOADED, S.PREVIEWED], S.PREVIEWED, "edit"),
    begin=Transition([S.PREVIEWED, S.FAILED], S.RUNNING, "edit"),
    finish=Transition([S.RUNNING], S.DONE, "edit"),
    fail=Transition([S.RUNNING], S.FAILED, "edit"),
    revert=Transition([S.DONE, S.FAILED], S.REVERTING, "edit"),
    reverted=Transition([S.REVERTING], S.REVERTED, "edit"),
)
TAKEN = (RowOutcome.NEW, RowOutcome.CHANGED)  # rows that the import stores by itself
REJECTED = (RowOutcome.ERROR, RowOutcome.DUPLICATE)
NOT_BEGUN = (S.UPLOADED, S.PREVIEWED)

# How a row's outcome looks: kind and icon for components/state.html.
OUTCOME_MARKS = {
    RowOutcome.NEW: ("good", "plus"),
    RowOutcome.CHANGED: ("active", "edit"),
    RowOutcome.UNCHANGED: ("", "minus"),
    RowOutcome.DUPLICATE: ("warn", "swap"),
    RowOutcome.ERROR: ("warn", "close"),
}

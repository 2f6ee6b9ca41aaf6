"""The fixed words of a Sachstand and of the rounds in which the office asks for one."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from measures.states.measures import Light, Progress
from portal.workflow import Transition, Workflow

# how a measure stands, in the words of the form
ASSESSMENTS = (
    (Light.NONE.value, _("planned, not begun yet")),
    (Light.GREEN.value, _("on schedule")),
    (Light.AMBER.value, _("delayed")),
    (Light.RED.value, _("at risk")),
)
# the same in a sentence: "Ampel gelb, vorher grün"
LIGHT_WORDS = {
    Light.NONE: _("not assessed"),
    Light.GREEN: _("green"),
    Light.AMBER: _("amber"),
    Light.RED: _("red"),
}
REPORTED_PROGRESS = (Progress.PLANNED, Progress.RUNNING, Progress.PAUSED, Progress.COMPLETED)
REPORTING = (Progress.PLANNED, Progress.RUNNING)  # whose Sachstand becomes due


class Via(TextChoices):
    """How a Sachstand came in."""

    WEB = "web", _("in the portal")
    EDITORS = "editors", _("entered by the editors")
    LINK = "link", _("by link")


class RoundState(TextChoices):
    """prepared → open (everybody has been asked) → closed; or cancelled."""

    PREPARED = "prepared", _("prepared")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


ROUND_WORKFLOW = Workflow(
    start=Transition([RoundState.PREPARED], RoundState.OPEN, needs="manage"),
    close=Transition([RoundState.OPEN], RoundState.CLOSED, needs="manage"),
    cancel=Transition([RoundState.PREPARED, RoundState.OPEN], RoundState.CANCELLED, needs="manage"),
)
ROUND_MARKS = {
    RoundState.PREPARED: ("", "edit"),
    RoundState.OPEN: ("active", "swap"),
    RoundState.CLOSED: ("done", "check"),
    RoundState.CANCELLED: ("", "cross"),
}

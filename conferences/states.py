"""The states of conferences, decisions and tasks, and the steps between them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.workflow import Transition, Workflow


class ConferenceState(TextChoices):
    """How far a conference has come, in the terms of OParl 1.1."""

    PLANNED = "planned", _("Scheduled")
    INVITED = "invited", _("Invitation sent out")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("called off")


CONFERENCE_WORKFLOW = Workflow(
    invite=Transition([ConferenceState.PLANNED], ConferenceState.INVITED, needs="manage"),
    hold=Transition([ConferenceState.INVITED], ConferenceState.HELD, needs="manage"),
    cancel=Transition(
        [ConferenceState.PLANNED, ConferenceState.INVITED], ConferenceState.CANCELLED, needs="manage"
    ),
)


class Outcome(TextChoices):
    """What came out of an agenda item."""

    NONE = "none", _("nothing recorded")
    INFORMATION = "information", _("taken note")
    DECISION = "decision", _("decision")
    TASK = "task", _("task")


class Result(TextChoices):
    """How a decision was taken."""

    UNANIMOUS = "unanimous", _("unanimous")
    MAJORITY = "majority", _("by majority")
    POSTPONED = "postponed", _("postponed")
    REJECTED = "rejected", _("rejected")


# Only what was decided gets a number and is put into practice.
DECIDED = (Result.UNANIMOUS, Result.MAJORITY)


class DecisionState(TextChoices):
    """How far a decision has been put into practice."""

    OPEN = "open", _("open")
    IN_PROGRESS = "in_progress", _("under way")
    REPORTED_DONE = "reported_done", _("reported as done")
    DONE = "done", _("done")


DECISION_WORKFLOW = Workflow(
    start=Transition([DecisionState.OPEN], DecisionState.IN_PROGRESS, needs="report"),
    report_done=Transition(
        [DecisionState.OPEN, DecisionState.IN_PROGRESS], DecisionState.REPORTED_DONE, needs="report"
    ),
    confirm_done=Transition([DecisionState.REPORTED_DONE], DecisionState.DONE, needs="confirm"),
    reopen=Transition(
        [DecisionState.REPORTED_DONE, DecisionState.DONE], DecisionState.IN_PROGRESS, needs="confirm"
    ),
)


class TaskState(TextChoices):
    """Whether a task is ticked off."""

    OPEN = "open", _("open")
    DONE = "done", _("done")


TASK_WORKFLOW = Workflow(
    tick_off=Transition([TaskState.OPEN], TaskState.DONE, needs="tick_off"),
    reopen=Transition([TaskState.DONE], TaskState.OPEN, needs="tick_off"),
)

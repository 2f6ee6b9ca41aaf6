"""The fixed words of tips, and which step leads where."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.workflow import Transition, Workflow


class TipSubject(TextChoices):
    """What a tip is about."""

    COMPANY = "company", _("Company in trouble")
    ENDED = "ended", _("Training was ended or ends")
    CANNOT_START = "start", _("Training cannot begin")
    NO_PLACE = "no_place", _("Somebody finds no training place")


class Urgency(TextChoices):
    """When the place ends."""

    ENDED = "ended", _("Already ended")
    TWO_WEEKS = "two_weeks", _("In the next two weeks")
    LATER = "later", _("Later on")
    UNKNOWN = "unknown", _("Not known")


class TipState(TextChoices):
    """received → routed to an adviser → accepted, merged with a known case, counted, or refused."""

    RECEIVED = "received", _("received")
    ROUTED = "routed", _("passed on")
    ACCEPTED = "accepted", _("accepted into a case")
    MERGED = "merged", _("belongs to a known case")
    COUNTED = "counted", _("counted without a person")
    REFUSED = "refused", _("tip refused")


OPEN_TIPS = (TipState.RECEIVED, TipState.ROUTED)

TIP_WORKFLOW = Workflow(
    route=Transition(OPEN_TIPS, TipState.ROUTED, "assign"),
    accept=Transition([TipState.ROUTED], TipState.ACCEPTED, "decide"),
    merge=Transition([TipState.ROUTED], TipState.MERGED, "decide"),
    count=Transition([TipState.ROUTED], TipState.COUNTED, "count"),
    refuse=Transition([TipState.ROUTED], TipState.REFUSED, "decide"),
)


class RefusalReason(TextChoices):
    """Why no case comes of a tip; the reporter reads it."""

    NOT_CONFIRMED = "not_confirmed", _("It was not confirmed")
    SOLVED = "solved", _("It has been solved already")
    NOT_TRAINING = "not_training", _("It is not about a training place")
    ELSEWHERE = "elsewhere", _("Another body is responsible and has been told")
    UNCLEAR = "unclear", _("There is too little to go on")


class ConsentWay(TextChoices):
    """How a person agreed to be called."""

    SPOKEN = "spoken", _("in person, in a conversation")
    PHONE = "phone", _("by telephone")
    WRITTEN = "written", _("in writing or by e-mail")


class YesNoUnknown(TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")


# How a state looks: kind and icon for components/state.html.
TIP_MARKS = {
    TipState.RECEIVED: ("", "mail"),
    TipState.ROUTED: ("active", "mail"),
    TipState.ACCEPTED: ("good", "check"),
    TipState.MERGED: ("good", "check"),
    TipState.COUNTED: ("good", "check"),
    TipState.REFUSED: ("", "close"),
}

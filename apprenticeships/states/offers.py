"""The fixed words of companies and their offers, and which step leads where."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from portal.workflow import Transition, Workflow


class SizeClass(TextChoices):
    """Employees of a company."""

    UNKNOWN = "", _("size not known")
    MICRO = "1-9", _("1 to 9")
    SMALL = "10-49", _("10 to 49")
    MEDIUM = "50-249", _("50 to 249")
    LARGE = "250+", _("250 and more")


class OfferKind(TextChoices):
    TAKEOVER = "takeover", _("Takeover")
    NETWORK = "network", _("Training in a network")
    NEW_START = "new_start", _("New start")
    ENTRY_QUALIFICATION = "entry", _("Entry qualification")


class TrainingYear(IntegerChoices):
    FIRST = 1, _("1st year")
    SECOND = 2, _("2nd year")
    THIRD = 3, _("3rd year")
    FOURTH = 4, _("4th year")


class OfferState(TextChoices):
    OPEN = "open", _("open for apprentices")
    FULL = "full", _("full")
    EXPIRED = "expired", _("expired")
    WITHDRAWN = "withdrawn", _("offer withdrawn")


OFFER_WORKFLOW = Workflow(
    fill=Transition([OfferState.OPEN], OfferState.FULL, "edit"),
    free=Transition([OfferState.FULL], OfferState.OPEN, "edit"),
    withdraw=Transition([OfferState.OPEN, OfferState.FULL], OfferState.WITHDRAWN, "edit"),
    expire=Transition([OfferState.OPEN, OfferState.FULL], OfferState.EXPIRED, "edit"),
    reopen=Transition([OfferState.WITHDRAWN, OfferState.EXPIRED], OfferState.OPEN, "edit"),
)


# How a state looks: kind and icon for components/state.html.
OFFER_MARKS = {
    OfferState.OPEN: ("good", "check"),
    OfferState.FULL: ("", "minus"),
    OfferState.EXPIRED: ("", "clock"),
    OfferState.WITHDRAWN: ("", "close"),
}

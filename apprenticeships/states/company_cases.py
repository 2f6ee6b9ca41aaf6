"""The fixed words of company cases: cause and phase, and what a phase does to the cases."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apprenticeships.states.cases import SEEKING, CaseState, Outcome


class Cause(TextChoices):
    """Why a place is at risk; never a personal reason."""

    INSOLVENCY = "insolvency", _("Insolvency")
    CLOSURE = "closure", _("Closure or business given up")
    PERSON_GONE = "gone", _("Owner or trainer drops out")
    NO_ORDERS = "no_orders", _("Short-time work or lack of orders")
    SUITABILITY = "suitability", _("Suitability for training lost")
    OTHER = "other", _("Other cause")
    UNKNOWN = "unknown", _("Not known")


class Phase(TextChoices):
    """How far a company's trouble has come, in the order in which it usually goes."""

    RUMOUR = "rumour", _("rumour")
    APPLIED = "applied", _("insolvency applied for")
    PROVISIONAL = "provisional", _("provisional administration")
    OPENED = "opened", _("proceedings opened")
    SELF_ADMINISTRATION = "self_admin", _("self-administration")
    REFUSED = "refused", _("refused for lack of assets")
    CONTINUED = "continued", _("company goes on")
    SOLD = "sold", _("company sold")
    CLOSED = "closed", _("company closed")


# What a later phase does to every case of the company: the step, for those whose state it fits.
# Before the end is certain the places are watched, not given up.
PHASE_STEPS = {
    Phase.RUMOUR: ("watch", (CaseState.CHECKED,)),
    Phase.APPLIED: ("watch", (CaseState.CHECKED,)),
    Phase.PROVISIONAL: ("watch", (CaseState.CHECKED,)),
    Phase.SELF_ADMINISTRATION: ("watch", (CaseState.CHECKED,)),
    Phase.OPENED: ("place", (CaseState.CHECKED, CaseState.WATCHING)),
    Phase.REFUSED: ("place", (CaseState.CHECKED, CaseState.WATCHING)),
    Phase.CLOSED: ("place", (CaseState.CHECKED, CaseState.WATCHING)),
    Phase.CONTINUED: ("stabilise", SEEKING),
    Phase.SOLD: ("stabilise", SEEKING),
}

# What a phase cannot do without; the other details of its form may stay empty.
PHASE_NEEDS = {Phase.SOLD: ("buyer",), Phase.CLOSED: ("ends_on",)}
# Phases in which the place goes on: with which outcome, and the end of training is no longer awaited.
PHASE_OUTCOMES = {Phase.CONTINUED: Outcome.CONTINUED, Phase.SOLD: Outcome.TRANSFERRED}
# The field of the company case that repeats since when a phase holds.
PHASE_DAYS = {Phase.APPLIED: "applied_on", Phase.OPENED: "opened_on", Phase.SOLD: "sold_on"}

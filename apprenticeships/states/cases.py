"""The fixed words of cases and calls, and which step leads where."""

from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.workflow import Transition, Workflow

NEVER = date(9999, 12, 31)  # "no date": list orders need a value in every row


class CaseKind(TextChoices):
    """The three kinds of the joint declaration."""

    LOSES = "loses", _("Loses the training place")
    CANNOT_START = "start", _("Cannot start the training")
    FINDS_NONE = "none", _("Finds no offer")


class Register(TextChoices):
    """Which law the contract is under."""

    BBIG = "bbig", "BBiG"
    HWO = "hwo", "HwO"


class ExamPart(TextChoices):
    """Where the apprentice stands with part 1 of the final examination or the intermediate one."""

    UNKNOWN = "", _("not known yet")
    AHEAD = "ahead", _("still ahead")
    DONE = "done", _("taken")
    NONE = "none", _("there is none")


class ReportedBy(TextChoices):
    """Who told the chamber first."""

    TRAINEE = "trainee", _("the apprentice")
    PARENT = "parent", _("parents or guardians")
    COMPANY = "company", _("the company")
    ADMINISTRATOR = "administrator", _("the administrator")
    SCHOOL = "school", _("the vocational school")
    CHAMBER = "chamber", _("the chamber itself")
    AGENCY = "agency", _("agency or job centre")
    PARTNER = "partner", _("a partner by a tip")
    OTHER = "other", _("somebody else")


class Channel(TextChoices):
    """How the first news came."""

    PHONE = "phone", _("by phone")
    MAIL = "mail", _("by mail")
    VISIT = "visit", _("on a visit")
    TIP = "tip", _("by a tip in the portal")
    REGISTER = "register", _("from the register")
    OTHER = "other", _("another way")


class Side(TextChoices):
    """On whose side the cause lies; funding programmes ask for it."""

    COMPANY = "company", _("with the company")
    TRAINEE = "trainee", _("with the apprentice")
    BOTH = "both", _("on both sides")
    EXTERNAL = "external", _("with neither")


class CaseState(TextChoices):
    CHECKED = "checked", _("checked")
    WATCHING = "watching", _("being watched")
    IN_PLACEMENT = "in_placement", _("in placement")
    PROMISE = "promise", _("Promise")
    SIGNED = "signed", _("contract signed")
    REGISTERED = "registered", _("registered")
    AFTERCARE = "aftercare", _("Aftercare")
    CLOSED = "closed", _("closed")
    STABILISED = "stabilised", _("stabilised")
    ON_HOLD = "on_hold", _("on hold")
    WITHDRAWN = "withdrawn", _("withdrawn")


S = CaseState
SEEKING = (S.CHECKED, S.WATCHING, S.IN_PLACEMENT)  # a place is or may be needed
PLACED = (S.REGISTERED, S.AFTERCARE)  # stands in the register of the new place
ENDED = (S.CLOSED, S.STABILISED, S.WITHDRAWN)
OPEN = tuple(state for state in S if state not in ENDED)
PATH = (S.CHECKED, S.IN_PLACEMENT, S.PROMISE, S.SIGNED, S.REGISTERED, S.AFTERCARE, S.CLOSED)

# What a step must bring with it is in GUARDS; actions.cases.move_case asks for it, the database repeats what
# it can. The end of the place may stay open all the way.
CASE_WORKFLOW = Workflow(
    watch=Transition([S.CHECKED, S.IN_PLACEMENT, S.ON_HOLD], S.WATCHING, "edit"),
    place=Transition([S.CHECKED, S.WATCHING, S.ON_HOLD], S.IN_PLACEMENT, "edit"),
    promise=Transition(SEEKING, S.PROMISE, "edit"),
    sign=Transition([S.PROMISE], S.SIGNED, "edit"),
    register=Transition([S.SIGNED], S.REGISTERED, "edit"),
    care=Transition([S.REGISTERED], S.AFTERCARE, "edit"),
    close=Transition([*SEEKING, *PLACED, S.ON_HOLD], S.CLOSED, "edit"),
    stabilise=Transition([*SEEKING, S.PROMISE, S.ON_HOLD], S.STABILISED, "edit"),
    fall_back=Transition([S.PROMISE, S.SIGNED], S.IN_PLACEMENT, "edit"),
    hold=Transition(SEEKING, S.ON_HOLD, "edit"),
    withdraw=Transition([*SEEKING, S.PROMISE, S.SIGNED, S.ON_HOLD], S.WITHDRAWN, "edit"),
    reopen=Transition(ENDED, S.IN_PLACEMENT, "edit"),
)
# step -> what it cannot be taken without: the entry in a register, an outcome, a reason, a date
GUARDS = {
    "register": ("registered_on", "registered_with"),
    "care": ("probation_until",),
    "close": ("outcome",),
    "stabilise": ("reason",),
    "hold": ("reason", "due_on"),
    "withdraw": ("reason",),
    "reopen": ("reason",),
}
MOST_HELPED = 3  # measures named as having helped, per case


class Outcome(TextChoices):
    """How a case ended."""

    CONTINUED = "continued", _("goes on in the same company")
    TRANSFERRED = "transferred", _("goes on with the company's buyer")
    SAME_OCCUPATION = "same", _("new company, same occupation")
    RELATED_OCCUPATION = "related", _("new company, related occupation")
    EXTERNAL = "external", _("training outside a company")
    ENTRY_QUALIFICATION = "entry", _("outcome: entry qualification")
    SCHOOL = "school", _("school")
    EMPLOYMENT = "employment", _("employment")
    EXAM = "exam", _("exam without a new company")
    WITHDRAWN = "withdrawn", _("gave up the search")
    UNKNOWN = "unknown", _("outcome not known")


class CallResult(TextChoices):
    REACHED = "reached", _("reached")
    NOT_REACHED = "not_reached", _("not reached")
    CALLS_BACK = "calls_back", _("calls back")


# How a state looks: kind and icon for components/state.html.
CASE_MARKS = {
    S.CHECKED: ("", "check"),
    S.WATCHING: ("watch", "eye"),
    S.IN_PLACEMENT: ("active", "swap"),
    S.PROMISE: ("good", "check"),
    S.SIGNED: ("good", "sign"),
    S.REGISTERED: ("done", "tick"),
    S.AFTERCARE: ("watch", "clock"),
    S.CLOSED: ("", "lock"),
    S.STABILISED: ("good", "check"),
    S.ON_HOLD: ("", "pause"),
    S.WITHDRAWN: ("", "close"),
}

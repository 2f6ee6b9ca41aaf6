"""The fixed words of tips, company cases, cases and offers, and which step leads where."""

from datetime import date

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from portal.workflow import Transition, Workflow

NEVER = date(9999, 12, 31)  # "no date": list orders need a value in every row


class TipSubject(TextChoices):
    """What a tip is about."""

    COMPANY = "company", _("Company in trouble")
    ENDED = "ended", _("Training was ended or ends")
    CANNOT_START = "start", _("Training cannot begin")
    NO_PLACE = "no_place", _("Somebody finds no training place")


class Cause(TextChoices):
    """Why a place is at risk; never a personal reason."""

    INSOLVENCY = "insolvency", _("Insolvency")
    CLOSURE = "closure", _("Closure or business given up")
    PERSON_GONE = "gone", _("Owner or trainer drops out")
    NO_ORDERS = "no_orders", _("Short-time work or lack of orders")
    SUITABILITY = "suitability", _("Suitability for training lost")
    OTHER = "other", _("Other cause")
    UNKNOWN = "unknown", _("Not known")


class Urgency(TextChoices):
    """When the place ends."""

    ENDED = "ended", _("Already ended")
    TWO_WEEKS = "two_weeks", _("In the next two weeks")
    LATER = "later", _("Later on")
    UNKNOWN = "unknown", _("Not known")


class TipState(TextChoices):
    """received → routed to an adviser → accepted, merged with a known case, or refused."""

    RECEIVED = "received", _("received")
    ROUTED = "routed", _("passed on")
    ACCEPTED = "accepted", _("accepted into a case")
    MERGED = "merged", _("belongs to a known case")
    REFUSED = "refused", _("tip refused")


OPEN_TIPS = (TipState.RECEIVED, TipState.ROUTED)

TIP_WORKFLOW = Workflow(
    route=Transition(OPEN_TIPS, TipState.ROUTED, "assign"),
    accept=Transition([TipState.ROUTED], TipState.ACCEPTED, "decide"),
    merge=Transition([TipState.ROUTED], TipState.MERGED, "decide"),
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

CASE_WORKFLOW = Workflow(
    watch=Transition([S.CHECKED, S.IN_PLACEMENT], S.WATCHING, "edit"),
    place=Transition([S.CHECKED, S.WATCHING, S.ON_HOLD], S.IN_PLACEMENT, "edit"),
    promise=Transition(SEEKING, S.PROMISE, "edit"),
    sign=Transition([S.PROMISE], S.SIGNED, "edit"),
    register=Transition([S.SIGNED], S.REGISTERED, "edit"),
    care=Transition([S.REGISTERED], S.AFTERCARE, "edit"),
    close=Transition([*SEEKING, *PLACED], S.CLOSED, "edit"),
    stabilise=Transition(SEEKING, S.STABILISED, "edit"),
    fall_back=Transition([S.PROMISE, S.SIGNED], S.IN_PLACEMENT, "edit"),
    hold=Transition(SEEKING, S.ON_HOLD, "edit"),
    withdraw=Transition([*SEEKING, S.PROMISE, S.SIGNED, S.ON_HOLD], S.WITHDRAWN, "edit"),
    reopen=Transition(ENDED, S.IN_PLACEMENT, "edit"),
)

# What a later phase does to every case of the company: the step, for those whose state it fits.
# Before the end is certain the places are watched, not given up.
PHASE_STEPS = {
    Phase.RUMOUR: ("watch", (S.CHECKED,)),
    Phase.APPLIED: ("watch", (S.CHECKED,)),
    Phase.PROVISIONAL: ("watch", (S.CHECKED,)),
    Phase.SELF_ADMINISTRATION: ("watch", (S.CHECKED,)),
    Phase.OPENED: ("place", (S.CHECKED, S.WATCHING)),
    Phase.REFUSED: ("place", (S.CHECKED, S.WATCHING)),
    Phase.CLOSED: ("place", (S.CHECKED, S.WATCHING)),
    Phase.CONTINUED: ("stabilise", SEEKING),
    Phase.SOLD: ("stabilise", SEEKING),
}


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
TIP_MARKS = {
    TipState.RECEIVED: ("", "mail"),
    TipState.ROUTED: ("active", "mail"),
    TipState.ACCEPTED: ("good", "check"),
    TipState.MERGED: ("good", "check"),
    TipState.REFUSED: ("", "close"),
}
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
OFFER_MARKS = {
    OfferState.OPEN: ("good", "check"),
    OfferState.FULL: ("", "minus"),
    OfferState.EXPIRED: ("", "clock"),
    OfferState.WITHDRAWN: ("", "close"),
}

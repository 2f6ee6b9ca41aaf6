"""The fixed words of placement proposals, and which step leads where."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.workflow import Transition, Workflow


class ProposalState(TextChoices):
    """How far a company and an apprentice have come with each other; several run in parallel."""

    PROPOSED = "proposed", _("proposed")
    CONTACTED = "contacted", _("company contacted")
    TRIAL = "trial", _("trial days")
    PROMISE = "promise", _("promise of the company")
    DECLINED = "declined", _("declined")
    EXPIRED = "expired", _("proposal expired")


P = ProposalState
UNANSWERED = (P.PROPOSED, P.CONTACTED)  # these expire by themselves
RUNNING = (*UNANSWERED, P.TRIAL)
LIVE = (*RUNNING, P.PROMISE)  # of one pair only one at a time

PROPOSAL_WORKFLOW = Workflow(
    contact=Transition([P.PROPOSED], P.CONTACTED, "edit"),
    trial=Transition(UNANSWERED, P.TRIAL, "edit"),
    promise=Transition(RUNNING, P.PROMISE, "edit"),
    decline=Transition([*RUNNING, P.PROMISE, P.EXPIRED], P.DECLINED, "edit"),
    expire=Transition(UNANSWERED, P.EXPIRED, "edit"),
    renew=Transition([P.EXPIRED], P.PROPOSED, "edit"),
)

PROPOSAL_MARKS = {
    P.PROPOSED: ("", "mail"),
    P.CONTACTED: ("active", "phone"),
    P.TRIAL: ("active", "eye"),
    P.PROMISE: ("good", "check"),
    P.DECLINED: ("", "close"),
    P.EXPIRED: ("", "clock"),
}


class DeclineReason(TextChoices):
    """Why a proposal came to nothing; nothing about a person's health or conduct."""

    COMPANY_FULL = "full", _("the company has no place any more")
    COMPANY_OTHER = "company", _("the company chose somebody else")
    APPRENTICE_OTHER = "chose", _("the apprentice chose another place")
    TOO_FAR = "too_far", _("too far")
    TERMS = "terms", _("pay or working hours do not fit")
    TRIAL = "trial", _("the trial days did not convince")
    SILENT = "silent", _("no answer")
    FELL_THROUGH = "fell", _("the promise fell through")
    PLACED = "placed", _("placed elsewhere")
    ENDED = "ended", _("the search has ended")
    OTHER = "other", _("other reason")


class DeclineSide(TextChoices):
    """Whose answer it was; never a judgement on a person."""

    COMPANY = "company", _("the company")
    APPRENTICE = "apprentice", _("the apprentice")
    NEITHER = "neither", _("neither of the two")

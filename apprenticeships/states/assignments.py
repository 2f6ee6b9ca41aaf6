"""The fixed words of proposal runs, wishes about pairs, and why a case was left over."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.workflow import Transition, Workflow


class RunState(TextChoices):
    """How far a run over all open cases is."""

    QUEUED = "queued", _("waiting for its turn")
    RUNNING = "running", _("being computed")
    DONE = "done", _("computed")
    FAILED = "failed", _("could not be computed")


UNFINISHED = (RunState.QUEUED, RunState.RUNNING)

RUN_WORKFLOW = Workflow(
    claim=Transition([RunState.QUEUED], RunState.RUNNING, "view"),
    requeue=Transition([RunState.RUNNING], RunState.QUEUED, "view"),
    finish=Transition([RunState.RUNNING], RunState.DONE, "view"),
    fail=Transition(UNFINISHED, RunState.FAILED, "view"),
    retry=Transition([RunState.FAILED], RunState.QUEUED, "view"),
)

RUN_MARKS = {
    RunState.QUEUED: ("", "clock"),
    RunState.RUNNING: ("active", "swap"),
    RunState.DONE: ("good", "check"),
    RunState.FAILED: ("bad", "close"),
}


class RunStage(TextChoices):
    """What a running run is at; the progress says how far."""

    READING = "reading", _("reading cases and offers")
    SOLVING = "solving", _("looking for the best assignment")
    EXPLAINING = "explaining", _("working out what the others lack")
    STORING = "storing", _("writing down the result")


class WishKind(TextChoices):
    """What is wanted or ruled out between a case and an offer."""

    PIN = "pin", _("this offer and no other")
    NOT_OFFER = "not_offer", _("not this offer")
    NOT_COMPANY = "not_company", _("not to this company")


class WishReason(TextChoices):
    """Where a wish comes from; nothing about a person's health or conduct."""

    APPRENTICE = "apprentice", _("wish of the apprentice")
    COMPANY = "company", _("wish of the company")
    KNOWN = "known", _("was there before")
    AGREED = "agreed", _("already talked over with both")
    OTHER = "other", _("another reason")


class PairChange(TextChoices):
    """What a proposed pair is, seen from the run before."""

    FIRST = "first", _("first run")
    SAME = "same", _("as before")
    ADDED = "added", _("newly placed")
    CHANGED = "changed", _("other company than before")


class PairRefusal(TextChoices):
    """Why a pair could not be confirmed: what changed since the run."""

    CASE_GONE = "case", _("No place is sought for this case any more.")
    SEAT_GONE = "seat", _("The offer has no free place any more.")
    EXCLUDED = "excluded", _("The pair has been ruled out meanwhile.")
    PINNED_ELSEWHERE = "pinned", _("Another offer has been fixed for this case meanwhile.")
    PROPOSED = "proposed", _("This company is proposed for the case already.")
    NOT_OWN = "not_own", _("The case belongs to another chamber: please call it.")
    OTHER = "other", _("This has changed meanwhile.")


class LeftWhy(TextChoices):
    """Why a case was left over, in one line."""

    NO_OFFER = "no_offer", _("no place in this occupation group")
    NONE_FITS = "none_fits", _("places in this occupation group, but none that fits")
    ALL_TAKEN = "all_taken", _("places that fit, but all of them go to others")
    EXCLUDED = "excluded", _("the places that would fit are ruled out")
    PIN_FULL = "pin_full", _("the offer fixed for it has no free place")


class Relaxation(TextChoices):
    """What could be relaxed so that one person more finds a place."""

    REACH = "reach", _("longer way")
    START = "start", _("later start")
    YEAR = "year", _("other year of training")
    OCCUPATION = "occupation", _("occupation that is further away")
    NETWORK = "network", _("training in a network of two companies")
    PART = "part", _("training in a network for some of the time")

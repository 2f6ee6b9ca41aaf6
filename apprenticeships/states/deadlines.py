"""The fixed words of deadlines: from which day of a case each is counted, how far, and what meets it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DeadlineKind(TextChoices):
    """Where a deadline comes from: the rule table, a funding programme, the duty to inform, a hand."""

    RULE = "rule", _("by the table of deadlines")
    FUNDING = "funding", _("funding programme")
    INFORM = "inform", _("duty to inform the person")
    OWN = "own", _("entered by hand")


class Anchor(TextChoices):
    """The day a deadline is counted from; each names a field of the case, or of its company case."""

    REPORTED = "reported_on", _("day of the report")
    KNOWN = "event_on", _("day on which the event became known")
    OPENED = "company_case__opened_on", _("opening of the insolvency proceedings")
    NOTICE = "notice_received_on", _("day on which notice was received")
    STOPS = "training_stops_on", _("last day of training in fact")
    AWARD = "award_on", _("award of the settlement committee")
    ENDS = "ends_on", _("end of the place")
    CONTRACT_START = "contract_start", _("start of the contract so far")
    NEW_START = "new_start_on", _("start of the new contract")
    REGISTERED = "registered_on", _("day of registration")
    PROBATION = "probation_until", _("end of the new probation")
    EXAM = "exam_registration_on", _("last day to register for the exam")
    RESIDENCE = "residence_deadline", _("deadline by residence law")


class Unit(TextChoices):
    DAYS = "days", _("days")
    WORKING_DAYS = "workdays", _("working days")
    WEEKS = "weeks", _("weeks")
    MONTHS = "months", _("months")


class MetBy(TextChoices):
    """What meets a deadline without anybody ticking it off."""

    HAND = "", _("ticked off by hand")
    NOTE = "note", _("the first call note")
    PROPOSAL = "proposal", _("the first proposal")
    MOVED = "moved", _("the case leaves “checked”")
    SIGNED = "signed", _("the new contract is signed")
    REGISTERED = "registered", _("the new contract is registered")


class Certainty(TextChoices):
    """How sure a rule is: read in the law, still to be checked, or the alliance's own aim."""

    VERIFIED = "verified", _("read in the source")
    TO_CHECK = "to_check", _("to be checked")
    PROPOSAL = "proposal", _("own aim")

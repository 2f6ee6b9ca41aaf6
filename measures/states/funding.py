"""The fixed words of the funding programmes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Criterion(TextChoices):
    """What a condition of a funding programme asks; the portal knows it, or somebody must look."""

    MANUAL = "manual", _("to be checked by hand")
    LOST = "lost", _("a training place is lost")
    REASON = "reason", _("reason of the loss is one of")
    SIZE_BELOW = "size", _("company has fewer employees than")
    SEAT = "seat", _("municipality key of the company begins with")
    START_FROM = "start_from", _("new contract starts on this day or later")
    START_UNTIL = "start_until", _("new contract starts on this day or earlier")
    REGISTERED = "registered", _("new contract is registered")
    PROBATION = "probation", _("new probation is over")
    NETWORK_WEEKS = "network", _("training in a network for at least so many weeks")


# criteria that need a value beside them
WITH_VALUE = frozenset(
    {
        Criterion.REASON,
        Criterion.SIZE_BELOW,
        Criterion.SEAT,
        Criterion.START_FROM,
        Criterion.START_UNTIL,
        Criterion.NETWORK_WEEKS,
    }
)


class LossReason(TextChoices):
    """The reasons that funding rules name, in their words."""

    INSOLVENCY = "insolvency", _("reason: insolvency")
    CLOSURE = "closure", _("reason: closure")
    SUITABILITY = "suitability", _("reason: loss of suitability")
    ECONOMIC = "economic", _("reason: economic difficulty")
    OTHER = "other", _("reason: other")


class FundingDeadline(TextChoices):
    """From which day the time to apply is counted."""

    NONE = "", _("none, or not known")
    BEFORE_START = "before_start", _("before the new contract starts")
    AFTER_START = "after_start", _("months after the new contract starts")
    AFTER_PROBATION = "after_probation", _("months after the new probation ends")


class Eligibility(TextChoices):
    """How a programme fits a case; the portal never promises money."""

    ELIGIBLE = "eligible", _("conditions met")
    TO_CHECK = "to_check", _("please check")
    NOT = "not", _("not eligible")

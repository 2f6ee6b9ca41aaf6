"""The fixed words of the catalogue, and which step leads a measure from which state to which."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from portal.workflow import Transition, Workflow


class FocusArea(IntegerChoices):
    """The three focus areas of the joint declaration of 2020."""

    TRAINING_MARKET = 1, _("Stabilise the training market")
    STRUCTURAL_CHANGE = 2, _("Structural change in economy and work")
    DIGITALISATION = 3, _("Digitalisation as a driver in the world of work")


class MeasureClass(TextChoices):
    """What the region's partners do themselves, and what they build on."""

    REGIONAL = "regional", _("Regional measure")
    PROGRAMME = "programme", _("Programme or basis")


class OriginLevel(TextChoices):
    """Who stands behind it."""

    FEDERAL = "federal", _("Federal level")
    STATE = "state", _("State level")
    REGION = "region", _("Region")


class Progress(TextChoices):
    """How far a regional measure has come."""

    PLANNED = "planned", _("planned")
    RUNNING = "running", _("running")
    PAUSED = "paused", _("paused")
    COMPLETED = "completed", _("completed")
    DISCONTINUED = "discontinued", _("discontinued")


class Validity(TextChoices):
    """Whether a programme or basis still holds."""

    IN_FORCE = "in_force", _("in force")
    UNCONFIRMED = "unconfirmed", _("in force according to its source")
    TEMPLATE = "template", _("commitment, can become a measure")
    ENDED = "ended", _("expired")
    UNCLEAR = "unclear", _("validity unclear")


class Light(TextChoices):
    """How a regional measure stands against its plan; amber and red always have a reason in words."""

    NONE = "none", _("not assessed")
    GREEN = "green", _("on schedule")
    AMBER = "amber", _("delayed")
    RED = "red", _("at risk")


WITH_REASON = (Light.AMBER, Light.RED)
# where one is chosen, with its colour
LIGHT_CHOICES = (
    (Light.NONE.value, _("not assessed")),
    (Light.GREEN.value, _("green: on schedule")),
    (Light.AMBER.value, _("amber: delayed")),
    (Light.RED.value, _("red: at risk")),
)


class MeasureState(TextChoices):
    """Who can read it: a draft few, a published or archived measure everybody."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    ARCHIVED = "archived", _("archived")


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


WORKFLOW = Workflow(
    publish=Transition([MeasureState.DRAFT], MeasureState.PUBLISHED, needs="publish"),
    unpublish=Transition([MeasureState.PUBLISHED], MeasureState.DRAFT, needs="publish"),
    archive=Transition([MeasureState.PUBLISHED], MeasureState.ARCHIVED, needs="archive"),
    reopen=Transition([MeasureState.ARCHIVED], MeasureState.DRAFT, needs="archive"),
)

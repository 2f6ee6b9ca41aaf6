"""The fixed words of a measure, and which step leads it from which state to which."""

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


WORKFLOW = Workflow(
    publish=Transition([MeasureState.DRAFT], MeasureState.PUBLISHED, needs="publish"),
    unpublish=Transition([MeasureState.PUBLISHED], MeasureState.DRAFT, needs="publish"),
    archive=Transition([MeasureState.PUBLISHED], MeasureState.ARCHIVED, needs="archive"),
    reopen=Transition([MeasureState.ARCHIVED], MeasureState.DRAFT, needs="archive"),
)

"""The fixed words of milestones and indicators."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Direction(TextChoices):
    """Which way an indicator shall go."""

    UP = "up", _("more is better")
    DOWN = "down", _("less is better")


class CountedBy(TextChoices):
    """Where the actual values come from: reported by the organisations, or counted by the portal."""

    NOBODY = "", _("reported by the organisations")
    HELPED = "helped", _("counted: closed cases that name the measure as help")
    CONTRACT = "contract", _("counted: of them with a new contract")
    SEAMLESS = "seamless", _("counted: of them seamless")

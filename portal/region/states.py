"""The legal values of the region's tables."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OccupationKind(TextChoices):
    """What a row of the occupation list is; one base occupation can have many specialisations."""

    BASE = "dual_bbig_hwo", _("training occupation")
    SPECIALISATION = "dual_bbig_hwo_specialisation", _("specialisation")
    FOCUS = "dual_bbig_hwo_focus", _("focus of training")
    HEALTH = "health_federal_law", _("health occupation by federal law")


class ListKind(TextChoices):
    """The two official lists an installation keeps up to date."""

    MUNICIPALITIES = "municipalities", _("municipalities")
    OCCUPATIONS = "occupations", _("training occupations")


# KldB-3 groups marked as systemically relevant at the first load. No official list was found: the alliances
# edit the mark per occupation afterwards.
SYSTEM_RELEVANT_GROUPS = frozenset(
    {"292", "293", "341", "342", "343", "513", "521", "531", "541", "813", "817", "821", "831"}
)

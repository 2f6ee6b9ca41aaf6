"""The legal values of the region's tables."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.workflow import Transition, Workflow


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


class MarketKey(TextChoices):
    """The sums of the training market of a reporting year (1 October to 30 September)."""

    NAA = "NAA", _("new training contracts")
    UBS = "UBS", _("vacant training places")
    UVB = "UVB", _("applicants without a place")
    BMA = "BMA", _("applicants with an alternative, still searching")
    INT = "INT", _("institutionally recorded persons interested")


class MarketSource(TextChoices):
    """Who publishes a table of market figures."""

    BIBB = "bibb", _("BIBB, survey of 30 September")
    BA = "ba", _("Bundesagentur für Arbeit, statistics")
    GENESIS = "genesis", _("Destatis or Statistisches Landesamt, GENESIS")
    OTHER = "other", _("another source")


class MarketImportState(TextChoices):
    """A file is read and mapped first; its figures count when it is stored."""

    DRAFT = "draft", _("being prepared")
    STORED = "stored", _("taken over")


# KldB-3 groups marked as systemically relevant at the first load. No official list was found: the alliances
# edit the mark per occupation afterwards.
SYSTEM_RELEVANT_GROUPS = frozenset(
    {"292", "293", "341", "342", "343", "513", "521", "531", "541", "813", "817", "821", "831"}
)

MARKET_IMPORT_WORKFLOW = Workflow(
    store=Transition([MarketImportState.DRAFT], MarketImportState.STORED, "edit"),
)

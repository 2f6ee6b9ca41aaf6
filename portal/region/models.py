"""The region's districts and municipalities, and the recognised training occupations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.access import AccessQuerySet
from portal.models import Keyed
from portal.region import rules
from portal.region.querysets import NamedQuerySet, OccupationQuerySet
from portal.region.spelling import spellings
from portal.region.states import (
    SYSTEM_RELEVANT_GROUPS,
    ListKind,
    MarketImportState,
    MarketKey,
    MarketSource,
    OccupationKind,
)
from portal.sorting import sort_key

BYTEWISE = "C"  # the keys are made for it; a server's own collation would skip spaces and hyphens


class District(models.Model):
    """One row is one city or rural district (Stadt-/Landkreis), known by its five-digit AGS."""

    ags = models.CharField(max_length=5, unique=True)
    nuts3 = models.CharField(max_length=5, blank=True)
    name = models.CharField(_("name"), max_length=80)
    short_name = models.CharField(_("short name"), max_length=30)
    agency = models.CharField(_("employment agency"), max_length=60, blank=True)
    sort_name = models.CharField(max_length=120, editable=False, db_collation=BYTEWISE)

    access_rules = {"view": rules.view}
    objects = AccessQuerySet.as_manager()

    class Meta:
        ordering = ["ags"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.fill_keys()
        super().save(*args, **kwargs)

    def fill_keys(self) -> None:
        """Computes what is derived from the name; bulk writes call it themselves."""
        self.sort_name = sort_key(self.name)


class Municipality(models.Model):
    """One row is one municipality (Gemeinde); coordinates are WGS 84 degrees of its place point."""

    ags = models.CharField(max_length=8, unique=True)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=30)
    district = models.ForeignKey(District, models.PROTECT, related_name="municipalities")
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    population = models.PositiveIntegerField(_("inhabitants"), null=True)
    coordinate_basis = models.CharField(max_length=30, blank=True)
    sort_name = models.CharField(max_length=120, editable=False, db_collation=BYTEWISE)
    search_name = models.TextField(editable=False, db_collation=BYTEWISE)

    access_rules = {"view": rules.view}
    objects = NamedQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(47, 56),
                    longitude__range=(5, 16),
                ),
                name="municipality_in_germany",
            )
        ]
        indexes = [models.Index(fields=["sort_name", "id"], name="municipality_order")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.fill_keys()
        super().save(*args, **kwargs)

    def fill_keys(self) -> None:
        """Computes what is derived from the name; bulk writes call it themselves."""
        self.sort_name = sort_key(self.name)
        self.search_name = spellings(self.name)

    @property
    def point(self) -> tuple[float, float] | None:
        """(latitude, longitude) in degrees, or None where the place is not known."""
        if self.latitude is None or self.longitude is None:
            return None
        return (self.latitude, self.longitude)


class OccupationGroup(models.Model):
    """One row is one three-digit group of the KldB 2010: what "related occupation" means."""

    kldb3 = models.CharField(max_length=3, unique=True)
    title = models.CharField(_("title"), max_length=160)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view, "mark": rules.mark_relevance}

    class Meta:
        ordering = ["kldb3"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_proposed(self) -> bool:
        """Whether its occupations are proposed as systemically relevant."""
        return self.kldb3 in SYSTEM_RELEVANT_GROUPS


class Occupation(models.Model):
    """One row is one recognised training occupation or specialisation.

    Identity is the name with the agency's key `bkz`; one KldB code holds many occupations and serves
    for grouping only.
    """

    bkz = models.CharField(max_length=16, unique=True)
    kldb = models.CharField(max_length=5)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=160)
    base_name = models.CharField(max_length=200)
    kind = models.CharField(_("kind"), max_length=40, choices=OccupationKind.choices)
    group = models.ForeignKey(OccupationGroup, models.PROTECT, related_name="occupations")
    is_system_relevant = models.BooleanField(_("systemically relevant"), default=False)
    is_current = models.BooleanField(_("in the present list"), default=True)
    sort_name = models.CharField(max_length=240, editable=False, db_collation=BYTEWISE)
    search_name = models.TextField(editable=False, db_collation=BYTEWISE)

    access_rules = {"view": rules.view}
    objects = OccupationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=OccupationKind.values), name="occupation_kind_known"
            )
        ]
        indexes = [models.Index(fields=["sort_name", "id"], name="occupation_order")]

    def __str__(self) -> str:
        return self.short_name

    def save(self, *args: object, **kwargs: object) -> None:
        self.fill_keys()
        super().save(*args, **kwargs)

    def fill_keys(self) -> None:
        """Computes what is derived from the names; bulk writes call it themselves."""
        self.sort_name = sort_key(self.short_name)
        self.search_name = spellings(self.short_name, self.name)


class LoadedList(models.Model):
    """One row is the list of a kind that was loaded last: its state, and whether it came with the portal."""

    kind = models.CharField(max_length=20, choices=ListKind.choices, unique=True)
    as_of = models.DateField(null=True)
    is_shipped = models.BooleanField()
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=ListKind.values), name="loaded_list_kind_known"
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class MarketImport(Keyed):
    """One row is one file of market figures: its table as read, what its columns mean, and who took it over.

    `header` and `rows` are the table's texts, `mapping` says per column (its place as text) what it holds.
    `published_on` is the state that the source names ("Stand"); `year` the reporting year of a file that has
    no column for it.
    """

    state = models.CharField(
        max_length=8, choices=MarketImportState.choices, default=MarketImportState.DRAFT, editable=False
    )
    source = models.CharField(_("source"), max_length=10, choices=MarketSource.choices)
    title = models.CharField(_("title of the table"), max_length=160)
    published_on = models.DateField(_("as of"))
    year = models.PositiveSmallIntegerField(_("reporting year"), null=True, blank=True)
    is_example = models.BooleanField(default=False, editable=False)
    header = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    imported_by = models.ForeignKey("partners.Membership", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    access_rules = {"view": rules.view_market_import, "edit": rules.view_market_import}
    objects = AccessQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=MarketImportState.values, source__in=MarketSource.values),
                name="market_import_words_known",
            )
        ]
        indexes = [models.Index(fields=["source", "state", "-id"], name="market_import_of_source")]

    def __str__(self) -> str:
        return self.title


class MarketFigure(models.Model):
    """One row is one sum of the training market for one region and reporting year, or month of it.

    `region` is the code of an employment agency's district ("627"), of a district (AGS, five digits), of the
    Land ("08") or of Germany ("00"). `value` is empty where the source keeps it secret; `mark` is its sign.
    """

    region = models.CharField(max_length=5)
    key = models.CharField(max_length=3, choices=MarketKey.choices)
    year = models.PositiveSmallIntegerField()
    month = models.DateField(null=True)
    value = models.PositiveIntegerField(null=True)
    mark = models.CharField(max_length=8, blank=True)
    run = models.ForeignKey(MarketImport, models.PROTECT, related_name="figures")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "key", "year", "month"], nulls_distinct=False, name="market_figure_once"
            ),
            models.CheckConstraint(condition=models.Q(key__in=MarketKey.values), name="market_key_known"),
            models.CheckConstraint(
                condition=models.Q(value__isnull=False, mark="") | models.Q(value=None) & ~models.Q(mark=""),
                name="market_value_or_mark",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.key} {self.year}"

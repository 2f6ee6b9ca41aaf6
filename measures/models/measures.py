"""Measures."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from measures import rules
from measures.models.agreements import SourceAgreement
from measures.querysets import MeasureQuerySet
from measures.states import (
    WITH_REASON,
    FocusArea,
    Light,
    MeasureClass,
    MeasureState,
    OriginLevel,
    Progress,
    Validity,
)
from portal.models import Versioned
from portal.sorting import sort_key

HAS_LEAD = Q(lead__isnull=False) | ~Q(lead_text="")


HAS_PERIOD = Q(period_start__isnull=False) | ~Q(period_text="")


class Measure(Versioned):
    """One row is a measure of the region, or a programme or basis it builds on.

    The columns are what readers see; the next text lies in a MeasureDraft until it is published, and
    `published_revision` is the revision they show. The description is formatted text (portal.markdown).
    `lead_text` names a lead outside the portal; `needs_check` marks what no source confirms (any more).
    Light, its reason and `light_on` are those of the last Sachstand; the next one is due
    `report_every_months` later (0: never); `report_reminded` is the due day and number of the last mail.
    """

    number = models.CharField(_("number"), max_length=12, unique=True, editable=False)
    source_key = models.CharField(max_length=20, unique=True, null=True, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=9, choices=MeasureClass.choices)
    focus_area = models.PositiveSmallIntegerField(_("focus area"), choices=FocusArea.choices)
    title = models.CharField(_("title"), max_length=200)
    sort_title = models.CharField(max_length=200, editable=False)
    summary = models.CharField(_("summary"), max_length=400, blank=True)
    description = models.TextField(_("description"), max_length=20_000, blank=True)
    origin = models.CharField(_("origin"), max_length=7, choices=OriginLevel.choices)
    agreement = models.ForeignKey(
        SourceAgreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="measures",
        verbose_name=_("based on"),
    )
    agreement_section = models.ForeignKey(
        "measures.AgreementSection",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="measures",
        verbose_name=_("section of the agreement"),
    )
    target_groups = ArrayField(
        models.CharField(max_length=200), verbose_name=_("target groups"), default=list, blank=True
    )
    lead = models.ForeignKey(
        "partners.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_measures",
        verbose_name=_("lead"),
    )
    lead_text = models.CharField(_("lead outside the portal"), max_length=200, blank=True)
    supporters = models.ManyToManyField(
        "partners.Organisation",
        related_name="supported_measures",
        verbose_name=_("supporting organisations"),
        blank=True,
    )
    partners_text = models.CharField(_("other partners"), max_length=300, blank=True)
    occupation_groups = models.ManyToManyField(
        "region.OccupationGroup",
        related_name="measures",
        verbose_name=_("systemically relevant occupations"),
        blank=True,
    )
    period_start = models.DateField(_("start"), null=True, blank=True)
    period_end = models.DateField(_("end"), null=True, blank=True)
    period_text = models.CharField(_("period in words"), max_length=300, blank=True)
    funding = models.CharField(_("funding"), max_length=400, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    progress = models.CharField(_("progress"), max_length=12, choices=Progress.choices, blank=True)
    validity = models.CharField(_("validity"), max_length=11, choices=Validity.choices, blank=True)
    light = models.CharField(_("light"), max_length=5, choices=Light.choices, default=Light.NONE)
    light_reason = models.CharField(_("reason"), max_length=300, blank=True)
    light_on = models.DateField(null=True, blank=True, editable=False)
    report_every_months = models.PositiveSmallIntegerField(
        _("Sachstand every so many months"), default=6, validators=[MaxValueValidator(36)]
    )
    report_reminded = models.CharField(max_length=12, blank=True, editable=False)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    needs_check = models.BooleanField(_("to be checked"), default=False)
    sources = ArrayField(
        models.CharField(max_length=400), verbose_name=_("sources"), default=list, blank=True
    )
    state = models.CharField(
        _("publication"),
        max_length=9,
        choices=MeasureState.choices,
        default=MeasureState.DRAFT,
        editable=False,
    )
    published_revision = models.ForeignKey(
        "measures.MeasureRevision", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="german")
        + SearchVector("summary", weight="B", config="german")
        + SearchVector("lead_text", weight="C", config="german"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = MeasureQuerySet.as_manager()
    access_rules = {
        "view": rules.view_measure,
        "edit": rules.edit_measure,
        "publish": rules.publish_measure,
        "archive": rules.archive_measure,
        "report": rules.report_measure,
        "schedule": rules.schedule_reports,
        "open_editor": rules.open_editor,
        "open_proposal": rules.open_proposal,
        "propose": rules.propose_change,
        "attach": rules.attach_to_measure,
        "read_internal": rules.read_internal,
    }

    class Meta:
        ordering = ["focus_area", "sort_title", "number"]
        indexes = [
            models.Index(fields=["kind", "focus_area", "sort_title", "number"], name="measure_list"),
            GinIndex(fields=["search"], name="measure_search"),
            GinIndex(fields=["sort_title"], opclasses=["gin_trgm_ops"], name="measure_title_trgm"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MeasureState.values), name="measure_state_known"),
            models.CheckConstraint(condition=Q(focus_area__in=FocusArea.values), name="measure_focus_known"),
            models.CheckConstraint(condition=Q(origin__in=OriginLevel.values), name="measure_origin_known"),
            models.CheckConstraint(
                condition=Q(kind=MeasureClass.REGIONAL, progress__in=Progress.values, validity="")
                | Q(kind=MeasureClass.PROGRAMME, progress="", validity__in=Validity.values, light=Light.NONE),
                name="measure_kind_has_its_words",
            ),
            models.CheckConstraint(
                condition=Q(light__in=[Light.NONE, Light.GREEN])
                | (Q(light__in=WITH_REASON) & ~Q(light_reason="")),
                name="measure_light_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(period_end=None) | Q(period_end__gte=F("period_start")),
                name="measure_period_order",
            ),
            models.CheckConstraint(
                condition=~Q(state=MeasureState.PUBLISHED)
                | (~Q(summary="") & HAS_LEAD & (Q(kind=MeasureClass.PROGRAMME) | HAS_PERIOD)),
                name="measure_published_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_title = sort_key(self.title)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("measures:detail", args=[self.number])

    @property
    def is_regional(self) -> bool:
        return self.kind == MeasureClass.REGIONAL

    @property
    def lead_name(self) -> str:
        return self.lead.short_name if self.lead_id else self.lead_text

    @property
    def status_label(self) -> str:
        """How it stands: the progress of a regional measure, the validity of a programme."""
        return self.get_progress_display() if self.is_regional else self.get_validity_display()

    def gaps(self) -> list[str]:
        """The fields without which it cannot be published."""
        found = []
        if not self.summary:
            found.append("summary")
        if not (self.lead_id or self.lead_text):
            found.append("lead")
        if self.is_regional and not (self.period_start or self.period_text):
            found.append("period_start")
        return found

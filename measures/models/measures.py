"""Measures."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from measures import rules
from measures.documents import groups_key, lead_key, plain_text
from measures.models.agreements import SourceAgreement
from measures.querysets import MeasureQuerySet
from measures.querysets_reports import report_due
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
from portal.german import Fold
from portal.models import Versioned
from portal.sorting import sort_key

HAS_LEAD = Q(lead__isnull=False) | ~Q(lead_text="")


HAS_PERIOD = Q(period_start__isnull=False) | ~Q(period_text="")


def _searched(*fields: str) -> Fold:
    """These texts in one, as they are compared: folded and with a blank between them."""
    parts = [part for field in fields for part in (F(field), Value(" "))]
    return Fold(Concat(*parts, output_field=models.TextField()))


class Measure(Versioned):
    """One row is a measure of the region, or a programme or basis it builds on.

    The columns are what readers see; the next text lies in a MeasureDraft until it is published, and
    `published_revision` is the revision they show. The description is formatted text (portal.markdown).
    `lead_text` names a lead outside the portal; `needs_check` marks what no source confirms (any more).
    Light, its reason and `light_on` are those of the last Sachstand; the next one is due
    `report_every_months` later (0: never); `report_reminded` is the due day and number of the last mail.

    What the search reads (see portal.german): save() writes `lead_key` and `groups_key`, the folded names of
    the lead and of the target groups, and `search_body`, the description without marks; `names_key`, the
    folded names of those who take part, comes from measures.searching.refresh(). Of them the database makes
    `search` (words), `search_head` (title, summary, names: for typing errors) and `search_text` (all of it:
    for compounds).
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
    report_due_on = models.GeneratedField(
        expression=report_due(), output_field=models.DateField(), db_persist=True
    )
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
    lead_key = models.CharField(max_length=400, default="", editable=False)
    groups_key = models.TextField(default="", editable=False)
    names_key = models.TextField(default="", editable=False)
    search_body = models.TextField(default="", editable=False)
    search = models.GeneratedField(
        expression=SearchVector(_searched("title"), weight="A", config="german")
        + SearchVector(_searched("summary"), weight="B", config="german")
        + SearchVector("lead_key", "names_key", "groups_key", weight="C", config="german")
        + SearchVector(_searched("search_body"), weight="D", config="german"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    search_head = models.GeneratedField(
        expression=_searched("title", "summary", "lead_key", "names_key"),
        output_field=models.TextField(),
        db_persist=True,
    )
    search_text = models.GeneratedField(
        expression=_searched("title", "summary", "lead_key", "names_key", "groups_key", "search_body"),
        output_field=models.TextField(),
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
            models.Index(
                fields=["kind", "focus_area", "sort_title", "number"],
                include=["state", "lead"],
                condition=~Q(state=MeasureState.ARCHIVED),
                name="measure_current",
            ),
            *(
                models.Index(
                    fields=["kind", field, "focus_area", "sort_title", "number"],
                    include=["id"],
                    name=f"measure_by_{field}",
                )
                for field in ("state", "progress", "light", "validity", "origin")
            ),
            models.Index(
                fields=["focus_area", "report_due_on"],
                condition=Q(report_due_on__isnull=False),
                name="measure_report_due",
            ),
            GinIndex(fields=["search"], name="measure_search"),
            GinIndex(
                fields=["search_text", "search_head", "lead_key", "groups_key"],
                opclasses=["gin_trgm_ops"] * 4,
                name="measure_trgm",
            ),
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
        self.lead_key = lead_key(self.lead if self.lead_id else None, self.lead_text)
        self.groups_key = groups_key(self.target_groups)
        self.search_body = plain_text(self.description)
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

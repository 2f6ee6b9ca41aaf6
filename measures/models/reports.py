"""What the organisation in the lead reports on its measure."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from measures import rules
from measures.models.measures import Measure
from measures.states import LIGHT_WORDS, WITH_REASON, Light, Progress, Via
from portal.access import AccessQuerySet
from portal.models import Keyed


class StatusReport(Keyed):
    """One row is one Sachstand of a measure: how it stands, what was done, what is next. Never changed.

    The newest one counts; a correction is a new row. `light_before` is the light of the Sachstand before it.
    `figures` are the actual values that were given with it, a list of {title, unit, value} as said then;
    the values themselves are rows of Reading. `link` is the link it came by, until that is deleted.
    """

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="reports")
    organisation = models.ForeignKey(
        "partners.Organisation", models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    via = models.CharField(max_length=7, choices=Via.choices)
    link = models.ForeignKey("portal.SignedLink", models.SET_NULL, null=True, blank=True, related_name="+")
    reported_on = models.DateField(_("Sachstand of"))
    reported_at = models.DateTimeField(default=timezone.now)
    light = models.CharField(_("light"), max_length=5, choices=Light.choices)
    light_before = models.CharField(max_length=5, choices=Light.choices, default=Light.NONE)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    progress = models.CharField(_("progress"), max_length=12, choices=Progress.choices)
    done = models.TextField(_("what was done"), max_length=1_500)
    next_steps = models.TextField(_("what comes next"), max_length=1_500, blank=True)
    figures = models.JSONField(_("actual values"), default=list, blank=True)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_report}

    class Meta:
        ordering = ["-reported_on", "-pk"]
        indexes = [models.Index(fields=["measure", "-reported_on", "-id"], name="report_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(via__in=Via.values), name="report_via_known"),
            models.CheckConstraint(
                condition=Q(light__in=[Light.NONE, Light.GREEN]) | (Q(light__in=WITH_REASON) & ~Q(reason="")),
                name="report_light_has_reason",
            ),
            models.CheckConstraint(condition=Q(progress__in=Progress.values), name="report_progress_known"),
            models.CheckConstraint(condition=Q(link=None) | Q(via=Via.LINK), name="report_link_by_link"),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.reported_on}"

    @property
    def headline(self) -> str:
        """62 Betriebe beraten, verzögert: the first actual value, where there is one, and how it stands."""
        stands = str(Light(self.light).label) if self.light != Light.NONE else self.get_progress_display()
        if not self.figures:
            return stands[:1].upper() + stands[1:]
        return f"{figure_words(self.figures[0])}, {stands}"

    @property
    def light_words(self) -> str:
        """Ampel gelb, vorher grün; empty while nothing has begun."""
        if self.light == Light.NONE:
            return ""
        words = {"now": LIGHT_WORDS[self.light], "before": LIGHT_WORDS[self.light_before]}
        if self.light_before in (Light.NONE, self.light):
            return _("Light %(now)s") % words
        return _("Light %(now)s, before %(before)s") % words


def figure_words(figure: dict[str, str]) -> str:
    """Beratene Betriebe: 62 – the unit only where there is one."""
    value = f"{number_words(Decimal(figure['value']))} {figure['unit']}".strip()
    return f"{figure['title']}: {value}"


def number_words(value: Decimal) -> str:
    """1.250 or 3,5: without the zeros that the database adds."""
    is_whole = value == value.to_integral_value()
    return str(localize(int(value) if is_whole else value.normalize(), use_l10n=True))

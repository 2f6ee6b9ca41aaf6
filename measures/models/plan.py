"""What a measure has set itself: milestones, and indicators with targets and actual values."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures import rules
from measures.models.measures import Measure
from measures.states import CountedBy, Direction
from portal.access import AccessQuerySet
from portal.models import Keyed, Versioned


class Milestone(Keyed, Versioned):
    """One row is a point that a measure wants to reach by a day (Meilenstein); `reached_on` when it did."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="milestones", verbose_name=_("measure"))
    title = models.CharField(_("milestone"), max_length=120)
    due_on = models.DateField(_("due on"))
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    objects = AccessQuerySet.as_manager()
    access_rules = {
        "view": rules.view_plan,
        "edit": rules.edit_plan,
        "reach": rules.reach_milestone,
    }

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(reached_on=None), name="milestone_open"),
            models.Index(
                fields=["measure", "due_on"],
                condition=Q(reached_on=None),
                name="milestone_open_of_measure",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_overdue(self, today: date) -> bool:
        return self.reached_on is None and self.due_on < today


class Indicator(Keyed, Versioned):
    """One row is a figure by which a measure is judged (Kennzahl), in `unit` and with a direction.

    Values are the state reached on a day (the sum since the beginning), not the gain of a period.
    `counted_by` names what the portal counts itself; such an indicator takes no readings.
    """

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="indicators", verbose_name=_("measure"))
    title = models.CharField(_("indicator"), max_length=120)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    direction = models.CharField(
        _("direction"), max_length=4, choices=Direction.choices, default=Direction.UP
    )
    baseline = models.DecimalField(_("baseline"), max_digits=12, decimal_places=2, null=True, blank=True)
    baseline_on = models.DateField(_("day of the baseline"), null=True, blank=True)
    counted_by = models.CharField(
        _("actual values"), max_length=8, choices=CountedBy.choices, default=CountedBy.NOBODY, blank=True
    )
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = AccessQuerySet.as_manager()
    access_rules = {
        "view": rules.view_plan,
        "edit": rules.edit_plan,
        "enter": rules.enter_reading,
    }

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values), name="indicator_direction_known"
            ),
            models.CheckConstraint(
                condition=Q(counted_by__in=CountedBy.values), name="indicator_counted_known"
            ),
            models.CheckConstraint(
                condition=Q(baseline_on=None) | Q(baseline__isnull=False), name="indicator_baseline_pair"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Target(models.Model):
    """One row is the value that an indicator shall have on a day (Zielwert), over all organisations."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets")
    due_on = models.DateField(_("by"))
    value = models.DecimalField(_("target"), max_digits=12, decimal_places=2)

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "due_on"], name="target_once_per_day"),
            models.CheckConstraint(condition=Q(value__gte=0), name="target_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.value} ({self.due_on})"


class Reading(Keyed):
    """One row is the actual value of an indicator at one organisation on a day (Ist-Wert).

    The sum of an indicator on a day is the sum of each organisation's latest reading up to that day.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="readings")
    organisation = models.ForeignKey(
        "partners.Organisation", models.PROTECT, related_name="readings", verbose_name=_("organisation")
    )
    read_on = models.DateField(_("as of"))
    value = models.DecimalField(_("actual value"), max_digits=12, decimal_places=2)
    entered_at = models.DateTimeField(auto_now=True)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_reading, "remove": rules.remove_reading}

    class Meta:
        ordering = ["read_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "organisation", "read_on"], name="reading_once_per_day"
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="reading_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.value} ({self.read_on})"

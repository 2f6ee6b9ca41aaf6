"""How long records are kept where that differs from the default, and the runs that removed them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.access import AccessQuerySet
from portal.retention import rules


class RetentionPeriod(models.Model):
    """One row sets for one kind how many days its records are kept, for all or for one organisation."""

    code = models.CharField(max_length=30)
    organisation = models.ForeignKey(
        "partners.Organisation", models.CASCADE, null=True, blank=True, related_name="+"
    )
    days = models.PositiveSmallIntegerField(_("days"))

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_period}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "organisation"], name="retention_period_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(days__gte=1, days__lte=3650), name="retention_days_sensible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.days}"


class RetentionRun(models.Model):
    """One row is the evidence of one run: as of when, how many of each kind; nothing about anybody."""

    as_of = models.DateTimeField()
    counts = models.JSONField(default=dict)
    finished_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["-finished_at", "-pk"]

    def __str__(self) -> str:
        return f"retention as of {self.as_of:%Y-%m-%d}"

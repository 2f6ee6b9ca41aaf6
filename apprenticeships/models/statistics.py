"""What stays of a case when its person is gone."""

from uuid import uuid4

from django.db import models

from apprenticeships import rules
from apprenticeships.states import CaseKind, Outcome
from portal.access import AccessQuerySet


class CaseStatistic(models.Model):
    """One row is one case that was anonymised: group, district, quarters and outcome, no link to anybody.

    Empty fields were taken out because few rows were alike (actions.retention.generalise). Quarters are given
    by their first day; of few alike only the reporting year is kept, by its first day. `weeks` from the
    opening to the registration, whole weeks.
    """

    organisation = models.ForeignKey("partners.Organisation", models.PROTECT, related_name="+")
    group = models.ForeignKey(
        "region.OccupationGroup", models.PROTECT, null=True, blank=True, related_name="+"
    )
    district = models.ForeignKey("region.District", models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=6, choices=CaseKind.choices)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    opened_quarter = models.DateField()
    closed_quarter = models.DateField()
    placed = models.BooleanField()
    seamless = models.BooleanField(null=True, blank=True)
    weeks = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_case}

    class Meta:
        indexes = [models.Index(fields=["organisation", "closed_quarter"], name="statistic_of_quarter")]

    def __str__(self) -> str:
        return f"statistic {self.pk}"


class ContributionStatistic(models.Model):
    """One row says that a measure has helped in one case that was anonymised.

    The rows of one case share a random `key`, so that it counts once in a sum over measures. Nothing leads
    from here to its CaseStatistic: what helped would tell apart rows that are alike there. `closed_year` is
    the first day of the reporting year of closing; it and the organisation are empty where few rows are alike
    (actions.retention.generalise). `placed` and `seamless` as the figures count them.
    """

    key = models.UUIDField(default=uuid4)
    measure = models.ForeignKey("measures.Measure", models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "partners.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_year = models.DateField(null=True, blank=True)
    placed = models.BooleanField()
    seamless = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "measure"], name="contribution_statistic_once"),
            models.CheckConstraint(
                condition=models.Q(placed=True) | models.Q(seamless=False),
                name="contribution_statistic_placed_first",
            ),
        ]

    def __str__(self) -> str:
        return f"contribution statistic {self.pk}"

"""What stays of a case when its person is gone."""

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

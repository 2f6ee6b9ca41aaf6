"""How a company's trouble went on: since when it has been in which phase."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apprenticeships.states import Phase


class CompanyCasePhase(models.Model):
    """One row says since when (`since`, the day in the world) a company case was in a phase, and who said so.

    The company case itself repeats the newest one; the rows stay.
    """

    company_case = models.ForeignKey("apprenticeships.CompanyCase", models.CASCADE, related_name="phases")
    phase = models.CharField(_("phase"), max_length=12, choices=Phase.choices)
    since = models.DateField(_("since"))
    entered_at = models.DateTimeField(auto_now_add=True)
    entered_by = models.ForeignKey("partners.User", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [models.CheckConstraint(condition=models.Q(phase__in=Phase.values), name="phase_known")]
        indexes = [models.Index(fields=["company_case", "-since", "-id"], name="phase_of_company_case")]

    def __str__(self) -> str:
        return f"{self.phase} of company case {self.company_case_id}"

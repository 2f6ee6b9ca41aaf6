"""Deadlines of cases, stored as rows so that work list and digest find them by date."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apprenticeships import rules
from apprenticeships.states.deadlines import Certainty, DeadlineKind
from portal.access import AccessQuerySet
from portal.models import Keyed


class CaseDeadline(Keyed):
    """One row is one day by which something about a case must be done.

    `code` tells deadlines of one case apart (a rule's code, "funding-<pk>", "inform"): a second reckoning
    of the same one moves its day. `source` names the law, programme or rule it comes from, `certainty` how
    sure it is. `done_on` without `done_by`: what it waited for has happened. `told_at`: when those in charge
    were mailed that it is due on that day.
    """

    case = models.ForeignKey("apprenticeships.Case", models.CASCADE, related_name="deadlines")
    kind = models.CharField(max_length=8, choices=DeadlineKind.choices)
    code = models.CharField(max_length=40)
    title = models.CharField(_("what must be done"), max_length=160)
    due_on = models.DateField(_("by when"))
    source = models.CharField(_("source"), max_length=200, blank=True)
    certainty = models.CharField(
        max_length=8, choices=Certainty.choices, default=Certainty.VERIFIED, editable=False
    )
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_by = models.ForeignKey(
        "partners.User", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    told_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_case_part, "edit": rules.view_case_part}

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "code"], name="deadline_once_per_case"),
            models.CheckConstraint(
                condition=models.Q(kind__in=DeadlineKind.values), name="deadline_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(certainty__in=Certainty.values), name="deadline_certainty_known"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "case"], condition=models.Q(done_on=None), name="deadline_open")
        ]

    def __str__(self) -> str:
        return f"{self.code} of case {self.case_id}"

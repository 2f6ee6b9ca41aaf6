"""What must not be forgotten in a case, what helped, and an organisation's own target."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from apprenticeships import rules
from apprenticeships.states import CaseKind, Cause
from portal.access import AccessQuerySet
from portal.models import Keyed


class ChecklistItem(Keyed):
    """One row is one point of the checklist of cases; `organisation` empty: of everybody's.

    An organisation's row of the same code takes the place of the general one, or, without `is_active`,
    takes it away. It is asked in cases of the kinds and causes named (empty: all). Ticking it meets the
    deadline `deadline_code` of the case, and the other way round.
    """

    code = models.SlugField(max_length=30)
    title = models.CharField(_("point"), max_length=120)
    organisation = models.ForeignKey(
        "partners.Organisation", models.CASCADE, null=True, blank=True, related_name="+"
    )
    kinds = ArrayField(models.CharField(max_length=6, choices=CaseKind.choices), default=list, blank=True)
    causes = ArrayField(models.CharField(max_length=12, choices=Cause.choices), default=list, blank=True)
    minors_only = models.BooleanField(_("only for those under 18"), default=False)
    deadline_code = models.CharField(max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=100)
    is_active = models.BooleanField(default=True)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_checklist_item, "edit": rules.edit_checklist_item}

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "organisation"], name="checklist_item_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(kinds__contained_by=CaseKind.values, causes__contained_by=Cause.values),
                name="checklist_item_fits_known",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class CaseCheck(models.Model):
    """One row says that one point of the checklist is done for a case: who and when."""

    case = models.ForeignKey("apprenticeships.Case", models.CASCADE, related_name="checks")
    item = models.ForeignKey(ChecklistItem, models.CASCADE, related_name="checks")
    done_on = models.DateField()
    done_by = models.ForeignKey("partners.User", models.SET_NULL, null=True, related_name="+")

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_case_part, "edit": rules.view_case_part}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "item"], name="case_check_once")]

    def __str__(self) -> str:
        return f"check {self.item_id} of case {self.case_id}"


class CaseContribution(models.Model):
    """One row says that a measure has contributed to a case's outcome ("Was hat geholfen?").

    At most three per case; whoever adds up counts distinct cases, so that a case counts once per sum.
    """

    case = models.ForeignKey("apprenticeships.Case", models.CASCADE, related_name="contributions")
    measure = models.ForeignKey("measures.Measure", models.PROTECT, related_name="contributions")
    named_on = models.DateField(auto_now_add=True)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_case_part}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "measure"], name="contribution_once")]

    def __str__(self) -> str:
        return f"contribution of measure {self.measure_id} to case {self.case_id}"


class CaseTarget(models.Model):
    """One row is an organisation's own target: weeks from the report to the registered new contract."""

    organisation = models.OneToOneField(
        "partners.Organisation", models.CASCADE, related_name="case_target", primary_key=True
    )
    weeks = models.PositiveSmallIntegerField(_("own target in weeks"))

    objects = AccessQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weeks__gte=1, weeks__lte=104), name="case_target_weeks_sound"
            )
        ]

    def __str__(self) -> str:
        return f"{self.weeks} weeks"

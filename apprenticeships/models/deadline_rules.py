"""The dated table of deadlines, and the names of the law in each register."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from apprenticeships import rules
from apprenticeships.querysets import LawTextQuerySet
from apprenticeships.states import CaseKind, Cause, Register
from apprenticeships.states.deadlines import Anchor, Certainty, MetBy, Unit
from portal.access import AccessQuerySet
from portal.models import Keyed, Versioned

FARTHEST = 600  # units of an offset at most


class DateRange(models.Func):
    function = "DATERANGE"
    output_field = DateRangeField()


def _valid_between() -> DateRange:
    return DateRange("valid_from", "valid_until", models.Value("[]"))


class DeadlineRule(Keyed, Versioned):
    """One row says by when something must be done, counted from a day of the case, while the row is valid.

    `amount` `unit`s after (negative: before) the day that `anchor` names, to the end of the month where
    `to_month_end`. It holds for cases of the register (empty: both), kinds and causes named (empty: all).
    `organisation` empty: for all; a row of one's own of the same code takes its place, or, without
    `is_active`, takes it away. A case keeps the row that was valid on the day it is counted from.
    `reckoned` is False until the open cases have been reckoned anew after a change.
    """

    code = models.SlugField(_("code"), max_length=30)
    title = models.CharField(_("what must be done"), max_length=160)
    organisation = models.ForeignKey(
        "partners.Organisation",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("holds for"),
    )
    anchor = models.CharField(_("counted from"), max_length=30, choices=Anchor.choices)
    amount = models.SmallIntegerField(_("how many"))
    unit = models.CharField(_("unit"), max_length=8, choices=Unit.choices)
    to_month_end = models.BooleanField(_("to the end of the month"), default=False)
    register = models.CharField(_("register"), max_length=4, choices=Register.choices, blank=True, default="")
    kinds = ArrayField(
        models.CharField(max_length=6, choices=CaseKind.choices),
        verbose_name=_("kinds of case"),
        default=list,
        blank=True,
    )
    causes = ArrayField(
        models.CharField(max_length=12, choices=Cause.choices),
        verbose_name=_("causes"),
        default=list,
        blank=True,
    )
    minors_only = models.BooleanField(_("only for those under 18"), default=False)
    met_by = models.CharField(_("met by"), max_length=10, choices=MetBy.choices, blank=True, default="")
    law = models.CharField(_("law or basis"), max_length=120, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    certainty = models.CharField(
        _("certainty"), max_length=8, choices=Certainty.choices, default=Certainty.TO_CHECK
    )
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    is_active = models.BooleanField(_("is used"), default=True)
    reckoned = models.BooleanField(default=False, editable=False)

    objects = AccessQuerySet.as_manager()
    access_rules = {
        "view": rules.view_deadline_rule,
        "edit": rules.edit_deadline_rule,
        "override": rules.override_deadline_rule,
    }

    class Meta:
        ordering = ["code", "register", "valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(anchor__in=Anchor.values)
                & models.Q(unit__in=Unit.values)
                & models.Q(met_by__in=MetBy.values)
                & models.Q(certainty__in=Certainty.values)
                & models.Q(register__in=["", *Register.values]),
                name="deadline_rule_words_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kinds__contained_by=CaseKind.values, causes__contained_by=Cause.values),
                name="deadline_rule_fits_known",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__range=(-FARTHEST, FARTHEST)), name="deadline_rule_near"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from")),
                name="deadline_rule_dates_in_order",
            ),
            ExclusionConstraint(
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("register", RangeOperators.EQUAL),
                    (Coalesce("organisation", models.Value(0)), RangeOperators.EQUAL),
                    (_valid_between(), RangeOperators.OVERLAPS),
                ],
                name="deadline_rule_one_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(reckoned=False), name="deadline_rule_to_reckon")
        ]

    def __str__(self) -> str:
        return self.code


class LawText(Versioned):
    """One row names the law that holds for a purpose in one register, while the row is valid.

    A row is never rewritten once it holds: a change is a row of its own from its day on, so that it can be
    said what held on the day of a letter.
    """

    code = models.SlugField(max_length=30)
    register = models.CharField(max_length=4, choices=Register.choices)
    title = models.CharField(_("what it is about"), max_length=120)
    law = models.CharField(_("law"), max_length=120)
    note = models.CharField(_("remark"), max_length=200, blank=True)
    certainty = models.CharField(_("certainty"), max_length=8, choices=Certainty.choices)
    source = models.CharField(_("source"), max_length=300, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = LawTextQuerySet.as_manager()
    access_rules = {"view": rules.view_law_text, "edit": rules.edit_law_text}

    class Meta:
        ordering = ["position", "valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "register", "valid_from"], name="law_text_once"),
            models.CheckConstraint(
                condition=models.Q(certainty__in=Certainty.values, register__in=Register.values),
                name="law_text_words_known",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from")),
                name="law_text_dates_in_order",
            ),
            ExclusionConstraint(
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("register", RangeOperators.EQUAL),
                    (_valid_between(), RangeOperators.OVERLAPS),
                ],
                name="law_text_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.law}"

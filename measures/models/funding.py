"""Funding programmes as their guidelines stand."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from measures import rules
from measures.models.measures import Measure
from measures.querysets import FundingQuerySet
from measures.states import (
    FundingDeadline,
    OriginLevel,
)
from portal.models import Keyed, Versioned
from portal.sorting import sort_key


class FundingProgramme(Keyed, Versioned):
    """One row is one funding programme as its guideline stands between two days (Förderprogramm).

    `amount` is in euros, empty where the rules give no single sum. `conditions` is a list of
    {code, text, criterion, expected}: `criterion` is one of states.Criterion, `expected` a text that
    measures.funding reads. The last day to apply is `deadline_months` months before or after the event that
    `deadline` names. A changed guideline is a new row; the old one gets its last day.
    """

    source_key = models.CharField(max_length=40, unique=True, null=True, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=160)
    level = models.CharField(_("level"), max_length=7, choices=OriginLevel.choices)
    authority = models.CharField(_("who decides on applications"), max_length=160, blank=True)
    summary = models.CharField(_("what is funded"), max_length=300, blank=True)
    amount = models.DecimalField(_("amount in euros"), max_digits=9, decimal_places=2, null=True, blank=True)
    amount_text = models.CharField(_("amount in words"), max_length=200, blank=True)
    conditions = models.JSONField(_("conditions"), default=list, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    deadline = models.CharField(
        _("time to apply"), max_length=16, choices=FundingDeadline.choices, blank=True
    )
    deadline_months = models.PositiveSmallIntegerField(_("months"), default=0)
    combination = models.CharField(_("together with other funding"), max_length=200, blank=True)
    measure = models.ForeignKey(
        Measure,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="funding_programmes",
        verbose_name=_("entry in the catalogue"),
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    url = models.URLField(_("address"), blank=True, max_length=300)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    needs_check = models.BooleanField(_("to be checked"), default=False)
    sort_name = models.CharField(max_length=160, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = FundingQuerySet.as_manager()
    access_rules = {"view": rules.view_funding, "edit": rules.edit_funding}

    class Meta:
        ordering = ["sort_name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=OriginLevel.values), name="funding_level_known"),
            models.CheckConstraint(
                condition=Q(deadline__in=FundingDeadline.values), name="funding_deadline_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_from=None) | Q(valid_until__gte=F("valid_from")),
                name="funding_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gt=0), name="funding_amount_positive"
            ),
        ]
        indexes = [models.Index(fields=["sort_name", "id"], name="funding_list")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_name = sort_key(self.name)[:160]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("measures:funding_detail", args=[self.key])

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or self.valid_until >= day
        )

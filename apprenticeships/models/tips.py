"""Tips that a place is at risk, the person they may name, and who is responsible for them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apprenticeships import rules
from apprenticeships.querysets import TipQuerySet
from apprenticeships.states import (
    OPEN_TIPS,
    Cause,
    ConsentWay,
    RefusalReason,
    TipState,
    TipSubject,
    Urgency,
    YesNoUnknown,
)
from portal.access import AccessQuerySet
from portal.encryption import EncryptedField
from portal.models import Keyed


class Tip(models.Model):
    """One row is one tip (Hinweis) of a partner that a training place is at risk or missing.

    `company_and_place` and `text` are confidential: only who may "read" sees them. `case` or `company_case`
    is what came of it, by accepting or by merging.
    """

    number = models.CharField(max_length=16, unique=True, editable=False)
    reporter = models.ForeignKey("partners.Membership", models.SET_NULL, null=True, related_name="+")
    reporter_organisation = models.ForeignKey("partners.Organisation", models.PROTECT, related_name="+")
    subject = models.CharField(_("What is it about?"), max_length=10, choices=TipSubject.choices)
    cause = models.CharField(_("What is the cause?"), max_length=12, choices=Cause.choices)
    company_and_place = models.CharField(_("Which company, in which place?"), max_length=200)
    urgency = models.CharField(_("How urgent is it?"), max_length=10, choices=Urgency.choices)
    is_public = models.BooleanField(_("Is it publicly known already?"), default=False)
    occupations = models.CharField(_("Which occupations?"), max_length=200, blank=True)
    headcount = models.PositiveSmallIntegerField(_("How many apprentices?"), null=True, blank=True)
    chamber = models.ForeignKey(
        "partners.Organisation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Which chamber is responsible?"),
    )
    text = models.CharField(_("What else should the chamber know?"), max_length=500, blank=True)

    state = models.CharField(max_length=10, choices=TipState.choices, default=TipState.RECEIVED)
    organisation = models.ForeignKey("partners.Organisation", models.PROTECT, null=True, related_name="tips")
    adviser = models.ForeignKey("partners.Membership", models.SET_NULL, null=True, related_name="+")
    deputy = models.ForeignKey("partners.Membership", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)  # when its deletion without a decision was announced
    refusal_reason = models.CharField(
        _("reason of the refusal"), max_length=16, choices=RefusalReason.choices, blank=True
    )
    case = models.ForeignKey(
        "apprenticeships.Case", models.SET_NULL, null=True, blank=True, related_name="tips"
    )
    company_case = models.ForeignKey(
        "apprenticeships.CompanyCase", models.SET_NULL, null=True, blank=True, related_name="tips"
    )

    objects = TipQuerySet.as_manager()
    access_rules = {
        "view": rules.view_tip,
        "work": rules.work_tip,
        "follow": rules.follow_tip,
        "read": rules.read_tip,
        "decide": rules.decide_tip,
        "count": rules.count_tip,
        "change": rules.change_tip,
        "assign": rules.assign_tip,
        "open_person": rules.open_tip_person,
    }

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=TipState.values), name="tip_state_known"),
            models.CheckConstraint(
                condition=models.Q(subject__in=TipSubject.values)
                & models.Q(cause__in=Cause.values)
                & models.Q(urgency__in=Urgency.values),
                name="tip_answers_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=OPEN_TIPS, decided_at=None)
                | (~models.Q(state__in=OPEN_TIPS) & models.Q(decided_at__isnull=False)),
                name="tip_decided_when",
            ),
            models.CheckConstraint(
                condition=models.Q(state=TipState.REFUSED, refusal_reason__in=RefusalReason.values)
                | (~models.Q(state=TipState.REFUSED) & models.Q(refusal_reason="")),
                name="tip_refused_why",
            ),
            models.CheckConstraint(
                condition=models.Q(state=TipState.RECEIVED) | models.Q(organisation__isnull=False),
                name="tip_routed_to_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "id"], name="tip_list"),
            models.Index(fields=["reporter", "id"], name="tip_of_reporter"),
            models.Index(
                fields=["decided_at"], condition=models.Q(case=None, company_case=None), name="tip_to_delete"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_TIPS


class TipPerson(models.Model):
    """One row is the person whom the chamber shall call about a tip, who knows of it and agrees."""

    tip = models.OneToOneField(Tip, models.CASCADE, related_name="person")
    name = EncryptedField(_("Name of the person"))
    contact = EncryptedField(_("Telephone or e-mail"))
    under_18 = models.CharField(_("Is the person under 18?"), max_length=8, choices=YesNoUnknown.choices)
    agreed_on = models.DateField(_("Agreed since"))
    agreed_how = models.CharField(_("How did the person agree?"), max_length=8, choices=ConsentWay.choices)
    parents_know = models.BooleanField(_("The parents or guardians know of it"), default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(under_18__in=YesNoUnknown.values, agreed_how__in=ConsentWay.values),
                name="tip_person_answers_known",
            )
        ]

    def __str__(self) -> str:
        return f"person of tip {self.tip_id}"


class ResponsibilityRule(Keyed):
    """One row says which adviser of a chamber gets the tips of an occupation group in a district.

    An empty group or district means "all others"; the most specific row wins.
    """

    organisation = models.ForeignKey(
        "partners.Organisation", models.CASCADE, related_name="+", verbose_name=_("chamber")
    )
    group = models.ForeignKey(
        "region.OccupationGroup",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("occupation group"),
    )
    district = models.ForeignKey(
        "region.District",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("district"),
    )
    adviser = models.ForeignKey(
        "partners.Membership", models.CASCADE, related_name="+", verbose_name=_("adviser")
    )
    deputy = models.ForeignKey(
        "partners.Membership",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("deputy for tips"),
    )

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_responsibility, "edit": rules.edit_responsibility}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "group", "district"],
                name="responsibility_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(deputy=None) | ~models.Q(deputy=models.F("adviser")),
                name="responsibility_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"responsibility {self.pk}"


class NoPlaceCount(models.Model):
    """One row counts tips about somebody who finds no training place: those of one month, district and
    occupation group that one organisation has counted.

    No person, no tip and no company stand behind it. `district` and `group` are empty where the tip did not
    say them, `organisation` of what was counted before it was kept.
    """

    month = models.DateField(_("month"))  # its first day
    district = models.ForeignKey("region.District", models.PROTECT, null=True, blank=True, related_name="+")
    group = models.ForeignKey(
        "region.OccupationGroup", models.PROTECT, null=True, blank=True, related_name="+"
    )
    organisation = models.ForeignKey(
        "partners.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    count = models.PositiveIntegerField(default=0)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_no_place_count}

    class Meta:
        ordering = ["-month", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "district", "group", "organisation"],
                name="no_place_counted_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.count}"

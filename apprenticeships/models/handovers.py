"""Handovers of cases to another body, and who else looks after a person."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apprenticeships import rules
from apprenticeships.states.disclosures import DisclosedField
from apprenticeships.states.handovers import REFUSED, HandoverState
from portal.access import AccessQuerySet
from portal.models import Keyed


def _basis(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(rule__isnull=False) | models.Q(consent__isnull=False), name=name
    )


class Handover(Keyed):
    """One row asks another body to take a case over, and is all that stays with the one that gave it.

    Responsibility moves on accept only. `kept_*` is what the sender knew and did not hand over: it comes
    back when the consent is revoked. `reason` and `answer` hold no names.
    """

    case = models.ForeignKey("apprenticeships.Case", models.CASCADE, related_name="handovers")
    sender = models.ForeignKey("partners.Organisation", models.PROTECT, related_name="+")
    sender_adviser = models.ForeignKey("partners.Membership", models.SET_NULL, null=True, related_name="+")
    recipient = models.ForeignKey(
        "partners.Organisation", models.PROTECT, related_name="+", verbose_name=_("to whom")
    )
    fields = ArrayField(
        models.CharField(max_length=16, choices=DisclosedField.choices), verbose_name=_("what"), default=list
    )
    rule = models.ForeignKey(
        "apprenticeships.DisclosureRule", models.PROTECT, null=True, blank=True, related_name="+"
    )
    consent = models.ForeignKey(
        "apprenticeships.Consent", models.RESTRICT, null=True, blank=True, related_name="handovers"
    )
    reason = models.CharField(_("Why do you hand it over?"), max_length=300)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=HandoverState.choices,
        default=HandoverState.REQUESTED,
        editable=False,
    )
    requested_by = models.ForeignKey("partners.User", models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey("partners.User", models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("reason"), max_length=300, blank=True)
    kept_company = models.ForeignKey(
        "apprenticeships.TrainingCompany", models.SET_NULL, null=True, related_name="+"
    )
    kept_company_case = models.ForeignKey(
        "apprenticeships.CompanyCase", models.SET_NULL, null=True, related_name="handed_over"
    )
    kept_informed_on = models.DateField(null=True)

    objects = AccessQuerySet.as_manager()
    access_rules = {
        "view": rules.view_handover,
        "decide": rules.decide_handover,
        "revoke": rules.revoke_handover,
    }

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=HandoverState.values)
                & models.Q(fields__contained_by=DisclosedField.values),
                name="handover_words_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(sender=models.F("recipient")), name="handover_to_somebody_else"
            ),
            models.CheckConstraint(
                condition=models.Q(state=HandoverState.REQUESTED, decided_at=None)
                | (~models.Q(state=HandoverState.REQUESTED) & models.Q(decided_at__isnull=False)),
                name="handover_decided_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=HandoverState.REJECTED) | ~models.Q(answer=""),
                name="handover_rejected_why",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(state=HandoverState.REQUESTED),
                name="handover_one_open_per_case",
            ),
            _basis("handover_has_a_basis"),
        ]
        indexes = [
            models.Index(fields=["recipient", "state", "-id"], name="handover_to"),
            models.Index(fields=["sender", "-id"], name="handover_from"),
            models.Index(
                fields=["decided_at"],
                condition=models.Q(state__in=[str(state) for state in REFUSED]),
                name="handover_to_delete",
            ),
        ]

    def __str__(self) -> str:
        return f"handover {self.pk}"


class CircleEntry(Keyed):
    """One row says that somebody at another body looks after the person of a case, so that not all phone.

    It gives that body no access to the case. `person` is the colleague there, by name or task.
    """

    case = models.ForeignKey("apprenticeships.Case", models.CASCADE, related_name="circle")
    kept_by = models.ForeignKey("partners.Organisation", models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "partners.Organisation", models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    person = models.CharField(_("who there"), max_length=120, blank=True)
    purpose = models.CharField(_("looks after"), max_length=160)
    since = models.DateField(_("since"))
    last_contact_on = models.DateField(_("last contact"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    rule = models.ForeignKey(
        "apprenticeships.DisclosureRule", models.PROTECT, null=True, blank=True, related_name="+"
    )
    consent = models.ForeignKey(
        "apprenticeships.Consent", models.RESTRICT, null=True, blank=True, related_name="circle"
    )

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_circle, "edit": rules.view_circle}

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            _basis("circle_has_a_basis"),
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("since")),
                name="circle_ended_after_since",
            ),
            models.UniqueConstraint(
                fields=["case", "kept_by", "organisation", "person"],
                condition=models.Q(ended_on=None),
                name="circle_once",
            ),
        ]

    def __str__(self) -> str:
        return f"circle entry {self.pk}"

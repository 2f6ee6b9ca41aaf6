"""On which basis data of a case may go to whom, consents, and what was disclosed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from apprenticeships import rules
from apprenticeships.states import ConsentWay
from apprenticeships.states.disclosures import DisclosedField, GivenBy, RecipientKind
from portal.access import AccessQuerySet
from portal.models import Keyed, Versioned
from portal.partners.states import OrganisationKind


class DisclosureRule(Keyed, Versioned):
    """One row says which fields a kind of sender may give to a kind of recipient, and by which law.

    Without a row that is valid on the day, or a consent, nothing is disclosed; nobody can override that.
    """

    sender_kind = models.CharField(_("who gives"), max_length=12, choices=OrganisationKind.choices)
    recipient_kind = models.CharField(_("who gets"), max_length=12, choices=RecipientKind.choices)
    fields = ArrayField(
        models.CharField(max_length=16, choices=DisclosedField.choices), verbose_name=_("what"), default=list
    )
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    needs_consent = models.BooleanField(_("only with consent"), default=False)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_disclosure_rule, "edit": rules.edit_disclosure_rule}

    class Meta:
        ordering = ["sender_kind", "recipient_kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(recipient_kind__in=RecipientKind.values)
                & models.Q(sender_kind__in=OrganisationKind.values),
                name="disclosure_rule_kinds_known",
            ),
            models.CheckConstraint(
                condition=models.Q(fields__contained_by=DisclosedField.values),
                name="disclosure_rule_fields_known",
            ),
        ]

    def __str__(self) -> str:
        return f"disclosure rule {self.pk}"


class Consent(Keyed):
    """One row is a consent to give data of a case to one recipient for one purpose, until revoked.

    `text_version` is the version of the text that was read out or signed.
    """

    case = models.ForeignKey("apprenticeships.Case", models.CASCADE, related_name="consents")
    recipient_kind = models.CharField(_("who gets"), max_length=12, choices=RecipientKind.choices)
    recipient = models.ForeignKey(
        "partners.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    purpose = models.CharField(_("for what"), max_length=160)
    fields = ArrayField(
        models.CharField(max_length=16, choices=DisclosedField.choices), verbose_name=_("what"), default=list
    )
    given_by = models.CharField(_("given by"), max_length=16, choices=GivenBy.choices)
    given_how = models.CharField(_("given how"), max_length=8, choices=ConsentWay.choices)
    given_on = models.DateField(_("given on"))
    text_version = models.CharField(_("version of the text"), max_length=20)
    recorded_by = models.ForeignKey("partners.User", models.SET_NULL, null=True, related_name="+")
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_case_part, "edit": rules.view_case_part}

    class Meta:
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(recipient_kind__in=RecipientKind.values)
                & models.Q(given_by__in=GivenBy.values)
                & models.Q(given_how__in=ConsentWay.values)
                & models.Q(fields__contained_by=DisclosedField.values),
                name="consent_words_known",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_on=None) | models.Q(revoked_on__gte=models.F("given_on")),
                name="consent_revoked_after_given",
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk} of case {self.case_id}"


class Disclosure(models.Model):
    """One row is one giving of data of a case to somebody: what, to whom, on which basis, by whom, when.

    Holds names of fields, never values. `recipient_name` names a company or body without a row here.
    """

    case = models.ForeignKey("apprenticeships.Case", models.CASCADE, related_name="disclosures")
    recipient_kind = models.CharField(max_length=12, choices=RecipientKind.choices)
    recipient = models.ForeignKey(
        "partners.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    recipient_name = models.CharField(max_length=160, blank=True)
    fields = ArrayField(models.CharField(max_length=16, choices=DisclosedField.choices), default=list)
    purpose = models.CharField(max_length=160)
    rule = models.ForeignKey(DisclosureRule, models.PROTECT, null=True, blank=True, related_name="+")
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey("partners.User", models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey("partners.Organisation", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_case_part}

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rule__isnull=False) | models.Q(consent__isnull=False),
                name="disclosure_has_a_basis",
            ),
            models.CheckConstraint(
                condition=models.Q(fields__contained_by=DisclosedField.values),
                name="disclosure_fields_known",
            ),
        ]
        indexes = [models.Index(fields=["case", "-at"], name="disclosure_of_case")]

    def __str__(self) -> str:
        return f"disclosure {self.pk} of case {self.case_id}"

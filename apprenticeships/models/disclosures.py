"""On which basis data of a case may go to whom, consents, and what was disclosed."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from apprenticeships import rules
from apprenticeships.states import ConsentWay, Register
from apprenticeships.states.disclosures import AgeGroup, DisclosedField, GivenBy, RecipientKind
from portal.access import AccessQuerySet
from portal.models import Keyed, Versioned
from portal.partners.states import OrganisationKind


class DisclosureRule(Keyed, Versioned):
    """One row says which fields a kind of sender may give to a kind of recipient, and by which law.

    Without a row that is valid on the day, or a consent, nothing is disclosed; nobody can override that.
    Rows are never changed: one is ended, another begins. `register` "" means both; `code` names a row that
    came with the portal; a row without fields says that nothing may be given.
    """

    sender_kind = models.CharField(_("who gives"), max_length=12, choices=OrganisationKind.choices)
    recipient_kind = models.CharField(_("who gets"), max_length=12, choices=RecipientKind.choices)
    fields = ArrayField(
        models.CharField(max_length=16, choices=DisclosedField.choices), verbose_name=_("what"), default=list
    )
    code = models.CharField(max_length=40, unique=True, null=True, blank=True, editable=False)
    register = models.CharField(_("only this register"), max_length=4, choices=Register.choices, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    note = models.CharField(_("what it means"), max_length=300, blank=True)
    to_check = models.BooleanField(_("still to be checked"), default=True)
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
            models.CheckConstraint(
                # ended on the day before it begins: it never came into force
                condition=models.Q(valid_until=None)
                | models.Q(valid_until__gte=models.F("valid_from") - timedelta(days=1)),
                name="disclosure_rule_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"disclosure rule {self.pk}"


class ConsentText(Keyed):
    """One row is one version of the text by which a person consents; a later version ends the one before.

    `version` ("H-2026-1") is what a consent names, so that its very words can be read for good.
    """

    version = models.CharField(_("version"), max_length=20, unique=True)
    title = models.CharField(_("for what"), max_length=160)
    recipient_kind = models.CharField(_("who gets"), max_length=12, choices=RecipientKind.choices)
    fields = ArrayField(
        models.CharField(max_length=16, choices=DisclosedField.choices), verbose_name=_("what"), default=list
    )
    text = models.TextField(_("text"), max_length=4000)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_disclosure_rule, "edit": rules.edit_disclosure_rule}

    class Meta:
        ordering = ["title", "-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(recipient_kind__in=RecipientKind.values)
                & models.Q(fields__contained_by=DisclosedField.values),
                name="consent_text_words_known",
            )
        ]

    def __str__(self) -> str:
        return self.version


class Consent(Keyed):
    """One row is a consent to give data of a case to one recipient for one purpose, until revoked.

    `text_version` is the version of the text that was read out or signed, `document` says where the paper is
    kept. `recipient_name` names a company. Under 16 somebody who speaks for the person is among the givers.
    """

    case = models.ForeignKey("apprenticeships.Case", models.CASCADE, related_name="consents")
    recipient_kind = models.CharField(_("who gets"), max_length=12, choices=RecipientKind.choices)
    recipient = models.ForeignKey(
        "partners.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    recipient_name = models.CharField(_("name of the company"), max_length=160, blank=True)
    organisation = models.ForeignKey(
        "partners.Organisation", models.PROTECT, null=True, editable=False, related_name="+"
    )
    purpose = models.CharField(_("for what"), max_length=160)
    fields = ArrayField(
        models.CharField(max_length=16, choices=DisclosedField.choices), verbose_name=_("what"), default=list
    )
    age_group = models.CharField(
        _("How old is the person?"), max_length=8, choices=AgeGroup.choices, default=AgeGroup.ADULT
    )
    given_by = models.CharField(_("given by"), max_length=16, choices=GivenBy.choices)
    given_how = models.CharField(_("given how"), max_length=8, choices=ConsentWay.choices)
    given_on = models.DateField(_("given on"))
    text_version = models.CharField(_("version of the text"), max_length=20)
    document = models.CharField(_("where the document is kept"), max_length=120, blank=True)
    recorded_by = models.ForeignKey("partners.User", models.SET_NULL, null=True, related_name="+")
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_consent, "revoke": rules.revoke_consent}

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
            models.CheckConstraint(
                condition=models.Q(age_group__in=AgeGroup.values)
                & ~models.Q(age_group=AgeGroup.UNDER_16, given_by=GivenBy.PERSON),
                name="consent_under_16_represented",
            ),
        ]
        indexes = [
            models.Index(fields=["case"], condition=models.Q(revoked_on=None), name="consent_standing")
        ]

    def __str__(self) -> str:
        return f"consent {self.pk} of case {self.case_id}"


class Disclosure(models.Model):
    """One row is one giving of data of a case to a third party: what, to whom, which basis, by whom, when.

    Holds names of fields, never values. `recipient_name` names a company or body without a row here. The
    person and who speaks for the person are no third party: their letters leave an event and an access entry.
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
    consent = models.ForeignKey(Consent, models.RESTRICT, null=True, blank=True, related_name="+")
    user = models.ForeignKey("partners.User", models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey("partners.Organisation", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_disclosure}

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
            models.CheckConstraint(
                condition=~models.Q(recipient_kind=RecipientKind.PERSON),
                name="disclosure_to_a_third_party",
            ),
        ]
        indexes = [models.Index(fields=["case", "-at"], name="disclosure_of_case")]

    def __str__(self) -> str:
        return f"disclosure {self.pk} of case {self.case_id}"

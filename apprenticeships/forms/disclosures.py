"""Legal bases, consent texts, consents, handovers and the contact circle."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apprenticeships.models import Case, CircleEntry, Consent, ConsentText, DisclosureRule
from apprenticeships.states.disclosures import (
    PERSONAL_FIELDS,
    AgeGroup,
    DisclosedField,
    GivenBy,
    RecipientKind,
    recipient_kind,
)
from portal.forms import LayoutMixin, PortalForm
from portal.forms_layout import FormEnd, Hint, More, PlainField, Stack, Two
from portal.partners.models import Organisation
from portal.partners.states import OrganisationKind

BODIES = (OrganisationKind.CHAMBER, OrganisationKind.AGENCY, OrganisationKind.JOBCENTER)  # have advisers
# what may be handed over beyond the bare case
OPTIONAL = (
    DisclosedField.NAME,
    DisclosedField.CONTACT,
    DisclosedField.ADDRESS,
    DisclosedField.BIRTH_DATE,
    DisclosedField.REPRESENTATIVES,
    DisclosedField.COMPANY,
    DisclosedField.NOTES,
)


def disclosed_fields(
    *, label: Any, among: Iterable[DisclosedField] = DisclosedField, **options: Any
) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=[(field.value, field.label) for field in among],
        widget=forms.CheckboxSelectMultiple,
        **options,
    )


class RuleForm(LayoutMixin, forms.ModelForm):
    """A new row of the table; with `replaces` the one before ends on the day before."""

    use_required_attribute = False
    what = disclosed_fields(
        label=_("What may be given?"), required=False, help_text=_("Nothing ticked: nothing may be given.")
    )

    class Meta:
        model = DisclosureRule
        fields = [
            "sender_kind", "recipient_kind", "register", "needs_consent", "legal_basis", "note", "valid_from",
            "source", "checked_on", "to_check",
        ]  # fmt: skip
        labels = {
            "sender_kind": _("Who gives?"),
            "recipient_kind": _("Who gets?"),
            "legal_basis": _("On which legal basis?"),
        }
        help_texts = {
            "needs_consent": _("The row only tells; each disclosure needs a consent."),
            "note": _("One or two sentences for those who work with it."),
            "to_check": _("Shown as “to be checked” until the data protection officers agree."),
        }

    layout = Layout(
        Stack(
            Two("sender_kind", "recipient_kind"),
            "register",
            "what",
            "needs_consent",
            "legal_basis",
            "note",
            Two("valid_from", "checked_on"),
            "source",
            "to_check",
        ),
        FormEnd(_("Add row"), _("Rows are never changed: another one begins on its day.")),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["register"].choices = [("", _("both")), *self.fields["register"].choices[1:]]

    def clean_valid_from(self) -> date:
        """From today on: nothing that was given on another basis is rewritten."""
        day = self.cleaned_data["valid_from"]
        if day < self.today:
            raise forms.ValidationError(_("A row begins today or later."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.instance.fields = data.get("what") or []
        return data


class EndRuleForm(PortalForm):
    """The last day on which a row of the table is valid."""

    last_day = forms.DateField(
        label=_("Last day on which it is valid"), help_text=_("Yesterday: it ends at once.")
    )
    layout = Layout("last_day", FormEnd(_("End row"), _("Nothing is given on this basis after that day.")))

    def __init__(self, *args: Any, rule: DisclosureRule, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earliest = max(today, rule.valid_from) - timedelta(days=1)

    def clean_last_day(self) -> date:
        day = self.cleaned_data["last_day"]
        if day < self.earliest:
            raise forms.ValidationError(_("It cannot end before yesterday, nor before it begins."))
        return day


class ConsentTextForm(LayoutMixin, forms.ModelForm):
    """A new version of a consent text."""

    use_required_attribute = False
    what = disclosed_fields(label=_("What is given?"))

    class Meta:
        model = ConsentText
        fields = ["title", "recipient_kind", "version", "text", "valid_from"]
        widgets = {"text": forms.Textarea(attrs={"rows": 12})}
        labels = {"recipient_kind": _("Who gets?")}
        help_texts = {
            "title": _("The same words as before: the new version takes the place of the old one."),
            "version": _("Short, such as POOL-2026-2. A consent names it for good."),
        }

    layout = Layout(
        Stack("title", "recipient_kind", "what", Two("version", "valid_from"), "text"),
        FormEnd(_("Add version"), _("Versions that were used stay as they are.")),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.instance.fields = data.get("what") or []
        return data


class ConsentForm(LayoutMixin, forms.ModelForm):
    """A consent as it was given: by which text, for whom, by whom, how and when."""

    use_required_attribute = False
    text = forms.ModelChoiceField(
        ConsentText.objects.none(), label=_("Which text was read or signed?"), empty_label=_("Please choose")
    )
    what = disclosed_fields(
        label=_("What of it?"),
        required=False,
        help_text=_("Nothing ticked: everything that the text names."),
    )

    class Meta:
        model = Consent
        fields = [
            "recipient", "recipient_name", "age_group", "given_by", "given_how", "given_on", "document",
        ]  # fmt: skip
        widgets = {
            "age_group": forms.RadioSelect,
            "given_by": forms.RadioSelect,
            "given_how": forms.RadioSelect,
        }
        labels = {
            "recipient": _("To which organisation?"),
            "recipient_name": _("To which company?"),
            "given_by": _("Who consented?"),
            "given_how": _("How?"),
            "given_on": _("When?"),
            "document": _("Where is the document kept?"),
        }
        help_texts = {
            "recipient_name": _("Only for texts about companies. Empty: every company."),
            "document": _("For example the file number. Nothing is uploaded."),
        }

    layout = Layout(
        Stack(
            "text",
            Two("recipient", "recipient_name"),
            Hint(_("Under 16 the parents or guardians decide. At 16 and 17 both sign in practice.")),
            PlainField("age_group", options_class="kern-fieldset__body--horizontal"),
            "given_by",
            PlainField("given_how", options_class="kern-fieldset__body--horizontal"),
            Two("given_on", "document"),
            More(_("Only a part of it"), _("If the person does not agree to everything."), "what"),
        ),
        FormEnd(_("Record consent"), _("It can be revoked at any time; access ends at once.")),
    )

    def __init__(self, *args: Any, case: Case, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.today = case, today
        self.fields["text"].queryset = ConsentText.objects.filter(
            Q(valid_until=None) | Q(valid_until__gte=today), valid_from__lte=today
        )
        self.fields["text"].label_from_instance = lambda row: f"{row.title} ({row.version})"
        others = Organisation.objects.filter(is_active=True).exclude(pk=case.organisation_id)
        self.fields["recipient"].queryset = others.order_by("sort_name")
        self.fields["recipient"].empty_label = _("no organisation: see the text")
        for name in ("age_group", "given_by", "given_how"):
            self.fields[name].choices = [one for one in self.fields[name].choices if one[0]]
        # what the case says; of a minor it must be asked on which side of 16
        self.initial["age_group"] = AgeGroup.ADULT if case.is_minor is False else None

    def clean_given_on(self) -> date:
        day = self.cleaned_data["given_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("text"):
            self._check_recipient(data, data["text"])
        self._check_givers(data)
        return data

    def _check_recipient(self, data: dict[str, Any], text: ConsentText) -> None:
        """A consent to personal data names its body; the kind comes from the text."""
        chosen, recipient = data.get("what") or text.fields, data.get("recipient")
        if not set(chosen) <= set(text.fields):
            self.add_error("what", _("The text does not name all of these."))
        if recipient and recipient_kind(recipient.kind) != text.recipient_kind:
            self.add_error("recipient", _("The text is for another kind of recipient."))
        if data.get("recipient_name") and text.recipient_kind != RecipientKind.COMPANY:
            self.add_error("recipient_name", _("This text is not about companies."))
        is_body = text.recipient_kind not in (RecipientKind.COMPANY, RecipientKind.PERSON)
        if is_body and not recipient and set(chosen) & set(PERSONAL_FIELDS):
            self.add_error("recipient", _("Please choose: a consent to personal data names who gets them."))
        self.instance.fields = sorted(chosen)
        self.instance.recipient_kind = text.recipient_kind
        self.instance.purpose, self.instance.text_version = text.title, text.version

    def _check_givers(self, data: dict[str, Any]) -> None:
        age, by = data.get("age_group"), data.get("given_by")
        if age == AgeGroup.UNDER_16 and by == GivenBy.PERSON:
            self.add_error("given_by", _("Under 16 the parents or guardians must be among them."))
        if age == AgeGroup.ADULT and by and by != GivenBy.PERSON:
            self.add_error("given_by", _("A person of age consents alone."))
        if age and self.case.is_minor is not None and self.case.is_minor != (age != AgeGroup.ADULT):
            self.add_error("age_group", _("The case says otherwise. Please correct one of the two."))


class HandoverForm(PortalForm):
    """To whom, what beyond the bare case, and why."""

    recipient = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("To whom?"), empty_label=_("Please choose")
    )
    what = disclosed_fields(
        label=_("What goes along?"),
        among=OPTIONAL,
        required=False,
        help_text=_("Occupation, contract dates, district and reach always do."),
    )
    reason = forms.CharField(
        label=_("Why do you hand it over?"),
        max_length=300,
        help_text=_("The other body reads it before it decides. No names please, and nothing about health."),
    )
    layout = Layout(
        Stack("recipient", "what", "reason"),
        FormEnd(
            _("Ask for the handover"),
            _("You stay responsible until the other body accepts. Until then it sees the profile only."),
        ),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Organisation.objects.filter(is_active=True, kind__in=BODIES).exclude(pk=case.organisation_id)
        self.fields["recipient"].queryset = others.order_by("sort_name")


class AnswerForm(PortalForm):
    """Why a body does not take a case over."""

    answer = forms.CharField(
        label=_("Why do you not take it over?"),
        max_length=300,
        help_text=_("The other body reads it. No names please."),
    )
    layout = Layout("answer")


class CircleForm(LayoutMixin, forms.ModelForm):
    """Somebody at another body who looks after the person."""

    use_required_attribute = False

    class Meta:
        model = CircleEntry
        fields = ["organisation", "person", "purpose", "since", "last_contact_on"]
        labels = {"person": _("Who there, or which task?"), "purpose": _("What for?")}
        help_texts = {
            "person": _("A colleague there, never somebody of the family."),
            "purpose": _("For example: placement, assisted training, class at school."),
        }

    layout = Layout(
        Stack("organisation", "person", "purpose", Two("since", "last_contact_on")),
        FormEnd(_("Add to the circle"), _("The other body gets no access by this.")),
    )

    def __init__(self, *args: Any, case: Case, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        others = Organisation.objects.filter(is_active=True).exclude(pk=case.organisation_id)
        self.fields["organisation"].queryset = others.order_by("sort_name")
        self.fields["organisation"].empty_label = _("Please choose")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in ("since", "last_contact_on"):
            if data.get(name) and data[name] > self.today:
                self.add_error(name, _("This day is still to come."))
        return data

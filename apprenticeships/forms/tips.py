"""Leaving a tip, deciding it, and the responsibility table."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apprenticeships.models import ResponsibilityRule
from apprenticeships.states import Cause, ConsentWay, RefusalReason, TipSubject, Urgency, YesNoUnknown
from portal.access import Actor
from portal.forms import LayoutMixin, PortalForm
from portal.forms_layout import FormEnd, Hint, More, NumberedField, PlainField, Row, Two
from portal.partners.models import Membership, Organisation
from portal.partners.states import OrganisationKind, Role
from portal.region.models import District, OccupationGroup
from portal.region.widgets import SuggestInput
from portal.templatetags.portal_ui import tel

NO, YES = "no", "yes"
PERSON_FIELDS = ("person_name", "person_contact", "agreed_on", "agreed_how", "under_18", "parents_know")
PERSON_REQUIRED = ("person_name", "person_contact", "agreed_on", "agreed_how", "under_18")


def _help(title: Any, text: Any) -> Any:
    return lazy(lambda: format_html("<p><strong>{}</strong></p><p>{}</p>", title, text), str)()


def _urgent_help() -> str:
    phone = settings.OFFICE_PHONE
    link = format_html('<a href="tel:{}">{}</a>', tel(phone), phone)
    return format_html(
        "<p><strong>{}</strong></p><p>{} {}</p>",
        _("Is it very urgent?"),
        _("Please call as well: training adviser"),
        link,
    )


class TipForm(PortalForm):
    """The tip of any partner: four required answers, two optional folds, nobody named in the first five."""

    subject = forms.ChoiceField(
        label=_("What is it about?"),
        choices=TipSubject.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what it is about.")},
    )
    cause = forms.ChoiceField(
        label=_("What is the cause?"),
        choices=Cause.choices,
        widget=forms.RadioSelect,
        help_text=_("Please give no personal reasons, no illness and no conflict."),
        error_messages={"required": _("Please choose a cause. If you do not know it: “Not known”.")},
    )
    company_and_place = forms.CharField(
        label=_("Which company, in which place?"),
        max_length=200,
        help_text=_(
            "Only the responsible chamber sees the name. "
            "If somebody is looking for a place, the place is enough."
        ),
        widget=SuggestInput("region:municipalities"),
        error_messages={"required": _("Please name the company, or at least the place.")},
    )
    urgency = forms.ChoiceField(
        label=_("How urgent is it?"),
        choices=Urgency.choices,
        widget=forms.RadioSelect,
        help_text=_("When does the training end or when is the place lost?"),
        error_messages={"required": _("Please choose how urgent it is. If you do not know: “Not known”.")},
    )
    is_public = forms.ChoiceField(
        label=_("Is it publicly known already?"),
        choices=[(NO, _("No, treat as confidential")), (YES, _("Yes, it was in the newspaper or register"))],
        initial=NO,
        widget=forms.RadioSelect,
        required=False,
    )
    occupations = forms.CharField(
        label=_("Which occupations?"),
        max_length=200,
        required=False,
        help_text=_("In your words, for example “metalworker, office”"),
    )
    headcount = forms.IntegerField(
        label=_("How many apprentices?"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=_("A rough number is enough"),
    )
    chamber = forms.ModelChoiceField(
        label=_("Which chamber is responsible?"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("I don't know"),
    )
    text = forms.CharField(
        label=_("What else should the chamber know?"),
        max_length=500,
        required=False,
        help_text=_("At most 500 characters. No names please, and nothing about health."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    consent = forms.BooleanField(
        label=_("The person knows of this tip and agrees to the call"), required=False
    )
    person_name = forms.CharField(label=_("Name of the person"), max_length=120, required=False)
    person_contact = forms.CharField(label=_("Telephone or e-mail"), max_length=120, required=False)
    agreed_on = forms.DateField(label=_("Agreed since"), required=False)
    agreed_how = forms.ChoiceField(
        label=_("How did the person agree?"),
        choices=[("", _("Please choose")), *ConsentWay.choices],
        required=False,
    )
    under_18 = forms.ChoiceField(
        label=_("Is the person under 18?"),
        choices=YesNoUnknown.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    parents_know = forms.BooleanField(
        label=_("If under 18: the parents or guardians know of it"), required=False
    )

    layout = Layout(
        Row(
            NumberedField(1, "subject"),
            help=_help(
                _("Who sees the tip?"),
                _("Only the responsible chamber. All others see nothing of it, not even the company's name."),
            ),
        ),
        Row(
            NumberedField(2, "cause", options_class="bp-radio-cols"),
            help=_("A guess is enough. The chamber checks before it speaks to anybody."),
        ),
        Row(
            NumberedField(3, "company_and_place"),
            help=_(
                "No names of apprentices please. "
                "Shall the chamber call somebody? There is a part for that below."
            ),
        ),
        Row(NumberedField(4, "urgency"), help=lazy(_urgent_help, str)()),
        More(
            _("Further details"),
            _("Voluntary. Helps the chamber to call the right person sooner."),
            PlainField("is_public", options_class="kern-fieldset__body--horizontal"),
            Two("occupations", "headcount"),
            "chamber",
            "text",
            css_id="weitere",
        ),
        More(
            _("Shall the chamber call somebody?"),
            _("Only if this person knows of it and agrees."),
            Hint(
                _(
                    "Only the training adviser of the responsible chamber sees these details. "
                    "They are stored encrypted and deleted if no case comes of it (30 days)."
                )
            ),
            "consent",
            Two(
                PlainField("person_name", autocomplete="off"),
                PlainField("person_contact", autocomplete="off"),
                "agreed_on",
                "agreed_how",
            ),
            PlainField("under_18", options_class="kern-fieldset__body--horizontal"),
            "parents_know",
            css_id="anruf",
        ),
        FormEnd(_("Send tip"), _("Goes to the responsible adviser at once. You get a number.")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chamber"].queryset = Organisation.objects.filter(
            kind=OrganisationKind.CHAMBER, is_active=True, agreement_on__isnull=False
        )
        self.fields["agreed_on"].widget.attrs["max"] = timezone.localdate().isoformat()

    def clean_agreed_on(self) -> Any:
        day = self.cleaned_data["agreed_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """The person part is all or nothing: with consent everything needed for the call."""
        data = super().clean()
        typed = any(data.get(name) for name in PERSON_FIELDS)
        if typed and not data.get("consent"):
            self.add_error("consent", _("Please confirm that the person agrees, or delete name and contact."))
        if typed or data.get("consent"):
            for name in PERSON_REQUIRED:
                if name not in self.errors and not data.get(name):
                    self.add_error(name, forms.ValidationError(_("This is needed for the call."), "required"))
        return data

    def tip_values(self) -> dict[str, Any]:
        """What was written about the company, without the person."""
        data = self.cleaned_data
        names = (
            "subject",
            "cause",
            "company_and_place",
            "urgency",
            "occupations",
            "headcount",
            "chamber",
            "text",
        )
        return {**{name: data[name] for name in names}, "is_public": data["is_public"] == YES}

    def person_values(self) -> dict[str, Any] | None:
        """The person to call, None where nobody is named."""
        data = self.cleaned_data
        if not data["consent"]:
            return None
        return {
            "name": data["person_name"],
            "contact": data["person_contact"],
            **{name: data[name] for name in ("agreed_on", "agreed_how", "under_18", "parents_know")},
        }


class TipChangeForm(TipForm):
    """What the reporter puts right until the chamber has decided; the person stands as it was given."""

    layout = Layout(
        *TipForm.layout.fields[:5],
        FormEnd(_("Save changes"), _("The adviser in charge is told.")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("consent", *PERSON_FIELDS):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        return PortalForm.clean(self)


class MergeForm(PortalForm):
    """The number of the case or company case that a tip belongs to."""

    number = forms.CharField(
        label=_("Number of the case or company case"),
        max_length=16,
        help_text=_("For example F-2026-0042 or BF-2026-004"),
    )
    layout = Layout(
        "number", FormEnd(_("Assign tip"), _("The reporter sees number and state, never a name."))
    )

    def clean_number(self) -> str:
        return self.cleaned_data["number"].strip().upper()


class RefuseForm(PortalForm):
    """Why no case comes of a tip."""

    reason = forms.ChoiceField(
        label=_("Why do you refuse the tip?"),
        choices=RefusalReason.choices,
        widget=forms.RadioSelect,
        help_text=_("The reporter reads this reason."),
    )
    layout = Layout("reason", FormEnd(_("Refuse tip")))


def advisers(actor: Actor, organisation: Organisation | None = None) -> QuerySet:
    """The advisers to choose from: of one organisation, else of all that may hold persons."""
    rows = Membership.objects.filter(
        role=Role.ADVISER,
        is_active=True,
        user__is_active=True,
        organisation__is_active=True,
        organisation__agreement_on__isnull=False,
    ).select_related("user", "organisation")
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    return rows.order_by("organisation__sort_name", "user__name", "pk")


class AdviserForm(PortalForm):
    """Who shall be in charge."""

    adviser = forms.ModelChoiceField(label=_("Adviser"), queryset=Membership.objects.none())
    layout = Layout("adviser", FormEnd(_("Pass on")))

    def __init__(self, *args: Any, choices: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["adviser"].queryset = choices


class ResponsibilityForm(LayoutMixin, forms.ModelForm):
    """One row of the responsibility table; its chamber is the adviser's."""

    use_required_attribute = False

    class Meta:
        model = ResponsibilityRule
        fields = ["adviser", "deputy", "group", "district"]

    layout = Layout(Two("adviser", "deputy"), Two("group", "district"), FormEnd(_("Add responsibility")))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["adviser"].queryset = advisers(actor)
        self.fields["deputy"].queryset = advisers(actor)
        self.fields["group"].queryset = OccupationGroup.objects.all()
        self.fields["group"].empty_label = _("All other occupations")
        self.fields["district"].queryset = District.objects.all()
        self.fields["district"].empty_label = _("All other districts")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        adviser, deputy = data.get("adviser"), data.get("deputy")
        if adviser and deputy and (adviser == deputy or adviser.organisation_id != deputy.organisation_id):
            self.add_error("deputy", _("The deputy is another adviser of the same chamber."))
        if adviser:
            self.instance.organisation_id = adviser.organisation_id
            if ResponsibilityRule.objects.filter(
                organisation=adviser.organisation_id, group=data.get("group"), district=data.get("district")
            ).exists():
                self.add_error("adviser", _("This chamber has such a row already. Please drop it first."))
        return data

"""Offers, the company's own link to them, and the companies of the call list."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apprenticeships.forms.fields import OccupationsField
from apprenticeships.models import TakeoverOffer, TrainingCompany
from apprenticeships.models.companies import LONGEST_REACH
from apprenticeships.states import CallResult, TrainingYear
from portal.forms import PortalForm, VersionedForm, check_order
from portal.forms_layout import FormEnd, More, PlainField, Stack, Two
from portal.region.fields import MunicipalityField

REACH_HELP = {"reach_km": _("How far away an apprentice may live. Empty: any distance.")}


class OfferForm(VersionedForm):
    """An offer of a company, entered by an adviser."""

    municipality = MunicipalityField(label=_("Place"))
    occupation_list = OccupationsField(label=_("Occupations"))
    years = forms.TypedMultipleChoiceField(
        label=_("Training years taken"),
        choices=TrainingYear.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen: any year"),
    )

    class Meta:
        model = TakeoverOffer
        fields = [
            "company_name",
            "municipality",
            "kind",
            "months",
            "years",
            "seats",
            "valid_from",
            "valid_until",
            "reach_km",
            "school",
            "conditions",
            "suitability_confirmed_on",
            "monthly_pay",
            "accepts_insolvency",
        ]
        help_texts = REACH_HELP

    layout = Layout(
        "version",
        Stack(
            Two("company_name", "municipality"),
            "occupation_list",
            Two("kind", PlainField("seats")),
            PlainField("years", options_class="kern-fieldset__body--horizontal"),
            Two("valid_from", "valid_until"),
            "reach_km",
        ),
        More(
            _("More about the place"),
            _("School, working hours, suitability, network, pay."),
            Two("school", "conditions"),
            Two("suitability_confirmed_on", PlainField("months")),
            PlainField("monthly_pay"),
            "accepts_insolvency",
        ),
        FormEnd(_("Save offer")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["occupation_list"].initial = list(self.instance.occupations.all())

    def clean(self) -> dict[str, Any]:
        return clean_offer(self, super().clean())


class OfferLinkForm(PortalForm):
    """Where the company gets the link to its offer."""

    address = forms.EmailField(
        label=_("The company's e-mail address"),
        max_length=254,
        help_text=_("The link opens this offer only, never a case."),
    )
    layout = Layout(PlainField("address", autocomplete="off"), FormEnd(_("Send link to the company")))


class OwnOfferForm(VersionedForm):
    """What a company may change of its own offer by its link."""

    years = forms.TypedMultipleChoiceField(
        label=_("Training years taken"),
        choices=TrainingYear.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen: any year"),
    )

    class Meta:
        model = TakeoverOffer
        fields = ["seats", "years", "valid_from", "valid_until", "reach_km", "conditions"]
        help_texts = REACH_HELP

    layout = Layout(
        "version",
        Stack(
            PlainField("seats"),
            PlainField("years", options_class="kern-fieldset__body--horizontal"),
            Two("valid_from", "valid_until"),
            "reach_km",
            "conditions",
        ),
        FormEnd(_("Save details")),
    )

    def clean(self) -> dict[str, Any]:
        return clean_offer(self, super().clean())

    def clean_valid_until(self) -> Any:
        day = self.cleaned_data["valid_until"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed."))
        return day


def clean_offer(form: VersionedForm, data: dict[str, Any]) -> dict[str, Any]:
    """The days in order, no fewer places than are taken, and a reach that makes sense."""
    check_order(form, "valid_from", "valid_until")
    least = max(1, form.instance.seats_taken)
    if data.get("seats") is not None and data["seats"] < least:
        text = _("At least %(count)s, as so many are taken or needed.") % {"count": least}
        form.add_error("seats", text)
    if data.get("reach_km") is not None and not 1 <= data["reach_km"] <= LONGEST_REACH:
        text = _("Please give a number of km from 1 to %(most)s, or nothing for any distance.")
        form.add_error("reach_km", text % {"most": LONGEST_REACH})
    return data


class CompanyForm(VersionedForm):
    """A company of the chamber's call list."""

    municipality = MunicipalityField(label=_("Place"), required=False)
    occupation_list = OccupationsField(label=_("Trains in"), required=False)

    class Meta:
        model = TrainingCompany
        fields = ["name", "municipality", "phone", "size_class", "do_not_call_until"]

    layout = Layout(
        "version",
        Stack(
            Two("name", "municipality"), "occupation_list", Two("phone", "size_class"), "do_not_call_until"
        ),
        FormEnd(_("Save company")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["occupation_list"].initial = list(self.instance.occupations.all())


class CallForm(PortalForm):
    """A call to a company: how it went and what it answered."""

    result = forms.ChoiceField(
        label=_("Result"), choices=CallResult.choices, initial=CallResult.REACHED, widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label=_("Answer"),
        max_length=160,
        required=False,
        help_text=_("Of the company, for example “ask again in January”. No names of apprentices please."),
    )
    do_not_call_until = forms.DateField(label=_("Do not call until"), required=False)
    case = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
    layout = Layout(
        "case",
        Stack(
            PlainField("result", options_class="kern-fieldset__body--horizontal"),
            "answer",
            "do_not_call_until",
        ),
        FormEnd(_("Save call")),
    )

    def clean_do_not_call_until(self) -> Any:
        day = self.cleaned_data["do_not_call_until"]
        if day and day <= timezone.localdate():
            raise forms.ValidationError(_("This day has passed."))
        return day

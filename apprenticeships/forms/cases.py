"""Opening and changing cases, the person, call notes, and what some steps ask for."""

from datetime import date
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apprenticeships.duplicates import Entry
from apprenticeships.forms.duplicates import DuplicateMixin
from apprenticeships.forms.fields import OpenDateField, yes_no_unknown
from apprenticeships.models import Case
from apprenticeships.notes import FOLLOW_DAYS, PRESET, working_day
from apprenticeships.states import CallResult, CaseKind, Outcome
from portal.forms import PortalForm, VersionedForm
from portal.forms_layout import FormEnd, Hint, More, PlainField, Stack, Two
from portal.region.fields import MunicipalityField, OccupationField

FOLLOW = (*map(str, FOLLOW_DAYS), "date", "none")
PERSON_FIELDS = ("name", "phone", "email", "address", "birth_date", "representatives")


class PersonFieldsMixin(forms.Form):
    """The person of a case; all of it is stored encrypted."""

    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    birth_date = forms.DateField(label=_("Date of birth"), required=False)
    representatives = forms.CharField(
        label=_("Parents or guardians"),
        max_length=200,
        required=False,
        help_text=_("Name and telephone, if the person is under 18"),
    )

    def person_values(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name) for name in PERSON_FIELDS}


class CaseForm(VersionedForm):
    """The facts of a case, without the person."""

    occupation = OccupationField(label=_("Occupation"))
    residence = MunicipalityField(label=_("Place of residence"))
    ends_on = OpenDateField(label=_("Place ends on"), help_text=_("May stay open"))
    due_on = OpenDateField(label=_("Follow-up"), help_text=_("Empty: tomorrow"))
    is_minor = yes_no_unknown(label=_("Under 18?"))
    kind = forms.ChoiceField(label=_("Kind of case"), choices=CaseKind.choices, widget=forms.RadioSelect)
    company_name = forms.CharField(label=_("Company so far"), max_length=160, required=False)
    company_place = MunicipalityField(label=_("Place of the company"), required=False)

    class Meta:
        model = Case
        fields = [
            "kind",
            "register",
            "occupation",
            "contract_number",
            "contract_start",
            "contract_end",
            "ends_on",
            "residence",
            "reach_km",
            "public_transport",
            "is_minor",
            "exam_part_1",
            "school",
            "wishes",
            "due_on",
            "next_step",
        ]
        help_texts = {
            "contract_number": _("From the chamber's register; then no name is needed"),
            "next_step": _("What must be done next, without names"),
            "wishes": _("For example: no shift before 6 o'clock. Nothing about health please."),
        }

    facts = (
        "kind",
        Two("occupation", "register"),
        Two("contract_number", "ends_on"),
        Two("contract_start", "contract_end"),
        Two("residence", PlainField("reach_km")),
        "public_transport",
        PlainField("is_minor", options_class="kern-fieldset__body--horizontal"),
        Two("due_on", "next_step"),
        More(
            _("Company, school, examination, wishes"),
            _("What is known already; the rest can follow."),
            Two("company_name", "company_place"),
            Two("school", "exam_part_1"),
            "wishes",
        ),
    )
    layout = Layout("version", Stack(*facts), FormEnd(_("Save")))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.company_id:
            self.fields["company_name"].initial = self.instance.company.name
            self.fields["company_place"].initial = self.instance.company.municipality_id
        if self.instance.company_case_id:
            for name in ("company_name", "company_place"):
                self.fields[name].disabled = True

    def clean_reach_km(self) -> int:
        reach = self.cleaned_data["reach_km"]
        if not 1 <= reach <= 300:
            raise forms.ValidationError(_("Please give a distance from 1 to 300 km."))
        return reach

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, end = data.get("contract_start"), data.get("contract_end")
        if start and end and end < start:
            self.add_error("contract_end", _("The agreed end lies before the start."))
        return data


class NewCaseForm(DuplicateMixin, PersonFieldsMixin, CaseForm):
    """A new case on day one: facts, and the person where the chamber does not work by number alone."""

    class Meta(CaseForm.Meta):
        pass

    layout = Layout(
        "version",
        "anyway",
        Stack(*CaseForm.facts),
        More(
            _("Person"),
            _("Only where the chamber does not work with the contract number alone."),
            Hint(_("Stored encrypted. Only you and your deputy can open it, and every opening is logged.")),
            Two(
                PlainField("name", autocomplete="off"),
                PlainField("phone", autocomplete="off"),
                PlainField("email", autocomplete="off"),
                PlainField("birth_date", autocomplete="off"),
            ),
            PlainField("address", autocomplete="off"),
            PlainField("representatives", autocomplete="off"),
            css_id="person",
        ),
        FormEnd(_("Open case")),
    )

    def entries(self) -> list[tuple[str, Entry]]:
        data = self.cleaned_data
        entry = Entry(data["contract_number"], data.get("name") or "", data.get("birth_date"))
        return [("", entry)]

    def clean(self) -> dict[str, Any]:
        """Somebody must be meant: contract number or name; a named minor has somebody who speaks for them."""
        data = super().clean()
        named, minor = bool(data.get("name")), data.get("is_minor")
        if not named and not data.get("contract_number") and data.get("kind") != CaseKind.FINDS_NONE:
            self.add_error(
                "contract_number", _("Please give the contract number, or the name further below.")
            )
        if named and minor and not data.get("representatives"):
            self.add_error("representatives", _("Under 18: please say whom the chamber can reach."))
        return data


class PersonForm(PersonFieldsMixin, PortalForm):
    """Changing the person without opening: what stays empty is kept."""

    informed_on = forms.DateField(
        label=_("Person informed on"),
        required=False,
        help_text=_("On this day the person was told what is stored (Art. 13 and 14 GDPR)."),
    )
    layout = Layout(
        Stack(
            Hint(_("Empty fields keep what is stored. What is stored is not shown here.")),
            Two(
                PlainField("name", autocomplete="off"),
                PlainField("phone", autocomplete="off"),
                PlainField("email", autocomplete="off"),
                PlainField("birth_date", autocomplete="off"),
            ),
            PlainField("address", autocomplete="off"),
            PlainField("representatives", autocomplete="off"),
            "informed_on",
        ),
        FormEnd(_("Save")),
    )

    def person_values(self) -> dict[str, Any]:
        return {**super().person_values(), "informed_on": self.cleaned_data.get("informed_on")}


class NoteForm(PortalForm):
    """A call in ten seconds: how it went, when next, and what was said.

    The page writes the controls itself (apprenticeships/_note.html): chips instead of radio rows.
    """

    result = forms.ChoiceField(choices=CallResult.choices, initial=CallResult.REACHED)
    follow = forms.ChoiceField(choices=[(key, key) for key in FOLLOW], initial=PRESET)
    day = forms.DateField(label=_("Other date"), required=False)
    text = forms.CharField(label=_("What was said?"), max_length=2000, required=False)
    layout = Layout("result", "follow", "text", "day")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("follow") == "date" and "day" not in self.errors:
            if data.get("day") is None:
                self.add_error("day", _("Please give the other date, or choose one of the others."))
            elif data["day"] < timezone.localdate():
                self.add_error("day", _("This day has passed."))
        return data

    def due_on(self) -> date | None:
        """The chosen follow-up date; days ahead that fall on a weekend move to Monday."""
        follow = self.cleaned_data["follow"]
        if follow == "none":
            return None
        return (
            self.cleaned_data["day"] if follow == "date" else working_day(int(follow), timezone.localdate())
        )


class SignForm(PortalForm):
    """The new contract is signed."""

    new_start_on = forms.DateField(label=_("New contract starts on"), required=False)
    layout = Layout("new_start_on")


class RegisterForm(PortalForm):
    """The new contract stands in the register."""

    registered_on = forms.DateField(label=_("Registered on"))
    probation_until = forms.DateField(label=_("New probation until"), required=False)
    layout = Layout(Two("registered_on", "probation_until"))

    def clean_registered_on(self) -> date:
        day = self.cleaned_data["registered_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day


class CloseForm(PortalForm):
    """How the case ended."""

    outcome = forms.ChoiceField(
        label=_("Outcome of the case"), choices=[("", _("Please choose")), *Outcome.choices]
    )
    layout = Layout("outcome")


class ReasonForm(PortalForm):
    """Why a step is taken that is not the rule."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("No names please, and nothing about health.")
    )
    layout = Layout("reason")


class EmptyForm(PortalForm):
    """A step that asks for nothing."""

    layout = Layout()


STEP_FORMS = {
    "sign": SignForm,
    "register": RegisterForm,
    "close": CloseForm,
    "reopen": ReasonForm,
    "hold": ReasonForm,
}

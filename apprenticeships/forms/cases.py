"""Opening and changing cases, the person, call notes, and what some steps ask for."""

from collections.abc import Collection
from datetime import date
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apprenticeships.duplicates import Entry
from apprenticeships.forms.duplicates import DuplicateMixin
from apprenticeships.forms.fields import OpenDateField, yes_no_unknown
from apprenticeships.models import Case, CompanyCase
from apprenticeships.notes import FOLLOW_DAYS, PRESET, working_day
from apprenticeships.states import MOST_HELPED, CallResult, CaseKind, Outcome
from measures.models import Measure
from measures.states import MeasureClass, MeasureState
from portal.access import Actor
from portal.forms import PortalForm, VersionedForm
from portal.forms_layout import FormEnd, Hint, More, PlainField, Stack, Two, without_fields
from portal.partners.models import Organisation
from portal.partners.states import OrganisationKind
from portal.region.fields import MunicipalityField, OccupationField

FOLLOW = (*map(str, FOLLOW_DAYS), "date", "none")
PERSON_FIELDS = ("name", "phone", "email", "address", "birth_date", "representatives")


def drop_fields(form: forms.BaseForm, names: Collection[str]) -> None:
    """Takes fields out of a form and its layout, so that not even a forged request can fill them."""
    for name in names:
        del form.fields[name]
    form.layout = without_fields(form.layout, names)


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


MOST_COMPANY_CASES = 50  # offered for choice, the newest first


class CaseForm(VersionedForm):
    """The facts of a case, without the person: those of day one in sight, the rest folded."""

    occupation = OccupationField(label=_("Occupation"))
    residence = MunicipalityField(label=_("Place of residence"))
    ends_on = OpenDateField(label=_("Place ends on"), help_text=_("May stay open"))
    due_on = OpenDateField(label=_("Follow-up"), help_text=_("Empty: tomorrow"))
    is_minor = yes_no_unknown(label=_("Under 18?"))
    part_time = yes_no_unknown(label=_("Training part time?"))
    driving_licence = yes_no_unknown(label=_("Driving licence?"))
    kind = forms.ChoiceField(
        label=_("Kind of case"), choices=CaseKind.choices, initial=CaseKind.LOSES, widget=forms.RadioSelect
    )
    reported_on = forms.DateField(label=_("Reported on"), required=False, help_text=_("Empty: today"))
    company_case_number = forms.ChoiceField(
        label=_("Company case"), required=False, help_text=_("Gives company, cause and end of the place")
    )
    company_name = forms.CharField(label=_("Company so far"), max_length=160, required=False)
    company_place = MunicipalityField(label=_("Place of the company"), required=False)

    class Meta:
        model = Case
        fields = [
            "register", "occupation", "contract_number", "contract_start", "contract_end", "residence",
            "reach_km", "public_transport", "is_minor", "exam_part_1", "school", "due_on",
            "kind", "cause", "cause_on_side", "ends_on", "training_stops_on", "notice_received_on",
            "last_pay_on", "event_on", "award_on", "reported_on", "reported_by", "channel",
            "specialisation", "part_time", "credited_months", "monthly_pay", "exam_registration_on",
            "next_step", "wishes", "support_needed", "driving_licence", "residence_deadline",
            "latest_start_on",
        ]  # fmt: skip
        labels = {"residence_deadline": _("Deadline by residence law")}
        help_texts = {
            "contract_number": _("From the chamber's register; then no name is needed"),
            "next_step": _("What must be done next, without names"),
            "latest_start_on": _("Empty: some weeks after the old place ends"),
            "wishes": _("For example: no shift before 6 o'clock. Nothing about health please."),
            "support_needed": _("For example: help with the school's lessons. Nothing about health please."),
            "residence_deadline": _("The date only"),
            "event_on": _("Two weeks later nobody can give notice for this reason any more."),
        }

    top = (Two("register", "company_case_number"),)
    contract = (
        Two("occupation", "residence", "contract_start", "contract_end"),
        Two("school", "exam_part_1"),
        Two("reach_km", "due_on"),
        "public_transport",
    )
    folds = (
        More(
            _("Cause and dates"),
            _("How it came about, when the place ends, who reported it."),
            "kind",
            Two("cause", "cause_on_side"),
            Two("ends_on", "training_stops_on", "notice_received_on", "last_pay_on"),
            Two("event_on", "award_on"),
            Two("reported_on", "reported_by", "channel"),
        ),
        More(
            _("Company, contract, examination"),
            _("What is known already; the rest can follow."),
            Two("company_name", "company_place"),
            Two("specialisation", "credited_months", "monthly_pay", "exam_registration_on"),
            PlainField("part_time", options_class="kern-fieldset__body--horizontal"),
        ),
        More(
            _("Next step, wishes, support"),
            _("What the search has to take into account."),
            "next_step",
            Two("wishes", "support_needed"),
            "latest_start_on",
            PlainField("driving_licence", options_class="kern-fieldset__body--horizontal"),
            "residence_deadline",
        ),
    )
    layout = Layout(
        "version",
        Stack(
            *top,
            "contract_number",
            PlainField("is_minor", options_class="kern-fieldset__body--horizontal"),
            *contract,
            *folds,
        ),
        FormEnd(_("Save")),
    )

    def __init__(self, *args: Any, actor: Actor | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = self.instance.company_case if self.instance.company_case_id else None
        self.fields["company_case_number"].choices = _company_cases(actor, mine)
        if mine is not None:
            self.fields["company_case_number"].initial = mine.number
            for name in ("company_name", "company_place"):
                self.fields[name].disabled = True
        if self.instance.pk and self.instance.company_id:
            self.fields["company_name"].initial = self.instance.company.name
            self.fields["company_place"].initial = self.instance.company.municipality_id

    def clean_reach_km(self) -> int:
        reach = self.cleaned_data["reach_km"]
        if not 1 <= reach <= 300:
            raise forms.ValidationError(_("Please give a distance from 1 to 300 km."))
        return reach

    def clean_reported_on(self) -> date:
        day = self.cleaned_data["reported_on"] or self.instance.reported_on
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, end = data.get("contract_start"), data.get("contract_end")
        if start and end and end < start:
            self.add_error("contract_end", _("The agreed end lies before the start."))
        return data


def _company_cases(actor: Actor | None, mine: CompanyCase | None) -> list[tuple[str, str]]:
    """The newest company cases that the actor may add to, and the case's own."""
    found = [("", str(_("none")))]
    if actor is not None:
        rows = CompanyCase.objects.permitted(actor, "edit").order_by("-pk")
        named = rows.values_list("number", "company__name")[:MOST_COMPANY_CASES]
        found += [(number, f"{number}: {company}") for number, company in named]
    if mine is not None and mine.number not in dict(found):
        found.append((mine.number, mine.number))
    return found


class NewCaseForm(DuplicateMixin, PersonFieldsMixin, CaseForm):
    """A new case on day one: contract number or name, phone, under 18, and the facts."""

    class Meta(CaseForm.Meta):
        pass

    layout = Layout(
        "version",
        "anyway",
        Stack(
            *CaseForm.top,
            Two("contract_number", PlainField("name", autocomplete="off")),
            PlainField("is_minor", options_class="kern-fieldset__body--horizontal"),
            Two(
                PlainField("phone", autocomplete="off"),
                PlainField("representatives", autocomplete="off"),
            ),
            Hint(_("Stored encrypted. Only you and your deputy can open it, and every opening is logged.")),
            *CaseForm.contract,
            *CaseForm.folds,
            More(
                _("More about the person"),
                _("Only where the chamber does not work with the contract number alone."),
                Two(
                    PlainField("email", autocomplete="off"),
                    PlainField("birth_date", autocomplete="off"),
                ),
                PlainField("address", autocomplete="off"),
                css_id="person",
            ),
        ),
        FormEnd(_("Open case")),
    )

    def __init__(self, *args: Any, persons: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not persons:  # the organisation works with register numbers only
            drop_fields(self, PERSON_FIELDS)

    def entries(self) -> list[tuple[str, Entry]]:
        data = self.cleaned_data
        entry = Entry(data["contract_number"], data.get("name") or "", data.get("birth_date"))
        return [("", entry)]

    def clean(self) -> dict[str, Any]:
        """Somebody must be meant: contract number or name; a named minor has somebody who speaks for them."""
        data = super().clean()
        named, minor = bool(data.get("name")), data.get("is_minor")
        if not named and not data.get("contract_number") and data.get("kind") != CaseKind.FINDS_NONE:
            self.add_error("contract_number", self._who_is_meant())
        if named and minor and not data.get("representatives"):
            self.add_error("representatives", _("Under 18: please say whom the chamber can reach."))
        return data

    def _who_is_meant(self) -> str:
        if "name" not in self.fields:
            return _("Please give the contract number.")
        return _("Please give the contract number, or the name further below.")


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
    """The new contract stands in the register, since when and in whose."""

    registered_on = forms.DateField(label=_("Registered on"))
    registered_with = forms.ModelChoiceField(
        Organisation.objects.filter(kind=OrganisationKind.CHAMBER, is_active=True),
        label=_("In the register of"),
        empty_label=_("Please choose"),
    )
    probation_until = forms.DateField(
        label=_("New probation until"), required=False, help_text=_("One to four months")
    )
    layout = Layout(Two("registered_on", "registered_with", "probation_until"))

    def clean_registered_on(self) -> date:
        day = self.cleaned_data["registered_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day


class CareForm(PortalForm):
    """Aftercare lasts to the end of the new probation."""

    probation_until = forms.DateField(label=_("New probation until"), help_text=_("One to four months"))
    layout = Layout("probation_until")


class CloseForm(PortalForm):
    """How the case ended, and what has helped."""

    outcome = forms.ChoiceField(
        label=_("Outcome of the case"), choices=[("", _("Please choose")), *Outcome.choices]
    )
    helped = forms.ModelMultipleChoiceField(
        Measure.objects.filter(kind=MeasureClass.REGIONAL, state=MeasureState.PUBLISHED),
        label=_("What has helped? (up to 3)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    layout = Layout(
        "outcome", More(_("Measures of the region"), _("Which of them have contributed?"), "helped")
    )

    def clean_helped(self) -> list[Measure]:
        measures = list(self.cleaned_data["helped"])
        if len(measures) > MOST_HELPED:
            raise forms.ValidationError(_("Please name three measures at most."))
        return measures


class ReasonForm(PortalForm):
    """Why a step is taken that is not the rule."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("No names please, and nothing about health.")
    )
    layout = Layout("reason")


class HoldForm(ReasonForm):
    """Why nothing can be done for the moment, and when to look again."""

    due_on = forms.DateField(label=_("Look again on"))
    layout = Layout(Two("reason", "due_on"))

    def clean_due_on(self) -> date:
        day = self.cleaned_data["due_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError(_("Please give a day to come."))
        return day


class EmptyForm(PortalForm):
    """A step that asks for nothing."""

    layout = Layout()


STEP_FORMS = {
    "sign": SignForm,
    "register": RegisterForm,
    "care": CareForm,
    "close": CloseForm,
    "stabilise": ReasonForm,
    "reopen": ReasonForm,
    "hold": HoldForm,
    "withdraw": ReasonForm,
}

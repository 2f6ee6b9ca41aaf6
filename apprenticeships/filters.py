"""What lists are filtered by; every filter stands in the address."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from apprenticeships.models import (
    Case,
    CompanyCase,
    CompanySuggestion,
    TakeoverOffer,
    Tip,
    TrainingCompany,
)
from apprenticeships.states import (
    CaseState,
    OfferKind,
    OfferState,
    Phase,
    SizeClass,
    SuggestionState,
    TipState,
)
from portal.access import Actor
from portal.forms import PortalForm
from portal.region.fields import OccupationField
from portal.region.models import District, OccupationGroup

ALL = "all"
CALLABLE, NEVER_CALLED = "jetzt", "nie"
NUMBER, DUE, ENDS = "nr", "due", "end"
CASE_ORDERS = {DUE: ("due_on", "id"), ENDS: ("ends_on", "id"), NUMBER: ("-id",)}


class CaseFilter(PortalForm):
    """The filter of the case list; districts and groups come with one statement."""

    q = forms.CharField(label=_("Number, occupation, company, place"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All open cases")), *CaseState.choices, (ALL, _("Closed ones as well"))],
    )
    district = forms.ChoiceField(label=_("District"), required=False)
    group = forms.ChoiceField(label=_("Occupation group"), required=False)
    whose = forms.ChoiceField(
        label=_("In charge"),
        required=False,
        choices=[
            ("", _("All of my organisation")),
            ("mine", _("Mine only")),
            ("deputy", _("Mine and those I stand in for")),
        ],
    )

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        self.actor = actor
        rows = list(_districts_and_groups(actor))
        for name in ("district", "group"):
            found = [(code, label) for kind, code, label in rows if kind == name]
            self.fields[name].choices = [("", _("All of them")), *found]

    def apply(self, rows: QuerySet, *, without: str = "") -> QuerySet:
        """`rows` cut to the filter; `without` leaves one field out."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value and name != without}
        if chosen.get("state") in CaseState.values:
            rows = rows.filter(state=chosen["state"])
        elif chosen.get("state") != ALL:
            rows = rows.open()
        if "q" in chosen:
            rows = rows.containing(chosen["q"])
        if "district" in chosen:
            rows = rows.filter(district__ags=chosen["district"])
        if "group" in chosen:
            rows = rows.filter(group__kldb3=chosen["group"])
        if chosen.get("whose") == "mine":
            rows = rows.filter(adviser=self.actor.membership_id)
        if chosen.get("whose") == "deputy":
            rows = rows.permitted(self.actor, "handle")
        return rows


def _districts_and_groups(actor: Actor) -> QuerySet:
    """("district", AGS, name) of all districts and ("group", KldB, title) of the groups with cases."""
    cases = Case.objects.filter(organisation=actor.organisation_id, group=OuterRef("pk"))
    groups = OccupationGroup.objects.filter(Exists(cases)).order_by()
    districts = District.objects.order_by()
    return (
        districts.annotate(of=Value("district", output_field=CharField()))
        .values_list("of", "ags", "name")
        .union(
            groups.annotate(of=Value("group", output_field=CharField())).values_list("of", "kldb3", "title")
        )
        .order_by("of", "ags")
    )


class CompanyCaseFilter(PortalForm):
    phase = forms.ChoiceField(
        label=_("Phase"), required=False, choices=[("", _("All phases")), *Phase.choices]
    )

    def apply(self, rows: QuerySet[CompanyCase]) -> QuerySet[CompanyCase]:
        phase = self.cleaned_data["phase"]
        return rows.filter(phase=phase) if phase else rows


class TipFilter(PortalForm):
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("To be decided")), *TipState.choices, (ALL, _("All tips"))],
    )

    def apply(self, rows: QuerySet[Tip]) -> QuerySet[Tip]:
        state = self.cleaned_data["state"]
        if state == ALL:
            return rows
        return rows.filter(state=state) if state else rows.to_decide()


class OfferFilter(PortalForm):
    q = forms.CharField(label=_("Company, occupation, place"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Open offers")), *OfferState.choices[1:], (ALL, _("All offers"))],
    )
    kind = forms.ChoiceField(
        label=_("Kind of offer"), required=False, choices=[("", _("Every kind")), *OfferKind.choices]
    )

    def apply(self, rows: QuerySet[TakeoverOffer]) -> QuerySet[TakeoverOffer]:
        chosen = self.cleaned_data
        if chosen["state"] != ALL:
            rows = rows.filter(state=chosen["state"] or OfferState.OPEN)
        if chosen["kind"]:
            rows = rows.filter(kind=chosen["kind"])
        return rows.containing(chosen["q"]) if chosen["q"] else rows


class SuggestionFilter(PortalForm):
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("To be decided")), *SuggestionState.choices[1:], (ALL, _("All suggestions"))],
    )

    def apply(self, rows: QuerySet[CompanySuggestion]) -> QuerySet[CompanySuggestion]:
        state = self.cleaned_data["state"]
        return rows if state == ALL else rows.filter(state=state or SuggestionState.SUGGESTED)


class CompanyFilter(PortalForm):
    """The filter of the call list; the districts come with one statement."""

    q = forms.CharField(label=_("Company or place"), required=False, max_length=100)
    occupation = OccupationField(label=_("Trains in"), required=False)
    district = forms.ChoiceField(label=_("District"), required=False)
    size = forms.ChoiceField(
        label=_("Employees"), required=False, choices=[("", _("Every size")), *SizeClass.choices[1:]]
    )
    call = forms.ChoiceField(
        label=_("To call"),
        required=False,
        choices=[
            ("", _("All companies")),
            (CALLABLE, _("May be called now")),
            (NEVER_CALLED, _("Not called yet")),
        ],
    )
    fall = forms.CharField(label=_("For the case"), required=False, max_length=16)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        found = District.objects.order_by("ags").values_list("ags", "short_name")
        self.fields["district"].choices = [("", _("All of them")), *found]

    def apply(self, rows: QuerySet[TrainingCompany], today: date) -> QuerySet[TrainingCompany]:
        chosen = self.cleaned_data
        if chosen["q"]:
            rows = rows.containing(chosen["q"])
        if chosen["occupation"]:
            rows = rows.training_in(chosen["occupation"].pk, chosen["occupation"].group_id)
        if chosen["district"]:
            rows = rows.filter(municipality__district__ags=chosen["district"])
        if chosen["size"]:
            rows = rows.filter(size_class=chosen["size"])
        if chosen["call"]:
            rows = rows.callable(today)
        return rows.filter(last_called_on=None) if chosen["call"] == NEVER_CALLED else rows

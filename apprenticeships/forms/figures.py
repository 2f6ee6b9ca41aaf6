"""What the figures are filtered by."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apprenticeships.figures import ReportingYear
from apprenticeships.publication import DISTRICT, GROUP, KIND, Names
from apprenticeships.states import CaseKind
from portal.forms import PortalForm

OWN, ALL = "own", "all"
DIMENSIONS = (DISTRICT, GROUP, KIND)


class FigureFilter(PortalForm):
    """Reporting year, district, occupation group, kind of case; advisers choose whose figures they see."""

    year = forms.ChoiceField(label=_("Reporting year"), required=False)
    whose = forms.ChoiceField(
        label=_("Whose cases"),
        required=False,
        choices=[("", _("Ours, exact")), (ALL, _("Everybody’s, small hidden"))],
    )
    district = forms.ChoiceField(label=_("District"), required=False)
    group = forms.ChoiceField(label=_("Occupation group"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind of case"), required=False, choices=[("", _("All kinds")), *CaseKind.choices]
    )

    def __init__(
        self, data: Any, *, may_be_exact: bool, years: Sequence[ReportingYear], names: Names
    ) -> None:
        super().__init__(data)
        self.years, self.may_be_exact = list(years), may_be_exact
        if not may_be_exact:
            del self.fields["whose"]
        years = [(str(year.ends_in), str(year)) for year in self.years]
        self.fields["year"].choices = [("", _("current")), *years]
        everything = [("", _("All of them"))]
        self.fields["district"].choices = everything + [
            (ags, name) for ags, (name, _short) in names.districts.items()
        ]
        self.fields["group"].choices = everything + list(names.groups.items())

    def chosen_year(self) -> ReportingYear | None:
        value = self.cleaned_data.get("year", "") if self.is_valid() else ""
        return ReportingYear(int(value)) if value else None

    def is_exact(self) -> bool:
        """Whether the figures of one's own organisation are asked for."""
        return self.may_be_exact and not (self.is_valid() and self.cleaned_data.get("whose") == ALL)

    def chosen(self) -> dict[str, str]:
        """The dimensions that are cut, with their codes."""
        if not self.is_valid():
            return {}
        return {name: self.cleaned_data[name] for name in DIMENSIONS if self.cleaned_data[name]}

    def apply(self, rows: QuerySet) -> QuerySet:
        """Rows that one may open, cut to the filter."""
        fields = {DISTRICT: "district__ags", GROUP: "group__kldb3", KIND: "kind"}
        return rows.filter(**{fields[name]: code for name, code in self.chosen().items()})


class YearFilter(PortalForm):
    """The reporting year of a page of counts."""

    year = forms.ChoiceField(label=_("Reporting year"), required=False)

    def __init__(self, data: Any, *, years: Sequence[ReportingYear]) -> None:
        super().__init__(data)
        self.years = list(years)
        choices = [(str(year.ends_in), str(year)) for year in self.years]
        self.fields["year"].choices = [("", _("current")), *choices]

    def chosen_year(self) -> ReportingYear:
        value = self.cleaned_data["year"] if self.is_valid() else ""
        return ReportingYear(int(value)) if value else self.years[0]

"""Taking over a file of market figures: the file, and what its columns hold."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.forms import LayoutMixin, PortalForm
from portal.forms_layout import FormEnd, Row
from portal.region.market import FIRST_YEAR, LAST_YEAR, MONTH, REGION, TITLES, YEAR
from portal.region.models import MarketImport
from portal.region.states import MarketKey
from portal.tables import Table, TableProblem, read_table

KNOWN = {word for words in TITLES.values() for word in words}
MEANINGS = [
    ("", _("is not needed")),
    (REGION, _("region")),
    (YEAR, _("reporting year")),
    (MONTH, _("month")),
    *MarketKey.choices,
]


class MarketFileForm(LayoutMixin, forms.ModelForm):
    """A table of the BIBB, the Bundesagentur or GENESIS, as it comes from there."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("File"), help_text=_("XLSX, XLS, ODS or CSV, as the statistics office publishes it.")
    )
    header_row = forms.IntegerField(
        label=_("Row with the titles of the columns"),
        required=False,
        min_value=1,
        max_value=60,
        help_text=_("Only where it was not found by itself."),
    )

    layout = Layout(
        Row("file", help=_("The file is read; nothing counts before you have seen it and taken it over.")),
        Row("source"),
        Row("title"),
        Row(
            "published_on", help=_("The state that the source names. A later state replaces an earlier one.")
        ),
        Row("year", help=_("Only where the table has no column for it: the year in which it ends.")),
        Row("header_row"),
        FormEnd(_("Read the file")),
    )

    class Meta:
        model = MarketImport
        fields = ["source", "title", "published_on", "year"]
        widgets = {"published_on": forms.DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table: Table | None = None
        self.fields["year"].min_value, self.fields["year"].max_value = FIRST_YEAR, LAST_YEAR
        self.fields["title"].help_text = gettext("As the source calls it; it is shown with every figure.")

    def clean_year(self) -> int | None:
        year = self.cleaned_data["year"]
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            raise forms.ValidationError(_("Please write the year with four digits."))
        return year

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("file") and "header_row" not in self.errors:
            try:
                self.table = read_table(
                    data["file"].read(), known=KNOWN, header_row=data.get("header_row") or None
                )
            except TableProblem as problem:
                self.add_error("file", str(problem))
        return data


class ColumnsForm(PortalForm):
    """What each column of the prepared file holds; each meaning once."""

    def __init__(self, data: Any, *, header: Sequence[str], mapping: dict[str, str]) -> None:
        super().__init__(data)
        for place, title in enumerate(header):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=title, required=False, choices=MEANINGS, initial=mapping.get(str(place), "")
            )

    def mapping(self) -> dict[str, str]:
        """Place of the column -> meaning."""
        return {name.removeprefix("column_"): value for name, value in self.cleaned_data.items() if value}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        chosen = [value for value in data.values() if value]
        for name, value in list(data.items()):
            if value and chosen.count(value) > 1:
                self.add_error(name, _("Two columns cannot hold the same."))
        return data

"""Company cases: shared data, up to twelve apprentices at once, and the phase."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apprenticeships.duplicates import Entry
from apprenticeships.forms.cases import drop_fields
from apprenticeships.forms.duplicates import DuplicateMixin
from apprenticeships.models import Case, CompanyCase
from apprenticeships.states import PHASE_NEEDS, Cause, Phase, Register
from portal.forms import PortalForm, VersionedForm
from portal.forms_layout import FormEnd, Hint, More, OptionalRow, PlainField, Stack, Two
from portal.region.fields import MunicipalityField, OccupationField

MOST_ROWS = 12
SHOWN_ROWS = 3
ROW_FIELDS = ("occupation", "residence", "contract_number", "contract_start", "name", "phone")


def _row_fields(index: int) -> dict[str, forms.Field]:
    return {
        f"row{index}_occupation": OccupationField(label=_("Occupation"), required=False),
        f"row{index}_residence": MunicipalityField(label=_("Place of residence"), required=False),
        f"row{index}_contract_number": forms.CharField(
            label=_("Contract number"), max_length=40, required=False
        ),
        f"row{index}_contract_start": forms.DateField(label=_("Start of the contract"), required=False),
        f"row{index}_name": forms.CharField(label=_("or name"), max_length=120, required=False),
        f"row{index}_phone": forms.CharField(label=_("Phone"), max_length=40, required=False),
    }


def _row_layout(index: int) -> OptionalRow:
    names = [f"row{index}_{name}" for name in ROW_FIELDS]
    return OptionalRow(
        format_lazy("{} {}", _("Apprentice"), index),
        Two(names[0], names[1], names[2], names[3]),
        Two(PlainField(names[4], autocomplete="off"), PlainField(names[5], autocomplete="off")),
    )


# Twelve rows of apprentices as ordinary fields, so that nothing needs JavaScript.
_RowFields = type(forms.Form)(
    "_RowFields",
    (forms.Form,),
    {name: field for index in range(1, MOST_ROWS + 1) for name, field in _row_fields(index).items()},
)


class RowsMixin(DuplicateMixin, _RowFields):
    """Reads the filled rows of apprentices; a row counts as soon as something stands in it."""

    register = forms.ChoiceField(label=_("Law and register"), choices=Register.choices, initial=Register.BBIG)
    rows = (
        "anyway",
        Hint(_("One row per apprentice, those not needed stay empty. What is shared stands above.")),
        *[_row_layout(index) for index in range(1, SHOWN_ROWS + 1)],
        More(
            _("Further apprentices"),
            _("Rows 4 to 12"),
            *[_row_layout(index) for index in range(SHOWN_ROWS + 1, MOST_ROWS + 1)],
        ),
    )

    def __init__(self, *args: Any, persons: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not persons:  # the organisation works with register numbers only
            numbers = range(1, MOST_ROWS + 1)
            drop_fields(self, [f"row{index}_{name}" for index in numbers for name in ("name", "phone")])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for index in self.filled_rows():
            row = {name: data.get(f"row{index}_{name}") for name in ROW_FIELDS}
            for name in ("occupation", "residence"):
                if row[name] is None and f"row{index}_{name}" not in self.errors:
                    self.add_error(
                        f"row{index}_{name}", forms.ValidationError(_("Please fill in."), "required")
                    )
            if not row["contract_number"] and not row["name"]:
                self.add_error(
                    f"row{index}_contract_number", _("Please give the contract number or the name.")
                )
        return data

    def filled_rows(self) -> list[int]:
        return [
            index
            for index in range(1, MOST_ROWS + 1)
            if any(self.data.get(self.add_prefix(f"row{index}_{name}"), "").strip() for name in ROW_FIELDS)
        ]

    def entries(self) -> list[tuple[str, Entry]]:
        data = self.cleaned_data
        return [
            (
                gettext("Apprentice %(row)s") % {"row": index},
                Entry(data[f"row{index}_contract_number"], data[f"row{index}_name"]),
            )
            for index in self.filled_rows()
        ]

    def cases(self) -> list[tuple[Case, dict[str, Any]]]:
        """An unsaved case and the person's data per filled row."""
        data, made = self.cleaned_data, []
        for index in self.filled_rows():
            row = {name: data.get(f"row{index}_{name}") for name in ROW_FIELDS}
            case = Case(
                register=data["register"],
                **{name: row[name] for name in ROW_FIELDS[:4]},
            )
            made.append((case, {"name": row["name"], "phone": row["phone"]}))
        return made


class CompanyCaseForm(VersionedForm):
    """The event itself, shared by all its cases."""

    cause = forms.ChoiceField(label=_("Cause"), choices=Cause.choices, initial=Cause.UNKNOWN)

    class Meta:
        model = CompanyCase
        fields = [
            "cause",
            "source",
            "court",
            "file_number",
            "administrator",
            "applied_on",
            "opened_on",
            "sold_on",
            "buyer",
            "ends_on",
        ]

    shared = (
        Two("cause", "source"),
        Two("ends_on", "applied_on"),
        More(
            _("Court and administrator"),
            _("Once proceedings are applied for or opened."),
            Two("court", "file_number"),
            Two("administrator", "opened_on"),
            Two("buyer", "sold_on"),
        ),
    )
    layout = Layout("version", Stack(*shared), FormEnd(_("Save")))


class NewCompanyCaseForm(RowsMixin, CompanyCaseForm):
    """A new company case with its first apprentices."""

    company_name = forms.CharField(
        label=_("Company"),
        max_length=160,
        help_text=_("Only your organisation sees the name until you mark it public."),
    )
    company_place = MunicipalityField(label=_("Place"))
    phase = forms.ChoiceField(label=_("Phase"), choices=Phase.choices, initial=Phase.RUMOUR)

    class Meta(CompanyCaseForm.Meta):
        pass

    layout = Layout(
        "version",
        Stack(
            Two("company_name", "company_place"),
            Two("phase", "register"),
            *CompanyCaseForm.shared,
            *RowsMixin.rows,
        ),
        FormEnd(_("Open company case")),
    )


class RowsForm(RowsMixin, PortalForm):
    """Further apprentices of a company case."""

    layout = Layout(Stack("register", *RowsMixin.rows), FormEnd(_("Open cases")))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.filled_rows():
            self.add_error("row1_occupation", _("Please fill in at least one row."))
        return data


class PhaseForm(PortalForm):
    """The new phase with its day, and what some phases need: the end of training, or the buyer."""

    phase = forms.ChoiceField(label=_("Phase"), choices=Phase.choices, widget=forms.RadioSelect)
    since = forms.DateField(
        label=_("Since"),
        required=False,
        help_text=_("The day on which this phase began. Empty: today"),
    )
    ends_on = forms.DateField(
        label=_("Training ends on"),
        required=False,
        help_text=_("Needed when the company closes. If it is not known yet, it stays open."),
    )
    buyer = forms.CharField(
        label=_("Buyer"),
        max_length=160,
        required=False,
        help_text=_("Needed when the company is sold (§ 613a BGB). It stays at the company case."),
    )
    layout = Layout(
        Stack(
            PlainField("phase", options_class="bp-radio-cols"),
            Two("since", "ends_on"),
            PlainField("buyer", autocomplete="off"),
        ),
        FormEnd(_("Preview"), _("Nothing is changed yet. You see first what changes for which case.")),
    )

    def clean_since(self) -> Any:
        day, today = self.cleaned_data["since"], timezone.localdate()
        if day and day > today:
            raise forms.ValidationError(_("This day is still to come."))
        return day or today

    def clean(self) -> dict[str, Any]:
        """Each phase asks for what it needs."""
        data = super().clean()
        for name in PHASE_NEEDS.get(data.get("phase"), ()):
            if name not in self.errors and not data.get(name):
                self.add_error(name, forms.ValidationError(_("This phase needs this."), "required"))
        return data

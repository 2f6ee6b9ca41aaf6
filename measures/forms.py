"""The forms of the catalogue: a regional measure, a programme or basis, a funding programme."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.funding import read_expected
from measures.models import FundingProgramme, Measure
from measures.states import (
    LIGHT_CHOICES,
    WITH_REASON,
    WITH_VALUE,
    Criterion,
    FocusArea,
    Light,
    LossReason,
    MeasureClass,
    MeasureState,
    OriginLevel,
    Progress,
    Validity,
)
from portal.forms import Difference, VersionedForm
from portal.forms_layout import FormEnd, Hint, More, PlainField, Row, Stack, Two
from portal.partners.models import Organisation
from portal.writing.forms import FORMAT_HELP, DeskMixin, FormattedTextarea

MOST_LINES = 30
LEAD_HELP = _(
    "The organisation in the lead sees its draft. "
    "Fill in the second field only for a body without access here."
)


class LinesField(forms.Field):
    """A list of short texts, one per line."""

    widget = forms.Textarea

    def __init__(self, *, line_length: int, **kwargs: Any) -> None:
        self.line_length = line_length
        super().__init__(**kwargs)
        self.widget.attrs["rows"] = 3

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        lines = [line.strip() for line in str(value or "").replace("\x00", "").splitlines()]
        return [line for line in lines if line]

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if len(value) > MOST_LINES:
            raise ValidationError(_("Please use at most %(most)s lines."), params={"most": MOST_LINES})
        if any(len(line) > self.line_length for line in value):
            raise ValidationError(
                _("One line is longer than %(most)s characters. Please split it."),
                params={"most": self.line_length},
            )

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != self.to_python(data)


class MeasureForm(DeskMixin, VersionedForm):
    """What both classes share. A published measure must stay complete."""

    kind: MeasureClass
    focus_area = forms.TypedChoiceField(
        label=_("Focus area"), coerce=int, choices=FocusArea.choices, widget=forms.RadioSelect
    )
    target_groups = LinesField(
        label=_("Target groups"), help_text=_("One per line."), line_length=200, required=False
    )
    sources = LinesField(
        label=_("Sources"),
        help_text=_("One per line: an address or where it is written."),
        line_length=400,
        required=False,
    )

    class Meta:
        model = Measure
        fields = [
            "focus_area", "title", "summary", "description", "agreement", "target_groups", "lead_text",
            "partners_text", "period_start", "period_end", "period_text", "funding", "needs_check", "sources",
        ]  # fmt: skip
        labels = {
            "title": _("Title"),
            "summary": _("Summary"),
            "description": _("Description"),
            "agreement": _("Based on"),
            "partners_text": _("Others taking part"),
            "period_start": _("Start"),
            "period_end": _("End"),
            "period_text": _("Period in words"),
            "funding": _("Funding"),
            "needs_check": _("Mark as “to be checked”"),
        }
        help_texts = {
            "summary": _("One or two sentences, shown in the list. At most 400 characters."),
            "description": FORMAT_HELP,
            "period_text": _("Where dates are not enough, for example “every year in spring”."),
        }
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "description": FormattedTextarea(attrs={"rows": 14}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.kind = self.kind
        self.fields["title"].error_messages["required"] = _("Please give the measure a title.")
        self.fields["focus_area"].error_messages["required"] = _("Please choose a focus area.")
        self.fields["agreement"].empty_label = _("nothing named")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("period_start"), cleaned.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", _("The end lies before the start."))
        if self.instance.state == MeasureState.PUBLISHED:
            self._stay_complete(cleaned)
        return cleaned

    def _stay_complete(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("summary"):
            self.add_error("summary", _("A published measure needs a summary."))
        lead = "lead" if "lead" in self.fields else "lead_text"
        if not (cleaned.get("lead") or cleaned.get("lead_text")):
            self.add_error(lead, _("A published measure needs a lead."))


class RegionalForm(MeasureForm):
    """A measure that partners of the region lead."""

    kind = MeasureClass.REGIONAL
    progress = forms.ChoiceField(label=_("Progress"), choices=Progress.choices, initial=Progress.PLANNED)
    light = forms.ChoiceField(
        label=_("Light"), choices=LIGHT_CHOICES, initial=Light.NONE, widget=forms.RadioSelect
    )

    layout = Layout(
        Row(PlainField("focus_area", options_class="bp-radio-cols")),
        Row("title"),
        Row("summary", help=_("Needed before the measure can be published.")),
        Row("description"),
        Row(Two("lead", "lead_text"), help=LEAD_HELP),
        Row(Stack(Two("period_start", "period_end"), "period_text")),
        Row(Two("progress", "target_groups")),
        Row(
            Stack("light", "light_reason"),
            help=_("Amber and red need a reason in words: what is missing, what happens next."),
        ),
        More(
            _("Others taking part and contact"),
            _("Organisations, funding, contact."),
            PlainField("supporters", options_class="bp-radio-cols"),
            "partners_text",
            "contact",
            "funding",
        ),
        More(_("Origin and sources"), _("Agreement and sources."), "agreement", "sources", "needs_check"),
        "version",
        FormEnd(_("Save"), _("A draft is seen by the editors, the office and the organisation in the lead.")),
    )

    class Meta(MeasureForm.Meta):
        fields = [
            *MeasureForm.Meta.fields,
            "lead",
            "supporters",
            "contact",
            "progress",
            "light",
            "light_reason",
        ]
        labels = MeasureForm.Meta.labels | {
            "lead": _("Lead"),
            "lead_text": _("Lead outside the portal"),
            "supporters": _("Supporting organisations"),
            "contact": _("Contact"),
            "light_reason": _("Reason"),
        }
        widgets = MeasureForm.Meta.widgets | {"supporters": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.origin = OriginLevel.REGION
        linked = Q(pk=self.instance.lead_id)
        if self.instance.pk is not None:
            linked |= Q(pk__in=self.instance.supporters.values("pk"))
        organisations = Organisation.objects.filter(Q(is_active=True) | linked)
        self.fields["lead"].queryset = self.fields["supporters"].queryset = organisations
        self.fields["lead"].empty_label = _("not yet decided")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("light") in WITH_REASON and not cleaned.get("light_reason"):
            self.add_error("light_reason", _("Please say why the light is amber or red."))
        return cleaned

    def _stay_complete(self, cleaned: dict[str, Any]) -> None:
        super()._stay_complete(cleaned)
        if not (cleaned.get("period_start") or cleaned.get("period_text")):
            self.add_error("period_start", _("A published regional measure needs a period."))


class ProgrammeForm(MeasureForm):
    """A programme or basis of federal, state or regional level: checked, not reported on."""

    kind = MeasureClass.PROGRAMME
    origin = forms.ChoiceField(label=_("Level"), choices=OriginLevel.choices, initial=OriginLevel.FEDERAL)
    validity = forms.ChoiceField(label=_("Validity"), choices=Validity.choices)

    layout = Layout(
        Row(PlainField("focus_area", options_class="bp-radio-cols")),
        Row("title"),
        Row("summary", help=_("Needed before the entry can be published.")),
        Row("description"),
        Row(Two("origin", "lead_text")),
        Row(
            Stack(Two("validity", "checked_on"), "needs_check"),
            help=_("The day on which you compared the facts with the source."),
        ),
        Row("sources"),
        More(
            _("Period and funding"),
            _("For whom, from when until when, how much."),
            Two("period_start", "period_end"),
            "period_text",
            "funding",
            "target_groups",
        ),
        More(_("Origin"), _("Agreement and others taking part."), "agreement", "partners_text"),
        "version",
        FormEnd(_("Save"), _("A draft is seen by the editors and the office.")),
    )

    class Meta(MeasureForm.Meta):
        fields = [*MeasureForm.Meta.fields, "origin", "validity", "checked_on"]
        labels = MeasureForm.Meta.labels | {
            "lead_text": _("Who is in charge"),
            "checked_on": _("Checked on"),
        }


def form_for(measure: Measure) -> type[MeasureForm]:
    """The form of the measure's class."""
    return RegionalForm if measure.is_regional else ProgrammeForm


CONDITIONS = range(1, 9)  # rows of conditions in the form; more than any guideline needs
PARTS = ("text", "criterion", "expected")


class FundingForm(VersionedForm):
    """A funding programme with its conditions, one row each; an emptied row is taken out."""

    url = forms.URLField(label=_("Web address"), max_length=300, required=False, assume_scheme="https")

    class Meta:
        model = FundingProgramme
        fields = [
            "name", "level", "authority", "summary", "amount", "amount_text", "valid_from", "valid_until",
            "deadline", "deadline_months", "combination", "measure", "source", "url", "checked_on",
            "needs_check",
        ]  # fmt: skip
        labels = {
            "name": _("Name"),
            "level": _("Level"),
            "authority": _("Who decides on applications"),
            "summary": _("What is funded"),
            "amount": _("Amount in euros"),
            "amount_text": _("Amount in words"),
            "valid_from": _("Valid from"),
            "valid_until": _("Valid until"),
            "deadline": _("Time to apply"),
            "deadline_months": _("Months"),
            "combination": _("Together with other funding"),
            "measure": _("Entry in the catalogue"),
            "source": _("Source"),
            "checked_on": _("Checked on"),
            "needs_check": _("Mark as “to be checked”"),
        }
        help_texts = {
            "amount": _("Empty where the rules give no single sum."),
            "valid_until": _("Empty: no end is known. For changed rules end this entry and add a new one."),
            "deadline_months": _("0 where no month is named."),
        }

    layout = Layout(
        Row("name"),
        Row(Two("level", "authority")),
        Row("summary"),
        Row(Two("amount", "amount_text")),
        Row(Two("valid_from", "valid_until"), help=_("The days between which a new contract must start.")),
        Row(
            Two("deadline", "deadline_months"),
            help=_("The portal reckons the last day and puts it on the case."),
        ),
        Stack(
            Hint(
                _(
                    "One condition per row: the text of the guideline, what the portal looks at, "
                    "and the value. An emptied row is taken out."
                )
            ),
            *[
                Stack(f"condition{row}_text", Two(f"condition{row}_criterion", f"condition{row}_expected"))
                for row in CONDITIONS
            ],
        ),
        Row(Two("source", "url")),
        Row(
            Stack("checked_on", "needs_check"),
            help=_("The day on which you compared the facts with the source."),
        ),
        More(_("More about it"), _("Other funding, entry in the catalogue."), "combination", "measure"),
        "version",
        FormEnd(_("Save")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].queryset = Measure.objects.filter(kind=MeasureClass.PROGRAMME)
        self.fields["measure"].empty_label = _("no entry")
        self.fields["deadline_months"].required = False
        for row in CONDITIONS:
            known = self.instance.conditions[row - 1] if row <= len(self.instance.conditions) else {}
            self._add_condition(row, known)

    def _add_condition(self, row: int, known: dict[str, str]) -> None:
        words = {"number": row}
        criterion = known.get("criterion", "")
        fields = {
            "text": forms.CharField(label=_("Condition %(number)s") % words, max_length=200),
            "criterion": forms.ChoiceField(
                label=_("Condition %(number)s: what is looked at") % words,
                choices=[("", _("nothing chosen")), *Criterion.choices],
            ),
            "expected": forms.CharField(label=_("Condition %(number)s: value") % words, max_length=120),
        }
        initial = known | {"expected": _shown(criterion, known.get("expected", ""))}
        for part, field in fields.items():
            field.required, field.initial = False, initial.get(part, "")
            self.fields[f"condition{row}_{part}"] = field

    def clean_deadline_months(self) -> int:
        months = self.cleaned_data["deadline_months"] or 0
        if months > 36:
            raise ValidationError(_("Please give at most 36 months."))
        return months

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("valid_from"), cleaned.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("The last day lies before the first."))
        conditions = [self._condition(row) for row in CONDITIONS]
        self.instance.conditions = [one for one in conditions if one is not None]
        return cleaned

    def _condition(self, row: int) -> dict[str, str] | None:
        """The row as it is stored, None for an empty one; complains at its fields."""
        text, criterion, typed = (self.cleaned_data.get(f"condition{row}_{part}") or "" for part in PARTS)
        if not (text or criterion or typed):
            return None
        if not text:
            self.add_error(f"condition{row}_text", _("Please give the condition in words."))
        criterion = criterion or Criterion.MANUAL
        try:
            expected = _stored(criterion, typed) if criterion in WITH_VALUE else ""
        except ValueError:
            self.add_error(f"condition{row}_expected", _expected_help(criterion))
            return None
        return {
            "code": f"{criterion}-{row}",
            "text": text,
            "criterion": str(criterion),
            "expected": expected,
        }

    def differences(self, current: FundingProgramme) -> list[Difference]:
        """The conditions count as one field."""
        found = super().differences(current)
        stored, typed = (
            "; ".join(f"{one['text']} ({one['expected']})" for one in conditions)
            for conditions in (current.conditions, self.instance.conditions)
        )
        return found if stored == typed else [*found, Difference(_("Conditions"), stored, typed)]


def _reasons() -> dict[str, str]:
    """The words in which reasons are typed, without the "reason:" before each."""
    return {str(label).partition(": ")[2] or str(label): value for value, label in LossReason.choices}


def _shown(criterion: str, expected: str) -> str:
    """A stored value as it is typed."""
    if criterion == Criterion.REASON:
        words = {value: word for word, value in _reasons().items()}
        return ", ".join(words.get(one, one) for one in expected.split(","))
    if criterion in (Criterion.START_FROM, Criterion.START_UNTIL) and expected:
        return ".".join(reversed(expected.split("-")))
    return expected


def _stored(criterion: str, typed: str) -> str:
    """A typed value as it is stored. Raises ValueError where it can't be read."""
    if criterion == Criterion.REASON:
        known = {word.casefold(): value for word, value in _reasons().items()}
        typed = ",".join(known.get(one.strip().casefold(), one.strip()) for one in typed.split(","))
    if criterion in (Criterion.START_FROM, Criterion.START_UNTIL):
        day, month, year = (int(part) for part in typed.strip().split("."))
        typed = f"{year:04d}-{month:02d}-{day:02d}"
    read_expected(criterion, typed)
    return typed.strip()


def _expected_help(criterion: str) -> str:
    if criterion == Criterion.REASON:
        return _("Please name one or more of: %(words)s.") % {"words": ", ".join(_reasons())}
    if criterion in (Criterion.START_FROM, Criterion.START_UNTIL):
        return _("Please give a day, for example 01.08.2026.")
    if criterion == Criterion.SEAT:
        return _("Please give the first figures of the municipality key, for example 08.")
    return _("Please give a whole number.")

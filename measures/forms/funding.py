"""The form of a funding programme."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from measures.funding import read_expected
from measures.models import FundingProgramme, Measure
from measures.states import (
    WITH_VALUE,
    Criterion,
    LossReason,
    MeasureClass,
)
from portal.forms import Difference, VersionedForm, check_order
from portal.forms_layout import FormEnd, Hint, More, Row, Stack, Two

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
        check_order(self, "valid_from", "valid_until")
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

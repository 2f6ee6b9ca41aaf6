"""An indicator with its targets, and an actual value."""

from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from measures import rules
from measures.models import Indicator, Measure
from measures.plans import figure, short
from measures.states import CountedBy
from portal.access import Actor
from portal.forms import Difference, PortalForm, VersionedForm
from portal.forms_layout import FormEnd, More, Row, Stack, Two
from portal.partners.models import Organisation

TARGETS = range(1, 13)  # rows of targets in the form: quarterly for three years
FEW_TARGETS = 5  # rows that are always to be seen

Aims = dict[date, Decimal]


def _target(row: int) -> Two:
    return Two(f"target{row}_on", f"target{row}_value")


class IndicatorForm(VersionedForm):
    """An indicator with its targets, one row each; an emptied row is taken out."""

    layout = Layout(
        Row("title"),
        Row(Two("unit", "direction"), help=_("The unit stands behind each number; empty for a plain count.")),
        Row("counted_by", help=_("What the portal counts needs no reports and takes none.")),
        Row(
            Stack(*[_target(row) for row in TARGETS[:FEW_TARGETS]]),
            help=_("Targets are what the sum since the beginning shall be on a day. Rows may stay empty."),
        ),
        More(_("More targets"), "", *[_target(row) for row in TARGETS[FEW_TARGETS:]]),
        More(
            _("Value at the start"),
            _("Where it did not begin at 0."),
            Two("baseline", "baseline_on"),
        ),
        "version",
        FormEnd(_("Save")),
    )

    class Meta:
        model = Indicator
        fields = ["title", "unit", "direction", "counted_by", "baseline", "baseline_on"]
        labels = {
            "title": _("Indicator"),
            "unit": _("Unit"),
            "direction": _("Which way is better"),
            "counted_by": _("Where the actual values come from"),
            "baseline": _("Value at the start"),
            "baseline_on": _("Day of that value"),
        }
        error_messages = {"title": {"required": _("Please say what is measured.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.baseline is not None:
            self.initial["baseline"] = short(self.instance.baseline)
        self.fields["counted_by"].choices = CountedBy.choices
        self.stored: Aims = dict(self._targets_of(self.instance))
        known = list(self.stored.items())
        for row in TARGETS:
            day, value = known[row - 1] if row <= len(known) else (None, None)
            words = {"number": row}
            self.fields[f"target{row}_on"] = forms.DateField(
                label=_("Target %(number)s: by") % words, required=False, initial=day
            )
            self.fields[f"target{row}_value"] = forms.DecimalField(
                label=_("Target %(number)s: value") % words,
                required=False,
                initial=None if value is None else short(value),
                min_value=0,
                max_digits=12,
                decimal_places=2,
            )

    @staticmethod
    def _targets_of(indicator: Indicator) -> list[tuple[date, Decimal]]:
        return list(indicator.targets.values_list("due_on", "value")) if indicator.pk else []

    def clean_counted_by(self) -> str:
        counted = self.cleaned_data["counted_by"]
        if counted and self.instance.pk and self.instance.readings.exists():
            raise ValidationError(_("Organisations have reported values already; add another indicator."))
        return counted

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("baseline_on") and cleaned.get("baseline") is None:
            self.add_error("baseline", _("Please give the value of that day."))
        self.targets: Aims = {}
        for row in TARGETS:
            day, value = cleaned.get(f"target{row}_on"), cleaned.get(f"target{row}_value")
            if {f"target{row}_on", f"target{row}_value"} & set(self.errors):
                continue
            if day and value is None:
                self.add_error(f"target{row}_value", _("Please give the value for this day."))
            elif value is not None and not day:
                self.add_error(f"target{row}_on", _("Please give the day for this value."))
            elif day in self.targets:
                self.add_error(f"target{row}_on", _("This day stands in another row, too."))
            elif day:
                self.targets[day] = value
        return cleaned

    def changes(self) -> dict[str, list[str]]:
        """Before and after in words; the targets count as one field."""
        own = {name: pair for name, pair in super().changes().items() if name in self._meta.fields}
        before, after = _words(self.stored), _words(self.targets)
        return own if before == after else own | {"targets": [before, after]}

    def differences(self, current: Indicator) -> list[Difference]:
        found = super().differences(current)
        stored, typed = _words(dict(self._targets_of(current))), _words(self.targets)
        return found if stored == typed else [*found, Difference(_("Targets"), stored, typed)]


def _words(aims: Aims) -> str:
    return "; ".join(
        f"{date_format(day, 'SHORT_DATE_FORMAT')}: {figure(value)}" for day, value in sorted(aims.items())
    )


class ReadingForm(PortalForm):
    """What an organisation has reached by a day. Others than the editors enter for their own only."""

    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none())
    value = forms.DecimalField(label=_("Actual value"), min_value=0, max_digits=12, decimal_places=2)
    read_on = forms.DateField(label=_("As of"))

    layout = Layout(
        Row("organisation"),
        Row(
            Two("value", "read_on"),
            help=_("The sum since the beginning. A second value for the same day replaces the first."),
        ),
        FormEnd(_("Enter")),
    )

    def __init__(self, *args: Any, measure: Measure, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taking_part = Q(pk=measure.lead_id) | Q(pk__in=measure.supporters.order_by().values("pk"))
        own = rules.reading_organisations(actor)
        organisations = Organisation.objects.filter(taking_part, own).order_by("short_name")
        field = self.fields["organisation"]
        field.queryset, field.empty_label = organisations, None
        if organisations.filter(pk=actor.organisation_id).exists():
            field.initial = actor.organisation_id

    def clean_read_on(self) -> date:
        day = self.cleaned_data["read_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day lies in the future."))
        return day

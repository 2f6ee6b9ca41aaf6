"""The form of a Sachstand, the same in the portal and behind the link, and the rhythm of a measure."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from measures.actions.reports import Given
from measures.models import Indicator, Measure, StatusReport
from measures.models.reports import number_words
from measures.states import ASSESSMENTS, REPORTED_PROGRESS, WITH_REASON, Light, Progress
from portal.forms import Difference, PortalForm, VersionedForm
from portal.forms_layout import FormEnd, PlainField, Row, Stack, Two
from portal.templatetags.portal_ui import day

TEXT = {"rows": 4}


class ReportForm(PortalForm):
    """One Sachstand: five fields, and one number per indicator; filled in with the last one.

    `base` is the key of the Sachstand that the form was filled in with.
    """

    light = forms.ChoiceField(label=_("How does it stand?"), choices=ASSESSMENTS, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why? (for delayed and at risk)"),
        help_text=_("One sentence: what is missing, what happens about it."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    done = forms.CharField(label=_("What was done?"), max_length=1_500, widget=forms.Textarea(attrs=TEXT))
    next_steps = forms.CharField(
        label=_("What comes next?"), max_length=1_500, required=False, widget=forms.Textarea(attrs=TEXT)
    )
    progress = forms.ChoiceField(label=_("Progress"))
    base = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        measure: Measure,
        latest: StatusReport | None,
        indicators: Sequence[Indicator],
        **kwargs: Any,
    ) -> None:
        """`indicators` are those that take readings, each with `last_value` (or None) and `target`."""
        super().__init__(*args, initial=_initial(measure, latest), **kwargs)
        self.indicators = {f"value_{indicator.key.hex}": indicator for indicator in indicators}
        known = {*REPORTED_PROGRESS, Progress(measure.progress)}
        self.fields["progress"].choices = [pair for pair in Progress.choices if pair[0] in known]
        self.fields["light"].error_messages["required"] = _("Please say how it stands.")
        self.fields["done"].error_messages["required"] = _("Please say what was done, in a word or two.")
        for name, indicator in self.indicators.items():
            self.fields[name] = _value_field(indicator)
        self.layout = _layout(list(self.indicators))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        light = cleaned.get("light")
        if light in WITH_REASON and not cleaned.get("reason"):
            self.add_error("reason", _("Please say why: delayed or at risk needs one sentence."))
        if light == Light.GREEN or light == Light.NONE:
            cleaned["reason"] = ""
        if light == Light.NONE:
            cleaned["progress"] = Progress.PLANNED.value
        return cleaned

    def given(self) -> Given:
        """What was typed, for the action."""
        texts = {name: self.cleaned_data[name] for name in Given.__dataclass_fields__ if name != "values"}
        values = {
            indicator: self.cleaned_data[name]
            for name, indicator in self.indicators.items()
            if self.cleaned_data.get(name) is not None
        }
        return Given(**texts, values=values)

    def differences(self, latest: StatusReport) -> list[Difference]:
        """Where somebody else's newest Sachstand says something else."""
        found = []
        for name in ("light", "reason", "done", "next_steps", "progress"):
            field = self.fields[name]
            words = dict(getattr(field, "choices", ()))
            stored, typed = getattr(latest, name), self.cleaned_data[name]
            if stored != typed:
                found.append(
                    Difference(str(field.label), str(words.get(stored, stored)), str(words.get(typed, typed)))
                )
        return found


def _initial(measure: Measure, latest: StatusReport | None) -> dict[str, Any]:
    begun = measure.light != Light.NONE or measure.progress == Progress.PLANNED
    return {
        "light": measure.light if begun else None,
        "reason": measure.light_reason,
        "progress": measure.progress,
        "done": latest.done if latest else "",
        "next_steps": latest.next_steps if latest else "",
        "base": str(latest.key) if latest else "",
    }


def _value_field(indicator: Indicator) -> forms.DecimalField:
    """One actual value; beside it the target that comes next."""
    unit = f" ({indicator.unit})" if indicator.unit else ""
    target = indicator.target
    help_text = _("State reached so far. Empty: no new value.")
    if target is not None:
        words = {"value": number_words(target.value), "day": day(target.due_on)}
        help_text = _("State reached so far; target %(value)s by %(day)s. Empty: no new value.") % words
    return forms.DecimalField(
        label=f"{indicator.title}{unit}",
        help_text=help_text,
        required=False,
        localize=True,
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=2,
        initial=_plain(indicator.last_value),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


def _plain(value: Decimal | None) -> Decimal | int | None:
    """62, not 62,00."""
    return int(value) if value is not None and value == value.to_integral_value() else value


def _layout(values: list[str]) -> Layout:
    reason = PlainField("reason")
    reason.extra["hide_optional"] = True  # its label says when it is needed
    return Layout(
        Row(
            Stack(PlainField("light", options_class="bp-radio-cols"), reason),
            help=_("Delayed and at risk need a reason in words; everybody reads it."),
        ),
        Row("done"),
        Row("next_steps"),
        Row(Two("progress", *values[:1])) if len(values) < 2 else Row(Stack("progress", *values)),
        "base",
        FormEnd(_("Report Sachstand"), _("It appears on the measure's page at once.")),
    )


class RhythmForm(VersionedForm):
    """How often a measure reports."""

    layout = Layout(Row("report_every_months"), "version", FormEnd(_("Save")))

    class Meta:
        model = Measure
        fields = ["report_every_months"]
        labels = {"report_every_months": _("Sachstand every … months")}
        help_texts = {"report_every_months": _("6 is every half-year; 0 means never.")}

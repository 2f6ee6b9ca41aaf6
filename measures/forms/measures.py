"""The forms of a measure: parse and validate, nothing else."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.models import Measure
from measures.states import (
    LIGHT_CHOICES,
    WITH_REASON,
    FocusArea,
    Light,
    MeasureClass,
    MeasureState,
    OriginLevel,
    Progress,
    Validity,
)
from portal.forms import VersionedForm
from portal.forms_layout import FormEnd, More, PlainField, Row, Stack, Two
from portal.partners.models import Organisation
from portal.region.models import OccupationGroup

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


class MeasureForm(VersionedForm):
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
            "occupation_groups",
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
            "occupation_groups": _("For systemically relevant occupations"),
        }
        help_texts = {
            "summary": _("One or two sentences, shown in the list. At most 400 characters."),
            "description": _(
                "Formatted text: an empty line starts a paragraph, “- ” a list, “## ” a heading; "
                "**two stars** make bold."
            ),
            "period_text": _("Where dates are not enough, for example “every year in spring”."),
        }
        widgets = {
            "occupation_groups": forms.CheckboxSelectMultiple,
            "summary": forms.Textarea(attrs={"rows": 3}),
            "description": forms.Textarea(attrs={"rows": 10}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.kind = self.kind
        self.fields["title"].error_messages["required"] = _("Please give the measure a title.")
        self.fields["focus_area"].error_messages["required"] = _("Please choose a focus area.")
        self.fields["agreement"].empty_label = _("nothing named")
        chosen = Q(measures=self.instance.pk) if self.instance.pk else Q()
        relevant = Q(occupations__is_current=True, occupations__is_system_relevant=True)
        self.fields["occupation_groups"].queryset = OccupationGroup.objects.filter(
            relevant | chosen
        ).distinct()

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
        More(
            _("Occupations"),
            _("Only where the measure is for systemically relevant occupations."),
            PlainField("occupation_groups", options_class="bp-radio-cols"),
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
        More(
            _("Occupations"),
            _("Only where the entry is for systemically relevant occupations."),
            PlainField("occupation_groups", options_class="bp-radio-cols"),
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

"""The forms of a measure: parse and validate, nothing else."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from measures.content import Content, as_content
from measures.models import DraftComment, Measure
from measures.states import FocusArea, MeasureClass, OriginLevel, Progress, Validity
from measures.wording import label_of
from portal.forms import VersionedForm, check_order
from portal.forms_layout import FormEnd, More, PlainField, Row, Stack, Two, without_fields
from portal.partners.models import Organisation
from portal.region.models import OccupationGroup
from portal.writing.actions import put_away
from portal.writing.desk import FIELD, read
from portal.writing.forms import FORMAT_HELP, DeskMixin, FormattedTextarea

MOST_LINES = 30


LEAD_HELP = _(
    "The organisation in the lead sees its draft. "
    "Fill in the second field only for a body without access here."
)


END = (Row("resolved"), Row("reason"))
OFFICE_ONLY = ("needs_check", "checked_on", "validity", "resolved")


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


class RemarksField(forms.MultipleChoiceField):
    """Remarks to tick off; one that somebody else ticked off meanwhile is no mistake."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        return True


class MeasureForm(DeskMixin, VersionedForm):
    """What both classes share. Gives the typed text as a content; the actions store it, never this form.

    `version` is the mark of measures.drafting.Opened. `comments` are the open remarks of a review: each
    stands at its field, and the editor ticks what is done.
    """

    kind: MeasureClass
    desk_right = "open_editor"
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    reason = forms.CharField(
        label=_("Why do you change it?"),
        help_text=_("Stands in the list of versions. At most 200 characters."),
        max_length=200,
        required=False,
    )
    resolved = RemarksField(label=_("Remarks that are done"), required=False)
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
            "description": FORMAT_HELP,
            "period_text": _("Where dates are not enough, for example “every year in spring”."),
        }
        widgets = {
            "occupation_groups": forms.CheckboxSelectMultiple,
            "summary": forms.Textarea(attrs={"rows": 3}),
            "description": FormattedTextarea(attrs={"rows": 14}),
        }

    def __init__(self, *args: Any, comments: Iterable[DraftComment] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.kind = self.kind
            self._leave_out("reason")
        self.fields["title"].error_messages["required"] = _("Please give the measure a title.")
        self.fields["focus_area"].error_messages["required"] = _("Please choose a focus area.")
        self.fields["agreement"].empty_label = _("nothing named")
        stored = self.instance.occupation_groups.all() if self.instance.pk else []
        chosen = Q(pk__in=[one.pk for one in stored])
        relevant = Q(occupations__is_current=True, occupations__is_system_relevant=True)
        groups = OccupationGroup.objects.filter(relevant | chosen).distinct()
        self.fields["occupation_groups"].queryset = groups
        self._show(list(comments))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        check_order(self, "period_start", "period_end", _("The end lies before the start."))
        return cleaned

    def save(self, commit: bool = True) -> Measure:
        raise NotImplementedError("measures.actions store the content")

    def content(self) -> Content:
        """What was typed, as far as this form asks for it."""
        start = {"kind": self.kind, "origin": self.instance.origin} if self.instance.pk is None else {}
        return as_content(start | self.cleaned_data)

    def is_stored(self) -> None:
        """To be called once an action has stored the content: what was kept unsaved is put away."""
        put_away(read(self.data.get(FIELD, "")))

    def _show(self, comments: list[DraftComment]) -> None:
        if not comments:
            self._leave_out("resolved")
            return
        for name in {one.field for one in comments} & set(self.fields):
            said = format_html_join(
                "",
                '<span class="bp-remark">{}: {}</span>',
                ((_("Remark"), one.text) for one in comments if one.field == name),
            )
            self.fields[name].help_text = format_html("{}{}", self.fields[name].help_text, said)
        self.fields["resolved"].choices = [(str(one.key), _shortened(one)) for one in comments]

    def _leave_out(self, *names: str) -> None:
        for name in names:
            del self.fields[name]
        self.layout = without_fields(self.layout, names)


def _shortened(comment: DraftComment) -> str:
    return f"{label_of(comment.field)}: {comment.text}"


class RegionalForm(MeasureForm):
    """A measure that partners of the region lead."""

    kind = MeasureClass.REGIONAL
    progress = forms.ChoiceField(label=_("Progress"), choices=Progress.choices, initial=Progress.PLANNED)

    layout = Layout(
        Row(PlainField("focus_area", options_class="bp-radio-cols")),
        Row("title"),
        Row("summary", help=_("Needed before the measure can be published.")),
        Row("description"),
        Row(Two("lead", "lead_text"), help=LEAD_HELP),
        Row(Stack(Two("period_start", "period_end"), "period_text")),
        Row(Two("progress", "target_groups")),
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
        *END,
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
        ]
        labels = MeasureForm.Meta.labels | {
            "lead": _("Lead"),
            "lead_text": _("Lead outside the portal"),
            "supporters": _("Supporting organisations"),
            "contact": _("Contact"),
        }
        widgets = MeasureForm.Meta.widgets | {"supporters": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.origin = OriginLevel.REGION
        linked = Q(pk=self.instance.lead_id)
        if self.instance.pk is not None:
            linked |= Q(pk__in=[one.pk for one in self.instance.supporters.all()])
        organisations = Organisation.objects.filter(Q(is_active=True) | linked)
        self.fields["lead"].queryset = self.fields["supporters"].queryset = organisations
        self.fields["lead"].empty_label = _("not yet decided")


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
        *END,
        "version",
        FormEnd(_("Save"), _("A draft is seen by the editors and the office.")),
    )

    class Meta(MeasureForm.Meta):
        fields = [*MeasureForm.Meta.fields, "origin", "validity", "checked_on"]
        labels = MeasureForm.Meta.labels | {
            "lead_text": _("Who is in charge"),
            "checked_on": _("Checked on"),
        }


class ProposalMixin:
    """A partner's proposal: the same text without what only the editors check, and always with a reason."""

    desk_right = "open_proposal"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._leave_out(*(name for name in OFFICE_ONLY if name in self.fields))
        self.fields["reason"].required = True
        self.fields["reason"].label = _("Why should it change?")
        self.fields["reason"].help_text = _("The editors read it first. At most 200 characters.")
        self.fields["reason"].error_messages["required"] = _("Please say why it should change.")
        end = FormEnd(_("Send proposal"), _("The editors decide; you see on your start page what they did."))
        self.layout = Layout(*self.layout.fields[:-1], end)


class RegionalProposalForm(ProposalMixin, RegionalForm):
    """A proposed change of a regional measure."""


class ProgrammeProposalForm(ProposalMixin, ProgrammeForm):
    """A proposed change of a programme or basis."""


def form_for(measure: Measure) -> type[MeasureForm]:
    """The form of the measure's class."""
    return RegionalForm if measure.is_regional else ProgrammeForm


def proposal_form_for(measure: Measure) -> type[MeasureForm]:
    """The form in which others propose a change of the measure."""
    return RegionalProposalForm if measure.is_regional else ProgrammeProposalForm

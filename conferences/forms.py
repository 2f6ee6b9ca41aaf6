"""The forms of conferences, agendas, decisions and tasks."""

import re
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from conferences.models import ActionItem, AgendaItem, Conference, Decision
from conferences.states import Outcome, Result
from measures.models import Measure
from portal.access import Actor
from portal.forms import Difference, PortalForm, VersionedForm
from portal.forms_layout import FormEnd, More, PlainField, Row, Two
from portal.partners.models import Body, Organisation, Seat
from portal.writing.forms import FORMAT_HELP, DeskMixin, FormattedTextarea

MIDDLE = forms.Textarea(attrs={"rows": 5})
SHORT = forms.Textarea(attrs={"rows": 3})


class EditForm(VersionedForm):
    """A form of this area: fields and errors in the order of the layout, times in local time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([pointer.name for pointer in self.layout.get_field_names()])


class ConferenceForm(EditForm):
    """The head of a conference: what, who, when and where."""

    lead = forms.ModelChoiceField(Body.objects.none(), label=_("Body in the lead"))
    others = forms.ModelMultipleChoiceField(
        Body.objects.none(),
        label=_("Together with"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With several bodies it is a joint conference."),
    )
    link = forms.URLField(label=_("Link to dial in"), required=False, assume_scheme="https")

    layout = Layout(
        Row("title"),
        Row("lead"),
        Row("others"),
        Row(Two("starts_at", "ends_at")),
        Row(Two("place", "link")),
        Row(Two("chairs", "minute_taker")),
        "version",
        FormEnd(_("Save")),
    )

    class Meta:
        model = Conference
        fields = ["title", "starts_at", "ends_at", "place", "link", "chairs", "minute_taker"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = Body.objects.all()
        self.fields["lead"].queryset = self.fields["others"].queryset = bodies
        self.fields["lead"].empty_label = gettext("Please choose")
        if self.instance.pk:
            seated = list(self.instance.body_seats.values_list("body", flat=True))
            self.initial |= {"lead": seated[0] if seated else None, "others": seated[1:]}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("The end must lie after the beginning."))
        return cleaned

    @property
    def bodies(self) -> list[Body]:
        """The chosen bodies, the lead first."""
        lead = self.cleaned_data["lead"]
        return [lead, *(body for body in self.cleaned_data["others"] if body != lead)]

    def differences(self, current: Model) -> list[Difference]:
        """The bodies are rows of their own, so they are compared here."""
        stored = ", ".join(str(seat.body) for seat in current.body_seats.select_related("body"))
        typed = ", ".join(map(str, self.bodies))
        found = super().differences(current)
        if stored != typed:
            found.append(Difference(gettext("Bodies"), stored, typed))
        return found


class NewConferenceForm(ConferenceForm):
    """The same for a new conference, with the choice of an agenda to start from."""

    STANDARD, EMPTY = "standard", "empty"

    agenda = forms.ChoiceField(
        label=_("Agenda"),
        choices=[(STANDARD, _("the ten usual items")), (EMPTY, _("empty"))],
        initial=STANDARD,
        widget=forms.RadioSelect,
    )

    layout = Layout(
        Row("title"),
        Row("lead"),
        Row("others"),
        Row(Two("starts_at", "ends_at")),
        Row(Two("place", "link")),
        Row(Two("chairs", "minute_taker")),
        Row("agenda", help=_("Every item can be changed, moved or removed afterwards.")),
        "version",
        FormEnd(_("Create conference"), _("Only the office sees it until you set it to invited.")),
    )


class AgendaItemForm(EditForm):
    """What is planned for one item of the agenda."""

    layout = Layout(
        Row(Two("number", "planned_minutes"), help=_("Sub-items get a dot: 5.2.")),
        Row("title"),
        Row("presenter"),
        Row("proposed_text", help=_("Ready when the decision is recorded.")),
        Row("is_public"),
        "version",
        FormEnd(_("Save")),
    )

    class Meta:
        model = AgendaItem
        fields = ["number", "planned_minutes", "title", "presenter", "proposed_text", "is_public"]
        help_texts = {
            "is_public": _("Non-public items are seen by the office and by organisations with a seat only.")
        }
        widgets = {"proposed_text": SHORT}

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conference = conference
        self.fields["presenter"].queryset = Organisation.objects.filter(is_active=True)
        self.fields["presenter"].empty_label = gettext("nobody yet")

    def clean_number(self) -> str:
        number = self.cleaned_data["number"].strip()
        if self.conference.agenda.filter(number=number).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("There is already an item with this number."))
        return number


class MinutesForm(DeskMixin, EditForm):
    """The part of the minutes that belongs to no single item."""

    desk_right = "write_minutes"

    layout = Layout(
        PlainField("minutes"),
        "version",
        FormEnd(_("Save minutes")),
    )

    class Meta:
        model = Conference
        fields = ["minutes"]
        help_texts = {"minutes": FORMAT_HELP}
        widgets = {"minutes": FormattedTextarea(attrs={"rows": 16})}


class ItemMinutesForm(DeskMixin, EditForm):
    """What was said about one item, and what came out of it."""

    desk_right = "write_minutes"

    layout = Layout(
        Row("notes"),
        Row(PlainField("outcome", options_class="bp-radio-cols")),
        "version",
        FormEnd(_("Save notes")),
    )

    class Meta:
        model = AgendaItem
        fields = ["notes", "outcome"]
        help_texts = {"notes": FORMAT_HELP}
        widgets = {"notes": FormattedTextarea(attrs={"rows": 10}), "outcome": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = Outcome.choices


class NumbersInput(forms.TextInput):
    """Several numbers in one text field, separated by commas or spaces."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return re.findall(r"[^,;\s]+", str(data.get(name) or "").upper())

    def format_value(self, value: Any) -> str:
        return ", ".join(map(str, value or []))


class FollowUpForm(EditForm):
    """What stays open for change once the minutes are released: who puts it into practice, until when."""

    measures = forms.ModelMultipleChoiceField(
        Measure.objects.none(),
        label=_("Measures"),
        to_field_name="number",
        widget=NumbersInput,
        required=False,
        help_text=_("Numbers from the catalogue, separated by commas: M-2026-007, M-2026-012."),
        error_messages={"invalid_choice": _("There is no measure %(value)s.")},
    )

    layout = Layout(
        Row(PlainField("responsible", options_class="bp-radio-cols")),
        Row("due_on"),
        Row("delay_reason", help=_("Stands in the register next to the date.")),
        Row("measures"),
        Row("office_note", help=_("Is shown to nobody else and stands in no export.")),
        "version",
        FormEnd(_("Save")),
    )

    class Meta:
        model = Decision
        fields = ["responsible", "due_on", "delay_reason", "measures", "office_note"]
        widgets = {
            "responsible": forms.CheckboxSelectMultiple,
            "office_note": SHORT,
        }

    def __init__(self, *args: Any, conference: Conference, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conference = conference
        self.fields["responsible"].queryset = Organisation.objects.filter(is_active=True)
        self.fields["measures"].queryset = Measure.objects.permitted(actor, "view")

    def clean(self) -> dict[str, Any]:
        """A non-public decision can only be given to organisations that may read it."""
        cleaned = super().clean()
        item = cleaned.get("agenda_item") or (self.instance.agenda_item if self.instance.pk else None)
        is_public = cleaned.get("is_public", self.instance.is_public)
        if item is not None and not (is_public and item.is_public):
            outside = without_seat(cleaned.get("responsible") or [], self.conference)
            if outside:
                names = ", ".join(organisation.short_name for organisation in outside)
                self.add_error(
                    "responsible",
                    gettext("A non-public decision is readable with a seat only; without one: %(names)s")
                    % {"names": names},
                )
        return cleaned


class ClosedDecisionForm(FollowUpForm):
    """The wording and votes of a numbered decision, until the minutes are released."""

    layout = Layout(
        Row("text"),
        Row("votes"),
        Row("is_public"),
        Row(PlainField("responsible", options_class="bp-radio-cols")),
        Row("due_on"),
        Row("delay_reason"),
        Row("measures"),
        Row("office_note", help=_("Is shown to nobody else and stands in no export.")),
        "version",
        FormEnd(_("Save"), _("The result is fixed with the closing of the conference.")),
    )

    class Meta(FollowUpForm.Meta):
        fields = ["text", "votes", "is_public", *FollowUpForm.Meta.fields]
        widgets = FollowUpForm.Meta.widgets | {"text": MIDDLE}
        help_texts = {
            "votes": _("For example: 12 in favour, 2 against."),
            "is_public": _(
                "Non-public decisions are seen by the office and by organisations with a seat only."
            ),
        }


class DecisionForm(ClosedDecisionForm):
    """A decision as it is taken, before the conference is closed."""

    amends = forms.ModelChoiceField(
        Decision.objects.none(),
        label=_("Amends"),
        to_field_name="number",
        widget=forms.TextInput,
        required=False,
        help_text=_("Number of the older decision, for example B 2025/05."),
        error_messages={"invalid_choice": _("There is no decision with this number.")},
    )

    layout = Layout(
        Row("agenda_item"),
        Row("text"),
        Row(PlainField("result", options_class="bp-radio-cols")),
        Row("votes"),
        Row("is_public"),
        Row(PlainField("responsible", options_class="bp-radio-cols")),
        Row("due_on"),
        More(
            _("Further particulars"),
            _("Measures, an older decision that this one amends, notes of the office."),
            "measures",
            "amends",
            "delay_reason",
            "office_note",
        ),
        "version",
        FormEnd(_("Save decision"), _("It gets its number when the conference is closed.")),
    )

    class Meta(ClosedDecisionForm.Meta):
        fields = ["agenda_item", "result", "amends", *ClosedDecisionForm.Meta.fields]
        widgets = ClosedDecisionForm.Meta.widgets | {"result": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agenda_item"].queryset = self.conference.agenda.in_order()
        self.fields["agenda_item"].empty_label = gettext("Please choose")
        self.fields["result"].choices = Result.choices
        self.fields["amends"].queryset = Decision.objects.numbered()
        if self.instance.amends_id:
            self.initial["amends"] = self.instance.amends  # a row, so that its number is shown


def decision_form_of(decision: Decision) -> type[FollowUpForm]:
    """Which of its parts may still be changed, as a form."""
    if decision.conference.is_released:
        return FollowUpForm
    return ClosedDecisionForm if decision.conference.held_at else DecisionForm


def without_seat(organisations: QuerySet, conference: Conference) -> list[Organisation]:
    """Those of `organisations` that have no seat in any body of the conference."""
    seats = Seat.objects.filter(body__conferences=conference, organisation__in=organisations)
    seated = set(seats.values_list("organisation", flat=True))
    return [organisation for organisation in organisations if organisation.pk not in seated]


class TaskForm(EditForm):
    """Who does what until when."""

    layout = Layout(
        Row("organisation"),
        Row("text"),
        Row("due_on"),
        Row(Two("agenda_item", "decision")),
        "version",
        FormEnd(_("Save task")),
    )

    class Meta:
        model = ActionItem
        fields = ["organisation", "text", "due_on", "agenda_item", "decision"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(is_active=True)
        self.fields["organisation"].empty_label = gettext("Please choose")
        self.fields["agenda_item"].queryset = conference.agenda.in_order()
        self.fields["agenda_item"].empty_label = gettext("Please choose")
        self.fields["decision"].queryset = conference.decisions.select_related(
            "agenda_item"
        ).in_agenda_order()
        self.fields["decision"].empty_label = gettext("none")


class ReopenForm(PortalForm):
    """Why a decision is taken up again."""

    reason = forms.CharField(label=_("Reason for reopening"), max_length=300)

    layout = Layout(PlainField("reason"))

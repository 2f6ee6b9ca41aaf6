"""The forms of a round: its frame while it is prepared, and what can still be moved afterwards."""

from datetime import date
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.models import ReportRound
from measures.states import FocusArea
from portal.forms import VersionedForm
from portal.forms_layout import FormEnd, PlainField, Row, Stack, Two

REMINDERS = Row(
    Two("first_reminder", "second_reminder"),
    help=_("Days before the deadline. Only who has not answered is reminded."),
)
FIELDS = ["title", "occasion", "deadline", "first_reminder", "second_reminder"]


class RoundForm(VersionedForm):
    """Title, deadline, reminders of a round."""

    layout = Layout(
        Row("title"),
        Row("occasion", help=_("For example the conference for which you need the answers.")),
        Row("deadline"),
        REMINDERS,
        "version",
        FormEnd(_("Save")),
    )

    class Meta:
        model = ReportRound
        fields = FIELDS
        labels = {
            "title": _("Title"),
            "occasion": _("Occasion"),
            "deadline": _("Answers until"),
            "first_reminder": _("First reminder"),
            "second_reminder": _("Second reminder"),
        }
        widgets = {"deadline": forms.DateInput}

    def clean_deadline(self) -> date:
        deadline = self.cleaned_data["deadline"]
        if deadline < timezone.localdate():
            raise ValidationError(_("The deadline lies in the past."))
        return deadline

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, second = cleaned.get("first_reminder"), cleaned.get("second_reminder")
        if first and second and second >= first:
            self.add_error("second_reminder", _("The second reminder comes after the first: fewer days."))
        return cleaned


class NewRoundForm(RoundForm):
    """A new round also says which measures it is about."""

    focus = forms.TypedMultipleChoiceField(
        label=_("Focus areas"),
        coerce=int,
        choices=FocusArea.choices,
        initial=list(FocusArea.values),
        widget=forms.CheckboxSelectMultiple,
    )
    with_others = forms.BooleanField(label=_("Also planned and paused measures"), required=False)

    layout = Layout(
        Row("title"),
        Row("occasion", help=_("For example the conference for which you need the answers.")),
        Row("deadline"),
        REMINDERS,
        Row(
            Stack(PlainField("focus", options_class="bp-radio-cols"), "with_others"),
            help=_("All running regional measures; single ones can be taken out on the next page."),
        ),
        "version",
        FormEnd(_("Go on to the preview"), _("Nobody is mailed yet.")),
    )

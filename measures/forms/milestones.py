"""The milestones of a measure in one form, sorted by date when they are saved."""

from datetime import date

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.models import Milestone
from portal.form_rows import RowForm, RowsFormSet
from portal.forms_layout import Stack, Two


class MilestoneRow(RowForm):
    layout = Layout(Stack(Two("title", "due_on"), Two("reached_on", "DELETE")), "key", "version")

    class Meta:
        model = Milestone
        fields = ["title", "due_on", "reached_on"]
        labels = {"title": _("Milestone"), "due_on": _("Due on"), "reached_on": _("Reached on")}
        error_messages = {
            "title": {"required": _("Please say what is to be reached.")},
            "due_on": {"required": _("Please give the day by which it shall be reached.")},
        }

    def clean_reached_on(self) -> date | None:
        day = self.cleaned_data["reached_on"]
        if day and day > timezone.localdate():
            raise ValidationError(_("This day lies in the future."))
        return day


class MilestoneRows(RowsFormSet):
    form = MilestoneRow
    row_label = _("Milestone %(number)s")
    new_label = _("New milestone %(number)s")


class ReachedForm(forms.Form):
    """The day on which a milestone was reached; without one it is today."""

    reached_on = forms.DateField(required=False)

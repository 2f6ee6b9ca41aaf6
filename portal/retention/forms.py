"""How many days records of one kind are kept."""

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import PortalForm
from portal.forms_layout import FormEnd, PlainField, Stack


class PeriodForm(PortalForm):
    """Empty: the default counts again."""

    days = forms.IntegerField(
        label=_("Days"),
        min_value=1,
        max_value=3650,
        required=False,
        help_text=_("Empty: the default counts again."),
    )

    layout = Layout(Stack(PlainField("days")), FormEnd(_("Save"), note=_("Counts from tonight's run on.")))

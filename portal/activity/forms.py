"""What the data-protection officer looks for in the access log."""

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import PortalForm
from portal.forms_layout import FormEnd, Two


class AccessLogForm(PortalForm):
    """Both fields may stay empty; sending it opens the log, which is recorded."""

    number = forms.CharField(
        label=_("Number of the case or tip"),
        max_length=20,
        required=False,
        help_text=_("Such as F-2026-0042"),
    )
    since = forms.DateField(label=_("Since"), required=False)

    layout = Layout(
        Two("number", "since"),
        FormEnd(_("Open the access log"), note=_("That you read it is recorded too.")),
    )

"""Keeping a case beyond its time, and erasing the person."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.forms import PortalForm
from portal.forms_layout import FormEnd, Stack, Two


class KeepForm(PortalForm):
    """Until when and why a case is kept beyond its time; without a date that ends."""

    kept_until = forms.DateField(label=_("Keep until"), required=False)
    kept_reason = forms.CharField(
        label=_("Why it is kept"),
        max_length=160,
        required=False,
        help_text=_("Such as a dispute in court. No names please."),
    )

    layout = Layout(Stack(Two("kept_until", "kept_reason")), FormEnd(_("Save")))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("kept_until") and not data.get("kept_reason"):
            self.add_error("kept_reason", _("Please say why it is kept."))
        if data.get("kept_until") and data["kept_until"] <= timezone.localdate():
            self.add_error("kept_until", _("This day has passed."))
        return data


class EraseForm(PortalForm):
    """Erasing can't be undone, so it is confirmed."""

    sure = forms.BooleanField(label=_("Yes, erase all data of the person. This cannot be undone."))

    layout = Layout("sure", FormEnd(_("Erase the person's data")))

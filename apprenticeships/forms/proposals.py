"""What some steps of a placement proposal ask for."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from apprenticeships.states.proposals import DeclineReason, DeclineSide
from portal.forms import PortalForm, check_order
from portal.forms_layout import PlainField, Stack, Two

# entered by the portal itself, when a case is signed or ends
BY_THE_PORTAL = (DeclineReason.PLACED, DeclineReason.ENDED)


class TrialForm(PortalForm):
    """Trial days that company and apprentice have agreed."""

    trial_from = forms.DateField(label=_("Trial days from"))
    trial_until = forms.DateField(label=_("Trial days until"), required=False, help_text=_("Empty: one day"))
    layout = Layout(Two("trial_from", "trial_until"))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        check_order(self, "trial_from", "trial_until")
        return data


class DeclineForm(PortalForm):
    """Whose answer it was, and why; nothing about a person's health or conduct."""

    side = forms.ChoiceField(
        label=_("Who has said no?"),
        choices=DeclineSide.choices,
        initial=DeclineSide.COMPANY,
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(
        label=_("Why?"),
        choices=[
            ("", _("Please choose")),
            # the other two are entered by the portal itself, when a case is signed or ends
            *[
                one
                for one in DeclineReason.choices
                if one[0] not in (DeclineReason.PLACED, DeclineReason.ENDED)
            ],
        ],
    )
    layout = Layout(
        Stack(PlainField("side", options_class="kern-fieldset__body--horizontal"), PlainField("reason"))
    )

    def answer(self) -> tuple[str, str]:
        return self.cleaned_data["side"], self.cleaned_data["reason"]

"""Suggesting a company, and declining a suggestion."""

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from apprenticeships.forms.fields import OccupationsField
from apprenticeships.models import CompanySuggestion
from apprenticeships.states import DeclineSuggestion
from portal.forms import LayoutMixin, PortalForm
from portal.forms_layout import FormEnd, Stack, Two
from portal.region.fields import MunicipalityField


class SuggestionForm(LayoutMixin, forms.ModelForm):
    """A company that could take on an apprentice: three answers, and a sentence why."""

    use_required_attribute = False
    municipality = MunicipalityField(label=_("Place"))
    occupation_list = OccupationsField(label=_("Occupations"))

    class Meta:
        model = CompanySuggestion
        fields = ["company_name", "municipality", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "reason": _("At most 300 characters, for example whom to ask for there. No names of apprentices.")
        }

    layout = Layout(
        Stack(Two("company_name", "municipality"), "occupation_list", "reason"),
        FormEnd(_("Send suggestion"), _("Goes to the responsible chamber at once.")),
    )


class DeclineForm(PortalForm):
    """Why a chamber does not take a suggestion on."""

    reason = forms.ChoiceField(
        label=_("Why do you not take it on?"),
        choices=DeclineSuggestion.choices,
        widget=forms.RadioSelect,
        help_text=_("Whoever suggested the company reads this reason."),
    )
    layout = Layout("reason", FormEnd(_("Decline suggestion")))

"""Rhythm of the Wochenüberblick, and the filter of the outbox."""

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.digests.models import DigestSubscription
from portal.digests.states import Frequency, MailState
from portal.forms import LayoutMixin, PortalForm
from portal.forms_layout import FormEnd, PlainField, Stack


class SubscriptionForm(LayoutMixin, forms.ModelForm):
    """How often one access wants the digest. The person sets only their own, so nobody else interferes."""

    frequency = forms.TypedChoiceField(
        label=_("How often"), choices=Frequency.choices, coerce=int, widget=forms.RadioSelect
    )
    use_required_attribute = False
    layout = Layout(
        Stack(PlainField("frequency", options_class="kern-fieldset__body--horizontal"), "when_empty"),
        FormEnd(_("Save")),
    )

    class Meta:
        model = DigestSubscription
        fields = ["frequency", "when_empty"]


class MailFilterForm(PortalForm):
    """What the office looks for in the outbox."""

    state = forms.ChoiceField(label=_("State"), choices=[("", _("all")), *MailState.choices], required=False)
    organisation = forms.CharField(label=_("Organisation"), max_length=60, required=False)
    layout = Layout("state", "organisation")

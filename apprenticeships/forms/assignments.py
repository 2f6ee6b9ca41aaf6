"""Starting a run over all open cases; fixing or ruling out a pair."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apprenticeships.models import TakeoverOffer
from apprenticeships.states.assignments import WishKind, WishReason
from portal.forms import PortalForm
from portal.forms_layout import FormEnd, Stack


class StartRunForm(PortalForm):
    """What a run looks at beside the organisation's own open cases."""

    with_watched = forms.BooleanField(
        label=_("Watched cases, too"),
        help_text=_("Their place still exists; without a known end they get no points for urgency."),
        required=False,
        initial=True,
    )
    with_pool = forms.BooleanField(
        label=_("Released cases of other chambers, too"),
        help_text=_("You see their profile only; their chamber confirms."),
        required=False,
    )
    layout = Layout(
        Stack("with_watched", "with_pool"),
        FormEnd(_("Compute proposal"), _("Nothing is decided by it: you confirm pair by pair.")),
    )


class PairWishForm(PortalForm):
    """Which offer, what about it, and where the wish comes from. Offers are named by their key."""

    offer = forms.ChoiceField(label=_("Offer"))
    kind = forms.ChoiceField(label=_("What is wanted?"), choices=WishKind.choices, widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label=_("Where does it come from?"),
        choices=WishReason.choices,
        widget=forms.RadioSelect,
        initial=WishReason.APPRENTICE,
    )
    layout = Layout(Stack("offer", "kind", "reason"), FormEnd(_("Keep wish")))

    def __init__(self, *args: Any, offers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offer"].choices = [("", _("Please choose")), *offers]

    def clean_offer(self) -> TakeoverOffer:
        offer = TakeoverOffer.objects.filter(key=self.cleaned_data["offer"]).first()
        if offer is None:
            raise ValidationError(_("This offer is gone by now."))
        return offer

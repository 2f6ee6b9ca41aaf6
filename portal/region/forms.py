"""The filters of the region's two lists."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import PortalForm
from portal.region.models import District


class MunicipalityFilterForm(PortalForm):
    """Filter of the municipalities; `districts` are the (ags, name) pairs on offer."""

    q = forms.CharField(label=_("Municipality"), required=False, max_length=80)
    district = forms.ChoiceField(label=_("District"), required=False)

    def __init__(self, *args: object, districts: list[District], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offered = [(district.ags, district.name) for district in districts]
        self.fields["district"].choices = [("", _("all districts")), *offered]


class OccupationFilterForm(PortalForm):
    """Filter of the training occupations."""

    q = forms.CharField(label=_("Training occupation"), required=False, max_length=200)
    system_relevant = forms.ChoiceField(
        label=_("Systemically relevant"),
        required=False,
        choices=[("", _("all occupations")), ("yes", _("systemically relevant only"))],
    )

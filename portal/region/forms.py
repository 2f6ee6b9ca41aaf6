"""The filters of the region's two lists."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import PortalForm
from portal.forms_layout import FormEnd, PlainField, Row
from portal.region.models import District, Occupation, OccupationGroup


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


class RelevanceForm(PortalForm):
    """Which occupations of a group are systemically relevant; refuses when that changed meanwhile."""

    occupations = forms.ModelMultipleChoiceField(
        label=_("Systemically relevant"),
        queryset=Occupation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    before = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)

    layout = Layout(
        Row(
            PlainField("occupations", options_class="bp-radio-cols"),
            help=_("No official list exists: the alliances decide occupation by occupation."),
        ),
        "before",
        FormEnd(_("Save")),
    )

    def __init__(self, *args: Any, group: OccupationGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = group.occupations.filter(is_current=True)
        self.fields["occupations"].queryset = rows
        marked = sorted(rows.filter(is_system_relevant=True).values_list("pk", flat=True))
        self.now = ",".join(map(str, marked))
        self.initial = {"occupations": marked, "before": self.now}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("before") != self.now:
            self.data = self.data.copy()
            self.data["before"] = self.now
            self.add_error(
                "occupations",
                _("Somebody else has changed this group meanwhile. Your choice is kept; please check it."),
            )
        return cleaned

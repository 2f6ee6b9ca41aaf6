"""The filters of the catalogue; their values live in the address."""

from collections.abc import Iterable

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from measures.models import Measure
from measures.querysets import MeasureQuerySet
from measures.states import LIGHT_CHOICES, FocusArea, MeasureState, OriginLevel, Progress, Validity
from portal.forms import PortalForm
from portal.partners.models import Organisation
from portal.sorting import sort_key

STATES = [("", _("without archive"))] + [
    (MeasureState.DRAFT.value, _("only drafts")),
    (MeasureState.ARCHIVED.value, _("archived")),
]


def _choice(label: str, choices: Iterable[tuple], empty: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", empty), *choices], required=False)


class CatalogueFilter(PortalForm):
    """What both tabs share: word, lead, state, and the focus area chosen by its tile."""

    q = forms.CharField(
        label=_("Search word"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    lead = forms.CharField(label=_("Lead"), max_length=100, required=False)
    state = forms.ChoiceField(label=_("Publication"), choices=STATES, required=False)
    focus = forms.ChoiceField(
        label=_("Focus area"),
        choices=[("", ""), *((str(value), label) for value, label in FocusArea.choices)],
        required=False,
        widget=forms.HiddenInput,
    )
    relevant = forms.BooleanField(label=_("only systemically relevant occupations"), required=False)
    exact: tuple[str, ...] = ()

    def narrow(self, rows: MeasureQuerySet) -> MeasureQuerySet:
        """The rows that fit; a value that makes no sense filters nothing."""
        self.is_valid()
        values = self.cleaned_data
        rows = rows.filter(state=values["state"]) if values.get("state") else rows.not_archived()
        if values.get("q"):
            rows = rows.matching(values["q"])
        if values.get("lead"):
            named = Organisation.objects.filter(sort_name__contains=sort_key(values["lead"]))
            rows = rows.filter(Q(lead=None, lead_text__icontains=values["lead"]) | Q(lead__in=named))
        if values.get("relevant"):
            rows = rows.filter(
                Exists(Measure.occupation_groups.through.objects.filter(measure=OuterRef("pk")))
            )
        if values.get("focus"):
            rows = rows.filter(focus_area=values["focus"])
        return rows.filter(**{name: values[name] for name in self.exact if values.get(name)})


class RegionalFilter(CatalogueFilter):
    progress = _choice(_("Progress"), Progress.choices, _("all"))
    light = _choice(_("Light"), LIGHT_CHOICES, _("all"))
    exact = ("progress", "light")

    field_order = ["q", "lead", "progress", "light", "state", "relevant", "focus"]


class ProgrammeFilter(CatalogueFilter):
    validity = _choice(_("Validity"), Validity.choices, _("all"))
    origin = _choice(_("Level"), OriginLevel.choices, _("all"))
    exact = ("validity", "origin")

    field_order = ["q", "lead", "validity", "origin", "state", "relevant", "focus"]

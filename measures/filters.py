"""The filters of the catalogue; their values live in the address."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from measures.lateness import overdue
from measures.models import Measure, SourceAgreement
from measures.querysets import MeasureQuerySet
from measures.states import (
    LIGHT_CHOICES,
    FocusArea,
    MeasureClass,
    MeasureState,
    OriginLevel,
    Progress,
    Validity,
)
from portal.forms import PortalForm
from portal.german import MOST_SIGNS, Question, parse

STATES = [("", _("without archive"))] + [
    (MeasureState.DRAFT.value, _("only drafts")),
    (MeasureState.PUBLISHED.value, _("only published")),
    (MeasureState.ARCHIVED.value, _("archived")),
]


def _choice(label: str, choices: Iterable[tuple], empty: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", empty), *choices], required=False)


class SearchField(forms.CharField):
    """A search word of whatever length and signs: what cannot be looked for falls away."""

    widget = forms.TextInput(attrs={"type": "search", "maxlength": MOST_SIGNS})

    def to_python(self, value: Any) -> str:
        return super().to_python(str(value or "").replace("\x00", " ")[:MOST_SIGNS])


class RowChoiceField(forms.ChoiceField):
    """A choice among rows that the page reads later, with everything else it asks; any key is taken."""

    def valid_value(self, value: str) -> bool:
        return value.isascii() and value.isdigit() and len(value) < 10

    def offer(self, rows: Iterable[dict[str, Any]]) -> None:
        """The rows to choose from: `pk` and `title`."""
        self.choices = [*self.choices[:1], *((str(row["pk"]), row["title"]) for row in rows)]


class CatalogueFilter(PortalForm):
    """What both tabs share: word, lead, source, target group, state, and the focus area of the tiles."""

    q = SearchField(label=_("Search word"), required=False)
    lead = forms.CharField(label=_("Lead"), max_length=100, required=False)
    agreement = RowChoiceField(label=_("Based on"), choices=[("", _("all"))], required=False)
    group = forms.CharField(label=_("Target group"), max_length=100, required=False)
    state = forms.ChoiceField(label=_("Publication"), choices=STATES, required=False)
    focus = forms.ChoiceField(
        label=_("Focus area"),
        choices=[("", ""), *((str(value), label) for value, label in FocusArea.choices)],
        required=False,
        widget=forms.HiddenInput,
    )
    relevant = forms.BooleanField(label=_("only systemically relevant occupations"), required=False)
    exact: tuple[str, ...] = ("agreement",)

    @property
    def question(self) -> Question:
        """What was typed into the search word, read."""
        self.is_valid()
        return parse(self.cleaned_data.get("q", ""))

    @property
    def has_words(self) -> bool:
        """Whether something is looked for that only the search's indexes find."""
        self.is_valid()
        said = any(self.cleaned_data.get(name) for name in ("lead", "group"))
        return said or bool(self.question.wanted)

    def agreements(self) -> QuerySet:
        """What can be chosen in `agreement`; the page hands the rows to offer()."""
        return SourceAgreement.objects.order_by("title").values("pk", "title")

    def narrow(self, rows: MeasureQuerySet, today: date, *, without: str = "") -> MeasureQuerySet:
        """The rows that fit, the search word included; a value that makes no sense filters nothing.

        `without` leaves one field out.
        """
        self.is_valid()
        values = {name: value for name, value in self.cleaned_data.items() if value and name != without}
        rows = rows.filter(state=values["state"]) if "state" in values else rows.not_archived()
        if "lead" in values:
            rows = rows.led_by(values["lead"])
        if "group" in values:
            rows = rows.for_group(values["group"])
        if "relevant" in values:
            named = Measure.occupation_groups.through.objects.filter(measure=OuterRef("pk"))
            rows = rows.filter(Exists(named))
        if "focus" in values:
            rows = rows.filter(focus_area=values["focus"])
        if "overdue" in values:
            rows = overdue(rows, today)
        rows = rows.filter(**{name: values[name] for name in self.exact if name in values})
        return rows.matching(self.question) if "q" in values else rows


class RegionalFilter(CatalogueFilter):
    progress = _choice(_("Progress"), Progress.choices, _("all"))
    light = _choice(_("Light"), LIGHT_CHOICES, _("all"))
    overdue = forms.BooleanField(label=_("only what is overdue"), required=False)
    exact = ("agreement", "progress", "light")

    field_order = [
        "q",
        "lead",
        "progress",
        "light",
        "agreement",
        "group",
        "state",
        "overdue",
        "relevant",
        "focus",
    ]


class ProgrammeFilter(CatalogueFilter):
    validity = _choice(_("Validity"), Validity.choices, _("all"))
    origin = _choice(_("Level"), OriginLevel.choices, _("all"))
    exact = ("agreement", "validity", "origin")

    field_order = ["q", "lead", "validity", "origin", "agreement", "group", "state", "relevant", "focus"]


PARAMETERS = tuple(dict.fromkeys([*RegionalFilter.base_fields, *ProgrammeFilter.base_fields]))


def filter_of(query: QueryDict) -> tuple[CatalogueFilter, str]:
    """The filter that an address holds, and the class of measures it is about: regional unless named."""
    if query.get("kind") == MeasureClass.PROGRAMME:
        return ProgrammeFilter(query), MeasureClass.PROGRAMME
    return RegionalFilter(query), MeasureClass.REGIONAL

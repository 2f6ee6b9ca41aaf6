"""The text of a measure in the words of its readers: labels of fields, values, two texts side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from measures.content import PERSONAL, TEXT_FIELDS, changed
from measures.models import Measure, SourceAgreement
from measures.states import MeasureClass
from portal.partners.models import Organisation
from portal.region.models import OccupationGroup
from portal.wordwise import Piece, compare

COMPARED = (*TEXT_FIELDS, "light", "light_reason")
OF_REGIONAL = frozenset({"lead", "supporters", "contact", "progress", "light", "light_reason"})
OF_PROGRAMMES = frozenset({"origin", "validity"})
LISTS = frozenset({"target_groups", "sources"})
DAYS = frozenset({"period_start", "period_end", "checked_on"})


@dataclass(frozen=True)
class FieldDiff:
    """One field that two texts have in different words; empty pieces: the field was empty there."""

    name: str
    label: str
    left: list[Piece]
    right: list[Piece]


@dataclass(frozen=True)
class Comparison:
    """What is different, field by field, and what is the same in both (label, value; empty ones left out)."""

    changed: list[FieldDiff]
    same: list[tuple[str, str]]


def label_of(name: str) -> str:
    """The field as its reader knows it; empty for the text as a whole."""
    return capfirst(str(Measure._meta.get_field(name).verbose_name)) if name else _("The whole text")


def fields_of(kind: str) -> list[str]:
    """The fields that a measure of this class has, in the order of its page."""
    foreign = OF_PROGRAMMES if kind == MeasureClass.REGIONAL else OF_REGIONAL
    return [name for name in COMPARED if name not in foreign]


class Words:
    """Values of contents as text; reads the names of their organisations and agreements in two statements."""

    def __init__(self, *contents: Mapping[str, Any]) -> None:
        agreements = {one["agreement"] for one in contents if one.get("agreement")}
        organisations = {pk for one in contents for pk in [one.get("lead"), *one.get("supporters", [])] if pk}
        groups = {pk for one in contents for pk in one.get("occupation_groups", [])}
        self.agreements = dict(SourceAgreement.objects.filter(pk__in=agreements).values_list("pk", "title"))
        self.organisations = dict(
            Organisation.objects.filter(pk__in=organisations).values_list("pk", "short_name")
        )
        self.groups = (
            dict(OccupationGroup.objects.filter(pk__in=groups).values_list("pk", "title")) if groups else {}
        )

    def of(self, name: str, value: Any) -> str:
        if value is None or value == "" or value == []:
            return ""
        if name in LISTS:
            return "\n".join(value)
        if name in DAYS:
            return date_format(date.fromisoformat(value), _("j M Y"))
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if name == "supporters":
            return ", ".join(sorted(self.organisations.get(pk, _("deleted")) for pk in value))
        if name == "occupation_groups":
            return "\n".join(sorted(self.groups.get(pk, _("deleted")) for pk in value))
        if name in ("lead", "agreement"):
            known = self.organisations if name == "lead" else self.agreements
            return known.get(value, _("deleted"))
        return str(dict(Measure._meta.get_field(name).choices or ()).get(value, value))


def comparison(old: Mapping[str, Any], new: Mapping[str, Any], kind: str) -> Comparison:
    """Both texts field by field, word by word."""
    words, differ, same = Words(old, new), [], []
    for name in fields_of(kind):
        left, right = (words.of(name, one.get(name)) for one in (old, new))
        if left != right:
            differ.append(FieldDiff(name, label_of(name), *compare(left, right)))
        elif left:
            same.append((label_of(name), left))
    return Comparison(differ, same)


def changes_for_event(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[str]]:
    """Field → [before, after] in words; of the contact the field's name only."""
    words = Words(old, new)
    return {
        name: [] if name in PERSONAL else [words.of(name, old.get(name)), words.of(name, new.get(name))]
        for name in changed(old, new)
    }

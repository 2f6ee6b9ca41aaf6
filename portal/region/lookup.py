"""Finding municipalities and occupations for a whole table: two statements, not one per row.

Exact names (in every spelling that the forms take) are looked up in memory. Only a name that is not exact
asks the database, once per different text, and as a form does: a text that can mean one row only is taken,
a merely similar one becomes a question with suggestions.
"""

import re
from collections.abc import Iterator

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _

from portal.region.fields import MunicipalityField, NamedField, OccupationField
from portal.region.models import Municipality, Occupation
from portal.region.spelling import BAR, match_key

MOST_ASKED = 300  # different texts per table for which suggestions are looked up
_POSTCODE = re.compile(r"^\s*(?:D-?\s*)?\d{5}\s+")
_PART = re.compile(r"\s*(?:,|/|\(|-| OT )\s*")


class NotFound(Exception):
    """The text names no row; `str()` says it, with suggestions."""


class NameLookup:
    """The rows of one model by what somebody may type for them. Lives as long as one table is read."""

    field_class: type[NamedField] = NamedField

    def __init__(self) -> None:
        self.field = self.field_class(required=False)
        self.exact: dict[str, list[Model]] = {}
        self.answers: dict[str, Model | str] = {}
        for row in self.rows():
            for key in filter(None, row.search_name.split(BAR)):
                self.exact.setdefault(key, []).append(row)

    def rows(self) -> list[Model]:
        return list(self.field_class.model._default_manager.all())

    def find(self, text: str) -> Model:
        """The row that `text` names; raises NotFound with words for the user."""
        if text not in self.answers:
            self.answers[text] = self._answer(text)
        answer = self.answers[text]
        if isinstance(answer, str):
            raise NotFound(answer)
        return answer

    def _answer(self, text: str) -> Model | str:
        if row := self.exactly(text):
            return row
        if sum(isinstance(answer, str) for answer in self.answers.values()) >= MOST_ASKED:
            return _("“%(text)s” is not known.") % {"text": text[:80]}
        try:
            return self.field.clean(self.best(text)[:200])
        except forms.ValidationError as problem:
            return " ".join(problem.messages)

    def exactly(self, text: str) -> Model | None:
        """The row that is called `text` in one of its spellings; asks nothing of the database."""
        return next(filter(None, map(self._one, self.variants(text))), None)

    def _one(self, text: str) -> Model | None:
        rows = self.exact.get(match_key(text), [])
        rows = [row for row in rows if getattr(row, "is_current", True)] or rows
        return rows[0] if len(rows) == 1 else None

    def variants(self, text: str) -> Iterator[str]:
        """What `text` is tried as, one after the other."""
        yield text

    def best(self, text: str) -> str:
        """What suggestions are looked up for."""
        return text


class MunicipalityLookup(NameLookup):
    """Also "74653 Künzelsau", and a part of a town as "Künzelsau-Gaisbach"."""

    field_class = MunicipalityField

    def rows(self) -> list[Municipality]:
        return list(Municipality.objects.select_related("district"))

    def variants(self, text: str) -> Iterator[str]:
        plain = _POSTCODE.sub("", text)
        yield plain
        parts = _PART.split(plain)
        for count in range(len(parts) - 1, 0, -1):
            yield "-".join(parts[:count])
            yield " ".join(parts[:count])

    def best(self, text: str) -> str:
        return _POSTCODE.sub("", text)


class OccupationLookup(NameLookup):
    """Also with a specialisation in brackets that is not in the list."""

    field_class = OccupationField

    def rows(self) -> list[Occupation]:
        return list(Occupation.objects.select_related("group"))

    def variants(self, text: str) -> Iterator[str]:
        yield text
        yield re.sub(r"\s*[(\[].*$", "", text)

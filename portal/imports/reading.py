"""What all kinds of tables share: reading the cells of one row, every problem in words."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.cells import Cell, CellProblem, cell_text, parse_date, parse_integer, parse_yes_no
from portal.imports.kinds import Column, Finding, Values
from portal.imports.states import RowOutcome
from portal.region.lookup import MunicipalityLookup, NotFound, OccupationLookup
from portal.region.models import Municipality, Occupation

_SEVERAL = re.compile(r"\s*[;\n|]\s*")


class RowReader:
    """The cells of one row; `problems` gathers what is wrong, column by column, without personal data."""

    def __init__(self, values: Values, columns: Mapping[str, Column], today: date) -> None:
        self.values, self.today = values, today
        self.columns = columns
        self.problems: list[str] = []

    def text(self, name: str, longest: int) -> str:
        """The cell as one line of text; longer ones are a problem, not cut."""
        cell = self.values.get(name)
        if cell is None:
            return ""
        text = " ".join(cell_text(cell).split())
        if len(text) > longest:
            self._problem(name, _("at most %(count)s signs") % {"count": longest})
            return ""
        return text

    def day(self, name: str, *, past: bool = False) -> date | None:
        return self._parsed(name, partial(parse_date, today=self.today, past=past))

    def whole(self, name: str, lowest: int, highest: int) -> int | None:
        return self._parsed(name, partial(parse_integer, lowest=lowest, highest=highest))

    def yes_no(self, name: str) -> bool | None:
        return self._parsed(name, parse_yes_no)

    def choice(self, name: str, words: dict[str, str]) -> str:
        """The value whose word (in small letters) stands at the cell's beginning, "" for an empty cell."""
        if self.values.get(name) is None:
            return ""
        text = cell_text(self.values[name]).strip().casefold()
        for word, value in words.items():
            if text.startswith(word):
                return value
        if text:
            self._problem(name, _("“%(text)s” is not known.") % {"text": text[:40]})
        return ""

    def municipality(self, name: str, lookup: MunicipalityLookup) -> Municipality | None:
        return self._found(name, cell_text(self.values.get(name)).strip(), lookup)

    def occupation(self, name: str, lookup: OccupationLookup) -> Occupation | None:
        return self._found(name, cell_text(self.values.get(name)).strip(), lookup)

    def occupations(self, name: str, lookup: OccupationLookup) -> list[Occupation]:
        """Several occupations, separated by semicolon or line."""
        parts = [part for part in _SEVERAL.split(cell_text(self.values.get(name)).strip()) if part]
        found = [self._found(name, part, lookup) for part in parts]
        return list(dict.fromkeys(one for one in found if one is not None))

    def missing(self, name: str) -> None:
        self._problem(name, _("is missing"))

    def problem(self, text: str) -> None:
        self.problems.append(text)

    def finding(self) -> Finding:
        return Finding(RowOutcome.ERROR, " ".join(self.problems))

    def _found(self, name: str, text: str, lookup: Any) -> Any:
        if not text:
            return None
        try:
            return lookup.find(text)
        except NotFound as unknown:
            self._problem(name, str(unknown))
            return None

    def _parsed(self, name: str, parse: Callable[[Cell], Any]) -> Any:
        cell = self.values.get(name)
        if cell is None:
            return None
        try:
            return parse(cell)
        except CellProblem as problem:
            personal = self.columns[name].personal
            self._problem(name, _("cannot be read") if personal else str(problem))
            return None

    def _problem(self, name: str, text: str) -> None:
        end = "" if text[-1:] in ".?!" else "."
        self.problems.append(f"{self.columns[name].label}: {text}{end}")


def by_name(columns: Sequence[Column]) -> dict[str, Column]:
    return {column.name: column for column in columns}


def today() -> date:
    return timezone.localdate()

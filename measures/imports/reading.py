"""One row of a table as the text of a measure: what it says, and every problem in words."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from measures.content import Content
from measures.imports.columns import BY_NAME, LONGEST
from measures.imports.words import Names, words_of
from measures.states import FocusArea, MeasureClass, OriginLevel, Progress, Validity
from portal.cells import cell_text
from portal.imports.kinds import Values
from portal.imports.reading import RowReader

MOST_LINES = 30
_NAMES = re.compile(r"\s*[\n;|]\s*")
_CODES = re.compile(r"[\s,;|]+")


class MeasureRow(RowReader):
    """The cells of one row. `content` holds only the fields whose columns the table has."""

    def __init__(self, values: Values, today: date, names: Names, words: dict[str, dict[str, Any]]) -> None:
        super().__init__(values, BY_NAME, today)
        self.names, self.words = names, words

    def content(self) -> Content:
        """Field → value as measures.content keeps it."""
        read: dict[str, Callable[[str], Any]] = {
            **dict.fromkeys(LONGEST, self._text),
            **dict.fromkeys(("period_start", "period_end", "checked_on"), self._day),
            **dict.fromkeys(("target_groups", "sources"), self._lines),
            **dict.fromkeys(("focus_area", "origin", "progress", "validity"), self._word),
            "needs_check": lambda name: bool(self.yes_no(name)),
            "lead": self._organisation,
            "supporters": self._organisations,
            "agreement": self._agreement,
            "occupation_groups": self._groups,
        }
        found = {name: read[name](name) for name in read if name in self.values}
        start, end = found.get("period_start"), found.get("period_end")
        if start and end and end < start:
            self.problem(_("The end lies before the start."))
        return found

    def measure_class(self) -> str:
        return self.choice("class", self.words["class"])

    def _text(self, name: str) -> str:
        """With its lines; a text that is too long is a problem, not cut."""
        text = cell_text(self.values[name]).replace("\r\n", "\n").strip()
        if len(text) > LONGEST[name]:
            self._problem(name, _("at most %(count)s signs") % {"count": LONGEST[name]})
        return text

    def _day(self, name: str) -> str | None:
        day = self.day(name)
        return day.isoformat() if day else None

    def _lines(self, name: str) -> list[str]:
        lines = cell_text(self.values[name]).splitlines()
        found = [line.strip() for line in lines if line.strip()]
        if len(found) > MOST_LINES:
            self._problem(name, _("at most %(count)s lines") % {"count": MOST_LINES})
        longest = 200 if name == "target_groups" else 400
        if any(len(line) > longest for line in found):
            self._problem(name, _("at most %(count)s signs per line") % {"count": longest})
        return found

    def _word(self, name: str) -> Any:
        return self.choice(name, self.words[name])

    def _organisation(self, name: str) -> int | None:
        text = cell_text(self.values[name]).strip()
        return self._named(name, text, self.names.organisations) if text else None

    def _organisations(self, name: str) -> list[int]:
        found = [
            self._named(name, part, self.names.organisations)
            for part in _NAMES.split(cell_text(self.values[name]))
            if part.strip()
        ]
        return sorted({pk for pk in found if pk is not None})

    def _agreement(self, name: str) -> int | None:
        text = cell_text(self.values[name]).strip()
        return self._named(name, text, self.names.agreements) if text else None

    def _named(self, name: str, text: str, known: dict[str, int]) -> int | None:
        pk = self.names.find(known, text)
        if pk is None:
            self._problem(name, _("“%(text)s” is not known.") % {"text": text[:60]})
        return pk

    def _groups(self, name: str) -> list[int]:
        codes = [code for code in _CODES.split(cell_text(self.values[name])) if code]
        unknown = [code for code in codes if code not in self.names.groups]
        if unknown:
            self._problem(name, _("“%(text)s” is not known.") % {"text": ", ".join(unknown)[:60]})
        return sorted(self.names.groups[code] for code in codes if code in self.names.groups)


def choice_words() -> dict[str, dict[str, Any]]:
    """The words of every column that holds one of a few."""
    tables = {
        "class": MeasureClass,
        "focus_area": FocusArea,
        "origin": OriginLevel,
        "progress": Progress,
        "validity": Validity,
    }
    return {name: words_of(choices) for name, choices in tables.items()}

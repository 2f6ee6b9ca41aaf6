"""What an area says about a table that it imports: its columns, and how a row becomes one of its own.

The area registers its kinds in `apps.py`; portal knows none of them by name.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from portal.access import Actor
from portal.cells import Cell
from portal.forms import Difference
from portal.imports.models import ImportRow, ImportRun
from portal.imports.states import RowOutcome
from portal.tables import header_key

DAY, MUNICIPALITY, OCCUPATION = "day", "municipality", "occupation"
Values = dict[str, Cell]  # field name → cell of one row


@dataclass(frozen=True)
class Column:
    """One thing that a row may say. `titles` are the words under which offices know it.

    `personal` cells are shown on no page and quoted in no message; the others `shown` stand in the preview,
    read as a day, a municipality or an occupation where `reads` says so.
    """

    name: str
    label: Any
    titles: Sequence[str] = ()
    required: bool = False
    personal: bool = False
    shown: bool = False
    reads: str = ""

    def keys(self) -> set[str]:
        return {header_key(title) for title in (str(self.label), *self.titles)}


@dataclass(frozen=True)
class Finding:
    """What a row is to become: the outcome, why in words, and for the reader itself the parsed value."""

    outcome: RowOutcome
    message: str = ""
    value: Any = None


@dataclass(frozen=True)
class Stored:
    """What became of a row; `before` is what a changed one held."""

    outcome: RowOutcome
    object_id: int | None = None
    number: str = ""
    version: int | None = None
    message: str = ""
    before: dict | None = None


class Reader(Protocol):
    """Reads the rows of one run for one actor; keeps what it has looked up."""

    def check(self, rows: Sequence[tuple[int, Values]]) -> list[Finding]:
        """What each (number, values) is to become. Writes nothing."""

    def store(self, findings: Sequence[Finding]) -> list[Stored]:
        """Stores the rows of these findings; runs inside a transaction."""

    def undo(self, row: ImportRow) -> str:
        """Takes one stored row back; returns why it is kept, "" when it is gone."""


@dataclass(frozen=True)
class Kind:
    """One kind of table. `reader` makes a Reader for an actor and a run's context.

    `links` gives the address of a stored row, `back` where the run came from, by its context. `differences`
    tells the preview what changing rows change, field by field; left out where cells are about persons.
    """

    key: str
    area: str  # the namespace of the addresses under which its pages stand
    label: Any
    lead: Any
    columns: Sequence[Column]
    allowed: Callable[[Actor], bool]
    reader: Callable[[Actor, dict[str, Any]], Reader]
    enough: Callable[[set[str]], str]  # what is missing among the mapped fields, in words, or ""
    links: Callable[[ImportRow], str]
    back: Callable[[dict[str, Any]], tuple[str, str]]
    differences: Callable[[Actor, Sequence[tuple[int, Values]]], dict[int, list[Difference]]] | None = None
    has_numbers: bool = False  # whether `Stored.number` is one that people say
    form: Any = None  # further fields of the upload form, a PortalForm with `context()`

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    def known_titles(self) -> set[str]:
        return set().union(*(column.keys() for column in self.columns))


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.key] = kind


def kind_of(run: ImportRun) -> Kind:
    return _kinds[run.kind]


def kind_named(key: str, area: str) -> Kind | None:
    """The kind of that name in that area."""
    kind = _kinds.get(key)
    return kind if kind is not None and kind.area == area else None


def kinds_for(actor: Actor, area: str) -> list[Kind]:
    """What the actor may import in that area."""
    return [kind for kind in _kinds.values() if kind.area == area and kind.allowed(actor)]

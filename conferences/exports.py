"""The register of decisions as a table: the chosen columns, typed dates, never the office's notes."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from conferences.filters import Column
from conferences.querysets import DecisionQuerySet
from conferences.register import FIELDS, ORDER, RegisterRow
from conferences.states import DecisionState, Result

CHUNK = 500
Cell = tuple[str, Callable[[RegisterRow], Any]]


def header_and_rows(
    decisions: DecisionQuerySet, columns: Sequence[str]
) -> tuple[list[str], Iterator[list[Any]]]:
    """The titles and the rows of the chosen `columns`; rows are read from the database as they go."""
    chosen = [*first_cells(), *(cell for column in columns for cell in cells(column))]
    titles = [title for title, _value in chosen]
    values = [value for _title, value in chosen]
    found = decisions.order_by(*ORDER).values_list(*FIELDS, "pk").iterator(chunk_size=CHUNK)
    return titles, ([value(row) for value in values] for row in map(RegisterRow._make, found))


def first_cells() -> list[Cell]:
    return [(_("Number"), lambda row: row.label), (_("Date"), lambda row: row.decided_on)]


def cells(column: str) -> list[Cell]:
    """The cells of one column of the register; words are resolved once."""
    results = {value: str(label) for value, label in Result.choices}
    states = {value: str(label) for value, label in DecisionState.choices}
    table: dict[str, list[Cell]] = {
        Column.TEXT: [
            (_("Decision"), lambda row: row.text),
            (_("Result"), lambda row: results[row.result]),
            (_("Amends"), lambda row: row.amends),
        ],
        Column.RESPONSIBLE: [(_("Responsible"), lambda row: ", ".join(row.responsible))],
        Column.DUE: [
            (_("Due"), lambda row: row.due_on),
            (_("State"), lambda row: states[row.state] if row.number else ""),
            (_("Done on"), lambda row: row.done_on),
        ],
        Column.DELAY: [(_("Reason for the delay"), lambda row: row.delay_reason)],
        Column.FOLLOWS: [(_("What follows"), lambda row: ", ".join([*row.tasks, *row.measures]))],
        Column.VOTES: [(_("Votes"), lambda row: row.votes)],
        Column.PUBLIC: [(_("Public"), lambda row: row.is_public)],
    }
    return table[column]

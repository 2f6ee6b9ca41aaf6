"""Several small questions in one statement: the counts and short lists that stand beside a page's rows."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from portal.listing import COUNT_CAP


@dataclass(frozen=True)
class Count:
    """How many rows there are, counted up to `cap` and one more: a large table is not read to its end.

    Give `rows` an order that an index has where the filter alone would make the database read the table.
    """

    rows: QuerySet
    cap: int = COUNT_CAP

    def sql(self) -> tuple[str, tuple]:
        inner, values = self.rows.values("pk")[: self.cap + 1].query.sql_with_params()
        return f"(SELECT count(*) FROM ({inner}) counted)", values  # noqa: S608 - as below

    def read(self, value: Any) -> int:
        return value or 0


@dataclass(frozen=True)
class Filled:
    """Of rows counted like Count: how many there are, and in how many of these `column` holds something."""

    rows: QuerySet
    column: str
    cap: int = COUNT_CAP

    def sql(self) -> tuple[str, tuple]:
        inner, values = self.rows.values_list(self.column)[: self.cap + 1].query.sql_with_params()
        return f"(SELECT ARRAY[count(*), count(one)] FROM ({inner}) counted(one))", values  # noqa: S608

    def read(self, value: Any) -> tuple[int, int]:
        return tuple(value or (0, 0))


@dataclass(frozen=True)
class Rows:
    """The rows of a QuerySet of `values()` as dictionaries; what is no JSON, such as a date, is text."""

    rows: QuerySet

    def sql(self) -> tuple[str, tuple]:
        inner, values = self.rows.query.sql_with_params()
        return f"(SELECT json_agg(found) FROM ({inner}) found)", values  # noqa: S608 - as below

    def read(self, value: Any) -> list[dict[str, Any]]:
        return (json.loads(value) if isinstance(value, str) else value) or []


@dataclass(frozen=True)
class Keys:
    """The primary keys of the first `cap` rows and one more, in no order."""

    rows: QuerySet
    cap: int = COUNT_CAP

    def sql(self) -> tuple[str, tuple]:
        inner, values = self.rows.order_by().values("pk")[: self.cap + 1].query.sql_with_params()
        return f"(SELECT array_agg(key) FROM ({inner}) found(key))", values  # noqa: S608 - as below

    def read(self, value: Any) -> list[int]:
        return value or []


# Only bitmaps of indexes: for words. The planner takes a common word to be spread evenly, and walks the whole
# table where it stands in other rows only; a bitmap costs the same for every word.
BITMAPS = {"enable_seqscan": "off", "enable_indexscan": "off"}


def gather(*, by_bitmap: bool = False, **parts: Count | Filled | Rows | Keys) -> dict[str, Any]:
    """The answers by name: an int for each Count, two for Filled, a list for Rows and Keys; one statement.

    `by_bitmap` is for conditions that only a GIN index answers: the planner's other ways are closed.
    """
    pieces, values = [], []
    for part in parts.values():
        try:
            piece, its_values = part.sql()
        except EmptyResultSet:
            piece, its_values = "NULL", ()
        pieces.append(piece)
        values += its_values
    statement = f"SELECT {', '.join(pieces)}"  # noqa: S608 - made of QuerySets
    answers = (read_with(BITMAPS, statement, values) if by_bitmap else _read(statement, values))[0]
    return {name: part.read(answer) for (name, part), answer in zip(parts.items(), answers, strict=True)}


def read_with(settings: Mapping[str, str], statement: str, values: Sequence[Any]) -> list[tuple]:
    """The rows of one statement under other settings of the database, which end with it.

    All goes as one message, so it is one transaction even where none was begun.
    """
    others = "; ".join(f"SET LOCAL {name} TO {value}" for name, value in settings.items())
    usual = "; ".join(f"SET LOCAL {name} TO DEFAULT" for name in settings)
    return _read(f"{others}; {statement}; {usual}", values)


def _read(statement: str, values: Sequence[Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        while cursor.description is None:
            cursor.nextset()
        return cursor.fetchall()


def rows_by_bitmap(rows: QuerySet) -> list[tuple]:
    """The rows of a QuerySet of `values_list()` as the database has them, its conditions by bitmap only."""
    try:
        return read_with(BITMAPS, *rows.query.sql_with_params())
    except EmptyResultSet:
        return []

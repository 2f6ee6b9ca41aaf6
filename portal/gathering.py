"""Several small questions in one statement: the counts and short lists that stand beside a page's rows."""

import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from portal.listing import COUNT_CAP


@dataclass(frozen=True)
class Count:
    """How many rows there are, counted up to `cap` and one more: a large table is not read to its end.

    `filled` counts those of these rows in which the column holds something. Give `rows` an order that an
    index has where the filter alone would make the database read the whole table.
    """

    rows: QuerySet
    cap: int = COUNT_CAP
    filled: str = ""

    def sql(self) -> tuple[str, tuple]:
        inner, values = self.rows.values(self.filled or "pk")[: self.cap + 1].query.sql_with_params()
        what = f'"{self.filled}"' if self.filled else "*"
        return f"(SELECT count({what}) FROM ({inner}) counted)", values  # noqa: S608 - as below

    def read(self, value: Any) -> int:
        return value or 0


@dataclass(frozen=True)
class Rows:
    """The rows of a QuerySet of `values()` as dictionaries; what is no JSON, such as a date, is text."""

    rows: QuerySet

    def sql(self) -> tuple[str, tuple]:
        inner, values = self.rows.query.sql_with_params()
        return f"(SELECT json_agg(found) FROM ({inner}) found)", values  # noqa: S608 - as below

    def read(self, value: Any) -> list[dict[str, Any]]:
        return (json.loads(value) if isinstance(value, str) else value) or []


def gather(**parts: Count | Rows) -> dict[str, Any]:
    """The answers by name, an int for each Count and a list for each Rows; one statement."""
    pieces, values = [], []
    for part in parts.values():
        try:
            piece, its_values = part.sql()
        except EmptyResultSet:
            piece, its_values = "NULL", ()
        pieces.append(piece)
        values += its_values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(pieces)}", values)  # noqa: S608 - made of QuerySets
        answers = cursor.fetchone()
    return {name: part.read(answer) for (name, part), answer in zip(parts.items(), answers, strict=True)}

"""The door to the cells of an upload: sealed by chunks, opened for the import and for the rejected rows.

Nobody sees a cell through here who did not upload it: pages show columns that are not about persons, and
the file of rejected rows is logged as an opening (portal.imports.actions.rejected_rows).
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from portal.cells import Cell
from portal.encryption import Sealed
from portal.tables import Row

CHUNK_ROWS = 500
_LEVEL = 1  # of zlib: the encryption behind it costs more than the size


def seal_rows(rows: Sequence[Row]) -> Sealed:
    """The rows as one sealed text."""
    plain = json.dumps(
        [[row.number, [_packed(cell) for cell in row.cells], row.problem] for row in rows],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return Sealed.seal(b64encode(zlib.compress(plain.encode(), _LEVEL)).decode())


def open_rows(cells: Sealed) -> list[Row]:
    """The rows of a sealed text; none where it has been wiped."""
    if not cells:
        return []
    plain = zlib.decompress(b64decode(cells.unseal()))
    return [
        Row(number, tuple(_unpacked(cell) for cell in row), problem)
        for number, row, problem in json.loads(plain)
    ]


def chunks(rows: Sequence[Row]) -> Iterable[tuple[int, Sequence[Row]]]:
    for index, start in enumerate(range(0, len(rows), CHUNK_ROWS)):
        yield index, rows[start : start + CHUNK_ROWS]


def _packed(cell: Cell) -> Any:
    return [cell.isoformat()] if isinstance(cell, date) else cell


def _unpacked(cell: Any) -> Cell:
    if isinstance(cell, list):
        return datetime.fromisoformat(cell[0]) if "T" in cell[0] else date.fromisoformat(cell[0])
    return cell

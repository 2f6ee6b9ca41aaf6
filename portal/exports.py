"""Tables as files that Excel opens at once: CSV for German offices, typed XLSX.

Rows come as tuples from an iterator and leave as they come, so that memory stays flat.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from rustpy_xlsxwriter import write_worksheet

FORMULA_SIGNS = "=+-@|%\t\r\n\x00"
CELL_LIMIT = 32_767  # characters, the limit of Excel
CHUNK = 500
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def safe_text(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula: a leading ' before the signs that start one."""
    text = "" if value is None else str(value)
    if len(text) > CELL_LIMIT:
        text = text[: CELL_LIMIT - 20] + " … (" + _("cut") + ")"
    stripped = text.lstrip(" ;")
    if text[:1] in FORMULA_SIGNS and text or stripped[:1] and stripped[0] in FORMULA_SIGNS:
        return "'" + text
    return text


def _csv_cell(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, int | Decimal):
        return str(value).replace(".", ",")
    return safe_text(value)


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Chunks of a CSV: `;` between cells, UTF-8 with BOM, header row always there."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_text(title) for title in header])
    yield "\ufeff".encode()
    for count, row in enumerate(rows, 1):
        writer.writerow([_csv_cell(value) for value in row])
        if count % CHUNK == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A CSV download named `name`.csv."""
    response = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def xlsx_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """An XLSX download named `name`.xlsx: text as text, dates and numbers typed."""
    file = TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    write_xlsx(file, header, rows)
    file.seek(0)
    response = FileResponse(file, content_type=XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def write_xlsx(file: io.IOBase, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Writes one sheet; an empty table still has its header row."""
    records = (dict(zip(header, map(_xlsx_cell, row), strict=True)) for row in rows)
    first = next(records, dict.fromkeys(header))
    write_worksheet(
        chain([first], records),
        file,
        sheet_name=_("Table"),
        freeze_row=1,
        bold_headers=True,
        autofilter=True,
        datetime_format="dd.mm.yyyy",
        column_widths=[max(12.0, min(60.0, len(title) * 1.6)) for title in header],
    )


def _xlsx_cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None)
    if value is None or isinstance(value, date | int | float | bool):
        return value
    if isinstance(value, Decimal):
        return float(value)
    text = str(value).replace("\x00", "")
    return text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - 20] + " … (" + _("cut") + ")"

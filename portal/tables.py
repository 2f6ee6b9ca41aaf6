"""Tables as German offices save or paste them: a header row, and rows of text, date and number cells.

`read_table()` takes the bytes of a CSV, XLSX, XLS, ODS or JSON, `read_text()` what somebody pasted. Nothing
is stored. Whatever cannot be read raises TableProblem, whose words are for the user; a single odd row carries
its own `problem` instead. How cells become dates, numbers and answers stands in portal/cells.py.
"""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, PasswordError, SheetVisibleEnum, load_workbook

from portal.cells import Cell
from portal.exports import FORMULA_SIGNS
from portal.sorting import sort_key
from portal.tables_guard import TableProblem, check_spreadsheet
from portal.tables_json import json_records, looks_like_json

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 200
LOOKED_AT = 60  # rows that tell the delimiter; the header stands in the first half of them
HEADER_WITHIN = 30
DELIMITERS = "\t;,"
MOSTLY = 0.6  # share of rows that agree on the number of cells

PICTURES = {
    b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"BM": "BMP", b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
}  # fmt: skip
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SPACE = re.compile(r"\s+")
_HYPHENATED = re.compile(r"(?<=\w)-\s*\n\s*(?=[a-zäöüß])")
_NUMBER_OR_DATE = re.compile(r"[\d.,:/ €%+-]+")
_YEAR = re.compile(r"(19|20)\d\d")
_END = "\x1e"  # a record of our own after the last line: it is missing when a quotation mark stays open


@dataclass(frozen=True)
class Row:
    """One row below the header: its number as Excel shows it, and a cell for each column.

    `problem` says what is wrong with the row as a whole, such as a cell too many.
    """

    number: int
    cells: tuple[Cell, ...]
    problem: str = ""


@dataclass(frozen=True)
class Table:
    """The titles of the columns, each once, and the rows below; `header_row` is the header's own number."""

    header: tuple[str, ...]
    rows: list[Row]
    header_row: int = 1
    sheets: tuple[str, ...] = field(default=())


def header_key(title: str) -> str:
    """By what columns are known again: "Vertrags-Nr." and "vertragsnr" are the same."""
    return re.sub(r"[^a-z0-9]", "", sort_key(title).replace("ß", "ss"))


def read_table(
    data: bytes, *, known: Collection[str] = (), sheet: str = "", header_row: int | None = None
) -> Table:
    """The table in the bytes of an uploaded file, whatever its name says.

    `known` are keys (see header_key) that help to find the header below title rows; `sheet` names a sheet
    of a workbook (by default the first visible one with rows); `header_row` is the header's number where
    the caller knows it. Raises TableProblem.
    """
    _refuse_what_is_no_table(data)
    if data.startswith((ZIP, OLE)):
        records, sheets = _workbook_records(data, sheet)
        return _table(records, known, header_row, sheets)
    if looks_like_json(data):
        return _table(json_records(data), known, header_row or 1)
    return _table(_text_records(_decoded(data)), known, header_row)


def read_text(text: str, *, known: Collection[str] = ()) -> Table:
    """The table in a text that was pasted from Excel or a register; raises TableProblem."""
    if len(text) > MAX_BYTES:
        raise TableProblem(_("This is more than can be pasted at once. Please upload it as a file."))
    if "\x00" in text:
        raise TableProblem(_no_text())
    return _table(_text_records(text.removeprefix("\ufeff")), known, None)


def _refuse_what_is_no_table(data: bytes) -> None:
    if not data.strip():
        raise TableProblem(_("The file is empty."))
    if len(data) > MAX_BYTES:
        raise TableProblem(
            _("The file is larger than %(size)s MB. Saved as XLSX it is smaller; otherwise please divide it.")
            % {"size": MAX_BYTES // 1024 // 1024}
        )
    picture = next((kind for magic, kind in PICTURES.items() if data.startswith(magic)), "")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        picture = "WEBP"
    start = data[:400].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if picture:
        kind = _("a picture (%(kind)s)") % {"kind": picture}
    elif data.startswith(b"%PDF"):
        kind = "PDF"
    elif start.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml", b"<svg")):
        kind = _("a web page, even if its name ends in xls")
    else:
        return
    raise TableProblem(
        _("The file is no table but %(kind)s. Please save the table in Excel as XLSX or CSV.")
        % {"kind": kind}
    )


def _no_text() -> str:
    return _(
        "The file holds NUL bytes or other signs that no text has, so it is no table. "
        "Please save the table in Excel as XLSX or CSV."
    )


# --- text ------------------------------------------------------------------------------------------------


def _decoded(data: bytes) -> str:
    """The text of a CSV: a byte order mark tells, else UTF-8, else what German Windows writes (cp1252)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif data[1:2] == b"\x00" and data[3:4] == b"\x00":
        encodings = ["utf-16-le"]  # "Unicode text" without its mark
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            raise TableProblem(_no_text())
        return text
    raise TableProblem(
        _("The file holds signs that cannot be read. Please save it in Excel as “CSV UTF-8” or as XLSX.")
    )


def _text_records(text: str) -> Iterator[list[Cell]]:
    """The records of a CSV or of pasted cells; a "sep=;" line says the delimiter and counts for nothing."""
    first, _newline, rest = text.partition("\n")
    told = re.fullmatch(r'"?sep=(.)"?\r?', first, re.IGNORECASE)
    if told:
        return _split(rest, told[1])
    return _split(text, _delimiter(text))


def _split(text: str, delimiter: str) -> Iterator[list[Cell]]:
    reader = csv.reader(chain(io.StringIO(text, newline=""), ["\n", _END]), delimiter=delimiter)
    begins = 1
    try:
        for record in reader:
            if record == [_END]:
                return
            if record and record[-1].endswith(_END):
                break
            yield record
            begins = reader.line_num + 1
    except csv.Error:
        pass  # a cell longer than any cell may be: the mark was never closed
    raise TableProblem(
        _("The quotation mark that opens in line %(line)s is never closed. Please correct the line.")
        % {"line": begins}
    )


def _delimiter(text: str) -> str:
    """The first of tab, semicolon and comma on which most rows agree; else the one that divides the most."""
    found = {}
    for delimiter in DELIMITERS:
        try:
            widths = [len(record) for record in islice(_split(text, delimiter), LOOKED_AT) if any(record)]
        except TableProblem:
            continue
        divided = Counter(width for width in widths if width > 1)
        usual, rows = divided.most_common(1)[0] if divided else (1, 0)
        found[delimiter] = (rows / max(1, len(widths)), usual)
        if found[delimiter][0] >= MOSTLY:
            return delimiter
    return max(found, key=found.get) if found else DELIMITERS[1]


# --- workbooks -------------------------------------------------------------------------------------------


def _workbook_records(data: bytes, sheet: str) -> tuple[Iterator[list[Cell]], tuple[str, ...]]:
    check_spreadsheet(data, rows=MAX_ROWS, columns=MAX_COLUMNS)
    try:
        book = load_workbook(io.BytesIO(data))
        shown = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        if sheet and sheet not in book.sheet_names:
            raise TableProblem(_("The workbook has no sheet “%(name)s”.") % {"name": sheet})
        chosen = _first_with_rows(book, [sheet] if sheet else shown or book.sheet_names)
    except PasswordError:
        raise TableProblem(
            _("The workbook is protected by a password. Please save it without one.")
        ) from None
    except CalamineError:
        raise TableProblem(_unreadable()) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what the Rust reader does with broken files
            raise
        raise TableProblem(_unreadable()) from None
    if chosen is None:
        raise TableProblem(_("The workbook is empty."))
    return _sheet_records(chosen), tuple(shown)


def _unreadable() -> str:
    return _("The workbook cannot be read; it seems to be damaged. Please open it in Excel and save it anew.")


def _first_with_rows(book: Any, names: Sequence[str]) -> CalamineSheet | None:
    for name in names:
        sheet = book.get_sheet_by_name(name)
        if sheet.height:
            return sheet
    return None


def _sheet_records(sheet: CalamineSheet) -> Iterator[list[Cell]]:
    """The rows from the sheet's first one on, so that numbers are those that Excel shows."""
    if sheet.width > MAX_COLUMNS:
        raise TableProblem(_too_wide())
    above = sheet.start[0] if sheet.start else 0
    yield from ([] for _row in range(above))
    yield from islice(sheet.iter_rows(), above, None)


def _too_wide() -> str:
    return _("The table has more than %(count)s columns.") % {"count": MAX_COLUMNS}


# --- from records to the table ---------------------------------------------------------------------------


def _table(
    records: Iterable[list[Any]],
    known: Collection[str],
    header_row: int | None,
    sheets: tuple[str, ...] = (),
) -> Table:
    records = iter(records)
    first = [[_plain(cell) for cell in record] for record in islice(records, LOOKED_AT)]
    at = header_row - 1 if header_row else _header_index(first, known)
    if at >= len(first) or not any(first[at]):
        raise TableProblem(_("No row with the titles of the columns was found. Please take it along."))
    titles = first[at]
    while titles and titles[-1] is None:
        titles.pop()
    if len(titles) > MAX_COLUMNS:
        raise TableProblem(_too_wide())
    rest = chain(first[at + 1 :], ([_plain(cell) for cell in record] for record in records))
    rows = _rows(rest, len(titles), at + 2)
    if not rows:
        raise TableProblem(_("Below the titles of the columns there is no row."))
    width = max(len(titles), *(len(row.cells) for row in rows))
    if width > len(titles):
        rows = [Row(row.number, _padded(row.cells, width), row.problem) for row in rows]
    return Table(_named(titles, width), rows, at + 1, sheets)


def _rows(records: Iterable[list[Cell]], width: int, number: int) -> list[Row]:
    rows: list[Row] = []
    for at, cells in enumerate(records, number):
        if len(cells) > width and not any(cell is not None for cell in cells[width:]):
            cells = cells[:width]
        if not any(cell is not None for cell in cells):
            continue
        if len(rows) == MAX_ROWS:
            raise TableProblem(
                _("The table has more than %(count)s rows. Please divide it.") % {"count": intcomma(MAX_ROWS)}
            )
        problem = ""
        if len(cells) > width:
            problem = _("The row has %(cells)s cells, the titles are %(titles)s.") % {
                "cells": len(cells),
                "titles": width,
            }
        rows.append(Row(at, _padded(cells, width), problem))
    return rows


def _padded(cells: Sequence[Cell], width: int) -> tuple[Cell, ...]:
    return (*cells, *[None] * (width - len(cells)))


def _named(titles: Sequence[Cell], width: int) -> tuple[str, ...]:
    """Each column's title, once: a second "Name" is "Name (2)", one without a title "Column C"."""
    seen: Counter[str] = Counter()
    names = []
    for index in range(width):
        title = _title(titles[index]) if index < len(titles) else ""
        title = title or untitled(index)
        seen[title] += 1
        names.append(title if seen[title] == 1 else f"{title} ({seen[title]})")
    return tuple(names)


def untitled(index: int) -> str:
    """What a column without a title is called."""
    return _("Column %(letter)s") % {"letter": column_letter(index)}


def column_letter(index: int) -> str:
    """The letter of a column, counted from 0: A, B, … Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _title(cell: Cell) -> str:
    if cell is None:
        return ""
    return _SPACE.sub(" ", _HYPHENATED.sub("", str(cell))).strip()[:120]


def _header_index(rows: Sequence[list[Cell]], known: Collection[str]) -> int:
    """Where the header stands: the row with the most known titles, else the first that looks like titles."""
    near = rows[:HEADER_WITHIN]
    if known:
        hits = [sum(header_key(_title(cell)) in known for cell in row if cell is not None) for row in near]
        best = max(hits, default=0)
        if best >= 2 or (best == 1 and max(map(_filled, near)) == 1):
            return hits.index(best)
    widths = sorted(_filled(row) for row in rows if _filled(row))
    usual = widths[len(widths) // 2] if widths else 0
    for index, row in enumerate(near):
        if _filled(row) >= max(1, usual / 2, min(2, usual)) and all(map(_is_title, row)):
            return index
    return len(rows)


def _filled(row: Sequence[Cell]) -> int:
    return sum(cell is not None for cell in row)


def _is_title(cell: Cell) -> bool:
    """Texts and years are titles; other numbers and dates are what stands below them."""
    if cell is None or _YEAR.fullmatch(str(cell)):
        return True
    return isinstance(cell, str) and not _NUMBER_OR_DATE.fullmatch(cell)


def _plain(cell: Any) -> Cell:
    """A cell as the rest of the portal knows it: None for nothing, whole numbers without ".0"."""
    if type(cell) is str:
        return (cell.strip() or None) if cell.isascii() and cell[:1] != "'" else imported_text(cell)
    if isinstance(cell, bool | int):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 2**53 else cell
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell
    if isinstance(cell, date):
        return cell
    if isinstance(cell, time | timedelta):
        return str(cell)
    return None


def imported_text(text: str) -> str | None:
    """What comes back of a text that we exported: trimmed and composed (ü as one sign).

    The ' that our own exports put before signs is taken off.
    """
    if text[:1] == "'" and (text[1:2] in FORMULA_SIGNS or text[1:].lstrip(" ;")[:1] in FORMULA_SIGNS):
        text = text[1:] if len(text) > 1 else text
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).replace("\u00a0", " ").replace("\u200b", "")
        text = text.replace("\ufeff", "").replace("\u00ad", "")
    text = text.strip()
    return text or None

"""What stands in a cell of a German table: a date, a number, a yes or no.

Each function takes a cell as portal.tables reads it and returns the value, None for an empty cell, or
raises CellProblem, whose words are for the user.
"""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

Cell = str | int | float | bool | date | None

EXCEL_EPOCH = date(1899, 12, 30)  # day 0 of Excel's 1900 system, for dates from March 1900 on
FIRST_SERIAL, LAST_SERIAL = 10_000, 80_000  # 1927 to 2119: numbers in between are taken for dates
YEARS_AHEAD = 20  # a two-digit year means at most so many years ahead
FIRST_YEAR, LAST_YEAR = 1900, 2119
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januar jänner", "feb februar", "mär mrz märz", "apr april", "mai", "jun juni", "jul juli",
            "aug august", "sep sept september", "okt oktober", "nov november", "dez dezember",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
YES = {"ja", "j", "x", "1", "wahr", "true", "yes", "y"}
NO = {"nein", "n", "0", "falsch", "false", "no"}
_GERMAN = re.compile(
    r"(\d{1,2})\s*\.\s*(\d{1,2}|[a-zäöü]+\.?)\s*\.?\s*(\d{4}|\d{2})(?:[ T,]+\d{1,2}:\d{2}\S*)?"
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]\d{1,2}:\d{2}\S*)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?")


class CellProblem(Exception):
    """The cell does not hold what is asked for; `str()` is for the user."""


def cell_text(cell: Cell) -> str:
    """The cell as its reader knows it: dates as 01.09.2026, decimals with a comma, "" for nothing."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, datetime):
        return cell.strftime("%d.%m.%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d.%m.%Y")
    if isinstance(cell, float):
        return str(cell).replace(".", ",")
    return str(cell)


def parse_date(cell: Cell, *, today: date, past: bool = False) -> date | None:
    """A date: 01.09.2026, 1.9.26, 1. September 2026, 2026-09-01, or Excel's number of the day.

    A two-digit year is the latest one that lies at most 20 years ahead of `today`; with `past` (a date of
    birth) it never lies ahead. Slashes are refused: 09/01/2026 is read both ways.
    """
    if cell is None or cell == "":
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool):
        raise CellProblem(_no_date(cell))
    text = cell_text(cell).strip()
    if re.fullmatch(r"\d{5}([.,]\d+)?", text):
        return _from_serial(text)
    if re.fullmatch(r"(19|20)\d{6}", text):
        return _day(text, int(text[:4]), int(text[4:6]), int(text[6:]))
    if found := _ISO.fullmatch(text):
        return _day(text, *map(int, found.groups()))
    if found := _GERMAN.fullmatch(text.casefold()):
        day, month, year = found.groups()
        return _day(text, _year(year, today, past), _month(text, month), int(day))
    raise CellProblem(_no_date(cell))


def _no_date(cell: Cell) -> str:
    return _("“%(text)s” is no date. Please write it as 01.09.2026.") % {"text": cell_text(cell)[:40]}


def _from_serial(text: str) -> date:
    number = int(re.split("[.,]", text)[0])
    if not FIRST_SERIAL <= number <= LAST_SERIAL:
        raise CellProblem(_no_date(text))
    return EXCEL_EPOCH + timedelta(days=number)


def _month(text: str, month: str) -> int:
    if month.isdigit():
        return int(month)
    if month.rstrip(".") not in MONTHS:
        raise CellProblem(_no_date(text))
    return MONTHS[month.rstrip(".")]


def _year(text: str, today: date, past: bool) -> int:
    if len(text) == 4:
        return int(text)
    latest = today.year + (0 if past else YEARS_AHEAD)
    year = latest - latest % 100 + int(text)
    return year if year <= latest else year - 100


def _day(text: str, year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellProblem(_("“%(text)s”: the year cannot be right.") % {"text": text[:40]})
    try:
        return date(year, month, day)
    except ValueError:
        raise CellProblem(_("“%(text)s”: this day does not exist.") % {"text": text[:40]}) from None


def parse_decimal(cell: Cell) -> Decimal | None:
    """A number: 1.234,5 and 1234,5 and 12,3 %. Signs for "kept secret" (*, ., x) are no numbers."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        number = Decimal(str(cell))
        if not number.is_finite():
            raise CellProblem(_no_number(cell))
        return number
    text = re.sub(r"\s*[%€]$", "", cell_text(cell).strip()).replace(" ", "").replace("\u202f", "")
    if _GROUPED.fullmatch(text):
        text = text.replace(".", "")
    elif "," in text and "." in text:
        raise CellProblem(_no_number(cell))
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise CellProblem(_no_number(cell)) from None
    if not number.is_finite():
        raise CellProblem(_no_number(cell))
    return number


def _no_number(cell: Cell) -> str:
    return _("“%(text)s” is no number.") % {"text": cell_text(cell)[:40]}


def parse_integer(cell: Cell, *, lowest: int | None = None, highest: int | None = None) -> int | None:
    """A whole number, within `lowest` and `highest` (both inclusive) where they are given."""
    number = parse_decimal(cell)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise CellProblem(_("“%(text)s” is no whole number.") % {"text": cell_text(cell)[:40]})
    whole = int(number)
    if (lowest is not None and whole < lowest) or (highest is not None and whole > highest):
        raise CellProblem(
            _("%(number)s is out of range (%(lowest)s to %(highest)s).")
            % {
                "number": cell_text(cell)[:40],
                "lowest": "…" if lowest is None else lowest,
                "highest": "…" if highest is None else highest,
            }
        )
    return whole


def parse_yes_no(cell: Cell) -> bool | None:
    """Yes or no: ja, j, x, 1, wahr … nein, n, 0, falsch; None for an empty cell and "unbekannt"."""
    if cell is None or isinstance(cell, bool):
        return cell
    text = cell_text(cell).strip().casefold()
    if text in YES:
        return True
    if text in NO:
        return False
    if text in {"", "?", "-", "unbekannt", "unknown"}:
        return None
    raise CellProblem(_("“%(text)s” is neither yes nor no.") % {"text": text[:40]})

"""S14: tables that Excel opens and that never run a formula."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.utils import translation

from portal.exports import CELL_LIMIT, csv_lines, safe_text, write_xlsx

SIGNS = ["=", "+", "-", "@", "|", "%", "\t", "\r", "\n", "\x00"]
HEADER = ["Nummer", "Text"]


def parse(rows: list) -> list[list[str]]:
    data = b"".join(csv_lines(HEADER, rows)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(data, newline=""), delimiter=";"))


def sheet(header: list[str], rows: list) -> openpyxl.worksheet.worksheet.Worksheet:
    file = io.BytesIO()
    write_xlsx(file, header, iter(rows))
    return openpyxl.load_workbook(io.BytesIO(file.getvalue())).active


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", ["", " ", ";"])
def test_no_cell_starts_a_formula(sign: str, before: str) -> None:
    text = f"{before}{sign}1+1"

    assert safe_text(text) == f"'{text}"


def test_plain_text_is_left_alone() -> None:
    assert [safe_text(value) for value in ("Müller-Bau", "", None, 'a "b"')] == [
        "Müller-Bau",
        "",
        "",
        'a "b"',
    ]


def test_csv_has_bom_semicolons_header_and_german_dates() -> None:
    with translation.override("de"):
        first = next(iter(csv_lines(HEADER, [])))
        rows = parse(
            [
                (date(2026, 10, 6), Decimal("1.5")),
                (True, datetime(2026, 10, 6, 22, 30, tzinfo=ZoneInfo("UTC"))),
            ]
        )

    assert first.startswith("\ufeff".encode())
    assert rows == [HEADER, ["06.10.2026", "1,5"], ["ja", "07.10.2026 00:30"]]


def test_an_empty_export_still_has_its_header() -> None:
    assert parse([]) == [HEADER]
    assert [cell.value for cell in sheet(HEADER, [])[1]] == HEADER


def test_a_text_too_long_for_excel_is_cut_with_a_mark() -> None:
    assert len(safe_text("x" * 40_000)) <= CELL_LIMIT


def test_xlsx_keeps_types_and_text_stays_text() -> None:
    found = sheet(["a", "b", "c"], [("=1+1", date(2026, 10, 6), 7)])[2]

    assert [(cell.data_type, cell.is_date) for cell in found] == [("s", False), ("d", True), ("n", False)]
    assert [found[0].value, found[1].value.date(), found[2].value] == ["=1+1", date(2026, 10, 6), 7]

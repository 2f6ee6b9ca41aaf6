"""German cells: dates, numbers, yes and no."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cells import EXCEL_EPOCH, CellProblem, parse_date, parse_decimal, parse_integer, parse_yes_no

TODAY = date(2026, 10, 6)
DAYS = st.dates(date(1930, 1, 1), date(2045, 12, 31))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (None, None),
        ("01.09.2026", date(2026, 9, 1)),
        ("1.9.26", date(2026, 9, 1)),
        ("1.9.98", date(1998, 9, 1)),
        ("31.8.46", date(2046, 8, 31)),
        ("01. September 2026", date(2026, 9, 1)),
        ("1. Sept. 2026", date(2026, 9, 1)),
        ("3. März 2027", date(2027, 3, 3)),
        ("2026-09-01", date(2026, 9, 1)),
        ("2026-09-01T00:00:00", date(2026, 9, 1)),
        ("01.09.2026 00:00:00", date(2026, 9, 1)),
        ("20260901", date(2026, 9, 1)),
        (46266, date(2026, 9, 1)),
        ("46266", date(2026, 9, 1)),
        (46266.5, date(2026, 9, 1)),
        (date(2026, 9, 1), date(2026, 9, 1)),
        (datetime(2026, 9, 1, 8, 30), date(2026, 9, 1)),  # noqa: DTZ001 - a sheet knows no zone
    ],
)
def test_dates(cell: object, expected: date | None) -> None:
    assert parse_date(cell, today=TODAY) == expected


@pytest.mark.parametrize(
    "cell", ["31.02.2026", "00.01.2026", "1.13.2026", "09/01/2026", "bald", 12, True, "1.1.0001", "99.99.99"]
)
def test_what_is_no_date_is_said(cell: object) -> None:
    with pytest.raises(CellProblem) as problem:
        parse_date(cell, today=TODAY)

    assert len(str(problem.value)) > 10


def test_a_date_of_birth_never_lies_ahead() -> None:
    assert parse_date("01.02.08", today=TODAY, past=True) == date(2008, 2, 1)
    assert parse_date("01.02.30", today=TODAY, past=True) == date(1930, 2, 1)


@given(DAYS)
def test_every_way_of_writing_a_day_is_the_same_day(day: date) -> None:
    ways = [
        day.strftime("%d.%m.%Y"), f"{day.day}.{day.month}.{day.year}", day.isoformat(), f"{day:%Y%m%d}",
        (day - EXCEL_EPOCH).days, str((day - EXCEL_EPOCH) // timedelta(days=1)),
    ]  # fmt: skip

    assert {parse_date(way, today=TODAY) for way in ways} == {day}


@given(st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.booleans(), st.none()))
def test_anything_is_read_or_refused_in_words(cell: object) -> None:
    for parse in (lambda one: parse_date(one, today=TODAY), parse_decimal, parse_integer, parse_yes_no):
        try:
            parse(cell)
        except CellProblem as problem:
            assert str(problem)


def test_numbers() -> None:
    cells = ["1.234", "1.234,5", "12,5 %", "-3", 7, 2.5, "1 234", ""]

    assert [parse_decimal(cell) for cell in cells] == [
        Decimal(1234), Decimal("1234.5"), Decimal("12.5"), Decimal(-3), Decimal(7), Decimal("2.5"),
        Decimal(1234), None,
    ]  # fmt: skip


@pytest.mark.parametrize("cell", ["*", "x", ".", "-", "ca. 5", "1,234.5", "nan", "inf"])
def test_what_is_no_number_is_said(cell: str) -> None:
    with pytest.raises(CellProblem):
        parse_decimal(cell)


def test_whole_numbers_have_their_range() -> None:
    assert parse_integer("25", lowest=1, highest=300) == 25
    for cell in ("0", "301", "2,5"):
        with pytest.raises(CellProblem):
            parse_integer(cell, lowest=1, highest=300)


def test_yes_and_no() -> None:
    cells = ["ja", "J", "x", 1, True, "nein", "N", 0, "", None, "unbekannt"]

    assert [parse_yes_no(cell) for cell in cells] == [True] * 5 + [False] * 3 + [None] * 3
    with pytest.raises(CellProblem):
        parse_yes_no("vielleicht")

"""The sum of an indicator over organisations and quarters, against a naive computation."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measures.indicators import Aim, Quarter, Read, series, standing, sum_on, target_on
from measures.states import Direction

FIRST = date(2025, 11, 1)
TODAY = date(2026, 11, 24)
days = st.integers(0, 900).map(lambda number: FIRST + timedelta(days=number))
values = st.integers(0, 10_000).map(lambda number: Decimal(number) / 100)
# one reading per organisation and day, as the database has it
readings = st.dictionaries(st.tuples(st.integers(1, 5), days), values, max_size=25).map(
    lambda rows: [Read(organisation, day, value) for (organisation, day), value in rows.items()]
)
targets = st.dictionaries(days, values, max_size=8).map(
    lambda rows: [Aim(day, value) for day, value in rows.items()]
)

# drawing is slow on a busy machine
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

LOTSEN = [
    Read(1, date(2026, 3, 31), Decimal(11)),
    Read(2, date(2026, 3, 20), Decimal(7)),
    Read(1, date(2026, 6, 30), Decimal(26)),
    Read(2, date(2026, 6, 30), Decimal(15)),
    Read(1, date(2026, 9, 30), Decimal(37)),
    Read(2, date(2026, 9, 15), Decimal(25)),
]
AIMS = [
    Aim(date(2026, 3, 31), Decimal(20)),
    Aim(date(2026, 9, 30), Decimal(80)),
    Aim(date(2027, 3, 31), Decimal(120)),
]


def naive_sum(reads: list[Read], day: date) -> Decimal | None:
    """Day by day backwards for each organisation, as one would by hand."""
    total, known = Decimal(), False
    for organisation in {read.organisation for read in reads}:
        for back in range((day - FIRST).days + 1):
            found = [r.value for r in reads if r[:2] == (organisation, day - timedelta(days=back))]
            if found:
                total, known = total + found[0], True
                break
    return total if known else None


@PATIENT
@given(readings, days)
def test_the_sum_is_that_of_the_latest_readings(reads: list[Read], day: date) -> None:
    assert sum_on(reads, day) == naive_sum(reads, day)


@PATIENT
@given(readings, targets)
def test_each_quarter_shows_the_sum_on_its_last_day(reads: list[Read], aims: list[Aim]) -> None:
    points = series(reads, aims)

    last = max((read.day for read in reads), default=date.min)
    for point in points:
        begun = point.quarter <= Quarter.of(last)
        assert point.actual == (naive_sum(reads, point.quarter.last_day) if begun else None)
        assert sum(point.parts.values(), Decimal()) == (point.actual or 0)
        due = [aim for aim in aims if Quarter.of(aim.day) == point.quarter]
        assert point.target == (max(due).value if due else None)


@PATIENT
@given(readings, targets)
def test_the_quarters_have_no_gap_and_hold_every_day(reads: list[Read], aims: list[Aim]) -> None:
    quarters = [point.quarter for point in series(reads, aims)]

    assert quarters == sorted(set(quarters))
    assert all(before.next == after for before, after in zip(quarters, quarters[1:], strict=False))
    assert {Quarter.of(one.day) for one in [*reads, *aims]} <= set(quarters)


def test_the_story_of_the_pilots() -> None:
    points = series(LOTSEN, AIMS)

    assert [(point.target, point.actual) for point in points] == [
        (20, 18), (None, 41), (80, 62), (None, None), (120, None)
    ]  # fmt: skip
    assert points[2].parts == {1: 37, 2: 25}


@pytest.mark.parametrize(
    ("direction", "distance", "reached"), [(Direction.UP, -18, False), (Direction.DOWN, 18, True)]
)
def test_the_distance_follows_the_direction(direction: str, distance: int, reached: bool) -> None:
    found = standing(LOTSEN, AIMS, direction, TODAY)

    assert (found.actual, found.as_of, found.target.value) == (62, date(2026, 9, 30), 80)
    assert (found.distance, found.is_reached) == (distance, reached)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 1), (AIMS[0], False)),
        (date(2026, 9, 29), (AIMS[0], True)),
        (date(2026, 9, 30), (AIMS[1], True)),
        (date(2030, 1, 1), (AIMS[2], True)),
    ],
)
def test_the_target_of_a_day_is_the_last_one_due(day: date, expected: tuple) -> None:
    assert target_on(AIMS, day) == expected


def test_without_readings_only_the_target_is_known() -> None:
    found = standing([], AIMS, Direction.UP, TODAY)

    assert (found.actual, found.target, found.distance, found.is_reached) == (None, AIMS[1], None, False)


@pytest.mark.parametrize(
    ("quarter", "last_day", "following"),
    [((2026, 1), date(2026, 3, 31), (2026, 2)), ((2026, 4), date(2026, 12, 31), (2027, 1))],
)
def test_quarters(quarter: tuple, last_day: date, following: tuple) -> None:
    found = Quarter(*quarter)

    assert (found.last_day, found.next, Quarter.of(last_day)) == (last_day, following, quarter)

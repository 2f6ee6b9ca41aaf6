"""Numbers are gapless per series and year, whatever runs at once or is rolled back."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from portal.numbers import next_number


def test_the_written_forms(db: None) -> None:
    found = [next_number(series, 2026) for series in ("H", "BF", "F", "M", "A", "B")]

    assert found == ["H-2026-0001", "BF-2026-001", "F-2026-0001", "M-2026-001", "A-2026-001", "B 2026/01"]


def test_each_year_counts_from_one(db: None) -> None:
    assert [next_number("F", 2026), next_number("F", 2027), next_number("F", 2026)] == [
        "F-2026-0001",
        "F-2027-0001",
        "F-2026-0002",
    ]


def test_a_rolled_back_record_leaves_no_gap(db: None) -> None:
    try:
        with transaction.atomic():
            next_number("F", 2026)
            raise RuntimeError
    except RuntimeError:
        pass

    assert next_number("F", 2026) == "F-2026-0001"


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_get_twenty_numbers() -> None:
    def one(_: int) -> str:
        try:
            return next_number("F", 2026)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        found = sorted(pool.map(one, range(20)))

    assert found == [f"F-2026-{value:04d}" for value in range(1, 21)]

"""Periods of retention in the words of letters."""

import pytest

from portal.retention.words import period_in_words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (1, "einen Tag"), (14, "14 Tage"), (30, "einen Monat"), (31, "einen Monat"), (33, "33 Tage"),
        (90, "drei Monate"), (100, "100 Tage"), (183, "sechs Monate"), (365, "zwölf Monate"),
        (548, "18 Monate"), (3650, "3650 Tage"),
    ],
)  # fmt: skip
def test_periods_in_words(days: int, words: str) -> None:
    assert period_in_words(days) == words

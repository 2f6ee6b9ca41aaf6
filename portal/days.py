"""Counting in calendar months, as German law does."""

import calendar
from datetime import date


def months_later(day: date, months: int) -> date:
    """The same day `months` later (negative: before); where that month is shorter its last day.

    § 188 (2) and (3) BGB.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, last_day(year, month + 1)))


def last_day(year: int, month: int) -> int:
    """The number of the month's last day, 28 to 31."""
    return calendar.monthrange(year, month)[1]

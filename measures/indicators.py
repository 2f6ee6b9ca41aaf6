"""How an indicator stands: its sum over organisations, over quarters, and against its targets.

Values are states reached on a day (the sum since the beginning), not gains of a period, in the indicator's
own unit; decimals, 0 or more. An organisation's value on a day is its latest reading up to and including
that day; the sum on a day adds these up over all organisations that have one. It may fall: a corrected
reading is lower, or the figure shall go down.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from measures.states import Direction


class Read(NamedTuple):
    """One actual value: the organisation (primary key), the day, the value."""

    organisation: int
    day: date
    value: Decimal


class Aim(NamedTuple):
    """One target: the value that the sum shall have on a day."""

    day: date
    value: Decimal


class Quarter(NamedTuple):
    """A quarter of a calendar year; `number` is 1 to 4. Sorts by time."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def last_day(self) -> date:
        following = self.next
        return date(following.year, 3 * following.number - 2, 1) - timedelta(days=1)

    def __str__(self) -> str:
        """1. Q. 2026"""
        return _("Q%(number)s %(year)s") % self._asdict()

    @property
    def short(self) -> str:
        """Q1/26, for narrow pictures."""
        return _("Q%(number)s/%(year)s") % {"number": self.number, "year": f"{self.year % 100:02d}"}


class Point(NamedTuple):
    """One quarter: the target due in it, the sum and each organisation's value on its last day."""

    quarter: Quarter
    target: Decimal | None
    actual: Decimal | None
    parts: dict[int, Decimal]


@dataclass(frozen=True)
class Standing:
    """Where an indicator stands: the newest sum and its day, and the target that it is measured by.

    `target` is the last one due by that day, before the first one the first. `distance` is how far the sum is
    beyond it in the wanted direction, below 0 where it falls short.
    """

    actual: Decimal | None
    as_of: date | None
    target: Aim | None
    is_due: bool
    distance: Decimal | None

    @property
    def is_reached(self) -> bool:
        return self.distance is not None and self.distance >= 0


def values_on(reads: Iterable[Read], day: date) -> dict[int, Decimal]:
    """Each organisation's value on `day`; those without a reading up to then are left out. O(n)."""
    latest: dict[int, Read] = {}
    for read in reads:
        known = latest.get(read.organisation)
        if read.day <= day and (known is None or read.day >= known.day):
            latest[read.organisation] = read
    return {organisation: read.value for organisation, read in latest.items()}


def sum_on(reads: Iterable[Read], day: date) -> Decimal | None:
    """The sum over all organisations on `day`, None where nobody has read yet."""
    values = values_on(reads, day)
    return sum(values.values(), Decimal()) if values else None


def series(reads: Sequence[Read], aims: Sequence[Aim]) -> list[Point]:
    """The quarters from the first to the last in which anything is read or due, without gaps, in order.

    A quarter before the first or after the last reading has no actual value: nothing is carried on into
    quarters of which nobody has told. n readings, m targets, q quarters, k organisations:
    O(n log n + m + q · k) time.
    """
    days = [read.day for read in reads] + [aim.day for aim in aims]
    if not days:
        return []
    ordered = sorted(reads, key=lambda read: read.day)
    last_read = Quarter.of(ordered[-1].day) if ordered else None
    due = {Quarter.of(aim.day): aim.value for aim in sorted(aims)}  # of two in a quarter the later
    points, values, done = [], {}, 0
    quarter, end = Quarter.of(min(days)), Quarter.of(max(days))
    while quarter <= end:
        upto = bisect_right(ordered, quarter.last_day, key=lambda read: read.day)
        values |= {read.organisation: read.value for read in ordered[done:upto]}
        done = upto
        is_known = bool(values) and quarter <= last_read
        actual = sum(values.values(), Decimal()) if is_known else None
        points.append(Point(quarter, due.get(quarter), actual, dict(values) if is_known else {}))
        quarter = quarter.next
    return points


def target_on(aims: Iterable[Aim], day: date) -> tuple[Aim | None, bool]:
    """The target that counts on `day` and whether it is due by then: the last one due, else the first."""
    ordered = sorted(aims)
    past = [aim for aim in ordered if aim.day <= day]
    if past:
        return past[-1], True
    return (ordered[0], False) if ordered else (None, False)


def standing(reads: Sequence[Read], aims: Sequence[Aim], direction: str, today: date) -> Standing:
    """How the indicator stands; without readings it has a target at most."""
    if not reads:
        target, is_due = target_on(aims, today)
        return Standing(None, None, target, is_due, None)
    as_of = max(read.day for read in reads)
    actual = sum_on(reads, as_of)
    target, is_due = target_on(aims, as_of)
    if target is None:
        return Standing(actual, as_of, None, False, None)
    beyond = actual - target.value
    return Standing(actual, as_of, target, is_due, beyond if direction == Direction.UP else -beyond)

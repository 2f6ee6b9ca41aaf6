"""Q11: when the digest is due, computed over two years; nothing is waited for."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from portal.digests.weeks import is_working_day, latest_due, week_of, weeks_between
from tests.digests.factories import BERLIN

SWEEP = timedelta(minutes=5)


def test_one_digest_a_week_at_its_hour_for_104_weeks():
    """Every sweep of two years asks what is due; each digest is noticed within ten minutes of its time."""
    now, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC) + timedelta(weeks=104)
    seen = {latest_due(now)}
    late, hours = [], Counter()
    while (now := now + SWEEP) < end:
        due = latest_due(now)
        if due not in seen:
            seen.add(due)
            late.append(now - due)
            hours[due.strftime("%H:%M")] += 1

    assert len(late) == 104
    assert max(late) < timedelta(minutes=10)
    assert hours == {"06:30": 104}


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-10-05T06:29", "2026-09-28T06:30"),
        ("2026-10-05T06:30", "2026-10-05T06:30"),
        ("2026-10-11T23:59", "2026-10-05T06:30"),
        ("2026-04-06T12:00", "2026-03-30T06:30"),  # Easter Monday: not yet
        ("2026-04-07T06:30", "2026-04-07T06:30"),  # the Tuesday after
        ("2026-05-26T06:30", "2026-05-26T06:30"),  # Whit Monday
        ("2025-01-07T06:30", "2025-01-07T06:30"),  # Epiphany is a holiday in Baden-Württemberg
    ],
)
def test_due_on_monday_or_the_next_working_day(now, due):
    moment = datetime.fromisoformat(now).replace(tzinfo=BERLIN)

    assert latest_due(moment) == datetime.fromisoformat(due).replace(tzinfo=BERLIN)


def test_no_due_moment_lies_on_a_holiday():
    weeks = [datetime(2026, 1, 7, 12, tzinfo=BERLIN) + timedelta(weeks=week) for week in range(520)]

    assert all(is_working_day(latest_due(moment).date()) for moment in weeks)


def test_both_clock_changes_keep_the_hour():
    spring, autumn = (datetime(2026, month, 31, 12, tzinfo=UTC) for month in (3, 10))

    assert latest_due(spring).astimezone(UTC).hour == 4
    assert latest_due(autumn).astimezone(UTC).hour == 5


def test_week_numbers_follow_iso():
    assert week_of(datetime(2026, 10, 5, 6, 30, tzinfo=BERLIN)) == 41
    assert week_of(datetime(2027, 1, 3, 12, tzinfo=BERLIN)) == 53


def test_weeks_between_counts_calendar_weeks():
    """A Tuesday after a holiday and the Monday before it are one week apart."""
    monday, tuesday = (
        datetime(2026, 3, 30, 6, 30, tzinfo=BERLIN),
        datetime(2026, 4, 7, 6, 30, tzinfo=BERLIN),
    )

    assert weeks_between(monday, tuesday) == 1
    assert weeks_between(tuesday, datetime(2026, 4, 20, 6, 30, tzinfo=BERLIN)) == 2

"""When the weekly digest is due, computed in local time: Monday 06:30, or the next working day."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.conf import settings

SATURDAY = 5
_public_holidays = holidays.country_holidays("DE", subdiv="BW")


def latest_due(now: datetime) -> datetime:
    """The last moment, at or before `now`, at which a digest was due; aware, in local time."""
    zone = ZoneInfo(settings.TIME_ZONE)
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    due = due_in_week(monday, zone.key)
    return due if due <= now else due_in_week(monday - timedelta(weeks=1), zone.key)


@lru_cache(maxsize=256)
def due_in_week(monday: date, zone: str) -> datetime:
    """The due moment of the week that begins on `monday`.

    Built from date and clock time, so that both nights on which the clock changes leave it at its hour.
    """
    day = monday + timedelta(days=settings.DIGEST_WEEKDAY)
    while not is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, time.fromisoformat(settings.DIGEST_TIME), ZoneInfo(zone))


def is_working_day(day: date) -> bool:
    """Neither a weekend nor a public holiday of Baden-Württemberg."""
    return day.weekday() < SATURDAY and day not in _public_holidays


def week_of(moment: datetime) -> int:
    """The ISO week number of `moment` in local time, as in "KW 41"."""
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).isocalendar().week


def weeks_between(earlier: datetime, later: datetime) -> int:
    """How many calendar weeks lie between the weeks of two moments."""
    zone = ZoneInfo(settings.TIME_ZONE)
    mondays = [
        (day := moment.astimezone(zone).date()) - timedelta(days=day.weekday()) for moment in (earlier, later)
    ]
    return (mondays[1] - mondays[0]).days // 7

"""What is over goes: every kind of record that an area hands in, once a day, in small transactions.

Who set a period decides: the organisation for its own rows, else the office for all, else the default.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from portal.areas import Retention, registered
from portal.retention.models import RetentionPeriod, RetentionRun

BATCH = 200
RUN_AFTER_HOUR = 2  # local time: at night


def kinds() -> list[Retention]:
    """What the areas hand in, in the order of registration."""
    return [kind for area in registered() for kind in area.retention]


def run(now: datetime, *, dry_run: bool = False) -> dict[str, int]:
    """Removes all that is over at `now`; returns how many of each kind. A dry run only counts.

    Safe to run twice and at the same time: rows are locked, taken ones skipped. Side effect of a real run:
    an evidence row.
    """
    counts = {
        kind.code: sum(
            rows.count() if dry_run else _remove_all(kind, rows, limit) for rows, limit in _over(kind, now)
        )
        for kind in kinds()
    }
    if not dry_run:
        RetentionRun.objects.create(as_of=now, counts=counts)
    return counts


def _over(kind: Retention, now: datetime) -> Iterator[tuple[QuerySet, datetime]]:
    """The rows of `kind` that are over, for each period that is set, with the limit."""
    periods = dict(
        RetentionPeriod.objects.filter(code=kind.code).values_list("organisation", "days").order_by("pk")
    )
    general = now - timedelta(days=periods.pop(None, kind.days))
    if not kind.organisation:
        yield kind.due(general, now), general
        return
    yield kind.due(general, now).exclude(**{f"{kind.organisation}__in": list(periods)}), general
    for organisation, days in periods.items():
        limit = now - timedelta(days=days)
        yield kind.due(limit, now).filter(**{kind.organisation: organisation}), limit


def _remove_all(kind: Retention, rows: QuerySet, limit: datetime) -> int:
    """Removes `rows` batch by batch; what somebody else holds at this moment waits for the next run."""
    removed = 0
    while True:
        with transaction.atomic():
            locked = rows.order_by("pk").select_for_update(skip_locked=True, of=("self",))
            ids = list(locked.values_list("pk", flat=True)[:BATCH])
            if not ids:
                return removed
            kind.remove(rows.model._default_manager.filter(pk__in=ids))
        removed += len(ids)


def daily(now: datetime) -> None:
    """The sweep's part: once a day after two o'clock at night, local time."""
    local = timezone.localtime(now)
    if local.hour < RUN_AFTER_HOUR:
        return
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if not RetentionRun.objects.filter(as_of__gte=midnight, as_of__lte=now).exists():
        run(now)


def days_of(kinds: Sequence[Retention], organisation_id: int) -> list[int]:
    """How many days records of each of `kinds` are kept at an organisation; one statement."""
    rows = RetentionPeriod.objects.filter(
        Q(organisation=None) | Q(organisation=organisation_id), code__in=[kind.code for kind in kinds]
    )
    # what holds for all first, so that the organisation's own stands above it
    found = dict(rows.order_by(F("organisation").asc(nulls_first=True)).values_list("code", "days"))
    return [found.get(kind.code, kind.days) for kind in kinds]

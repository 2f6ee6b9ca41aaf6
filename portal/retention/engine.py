"""What is over goes: every kind of record that an area hands in, once a day, in small transactions.

Who set a period decides: the organisation for its own rows, else the office for all, else the default.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

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

    Safe to run twice and at the same time: rows are locked, taken ones skipped. Side effects of a real run:
    announcements of what goes soon, an evidence row.
    """
    if not dry_run:
        _announce_all(now)
    counts = {
        kind.code: sum(
            rows.count() if dry_run else _in_batches(rows, kind.remove) for rows in _to_remove(kind, now)
        )
        for kind in kinds()
    }
    if not dry_run:
        RetentionRun.objects.create(as_of=now, counts=counts)
    return counts


def _announce_all(now: datetime) -> None:
    """Has everybody told of what is over soon, once."""
    for kind in kinds():
        if kind.announce is not None:
            for rows in _over(kind, now + timedelta(days=kind.notice)):
                _in_batches(rows.filter(**{kind.announced: None}), partial(_announce, kind, now))


def _announce(kind: Retention, now: datetime, rows: QuerySet) -> None:
    kind.announce(rows)
    rows.update(**{kind.announced: now})


def _to_remove(kind: Retention, now: datetime) -> Iterator[QuerySet]:
    """The rows of `kind` that are over, announced ones only where it is announced."""
    told = now - timedelta(days=kind.notice)
    for rows in _over(kind, now):
        yield rows.filter(**{f"{kind.announced}__lte": told}) if kind.announce is not None else rows


def _over(kind: Retention, now: datetime) -> Iterator[QuerySet]:
    """The rows of `kind` that are over, for each period that is set."""
    periods = dict(
        RetentionPeriod.objects.filter(code=kind.code).values_list("organisation", "days").order_by("pk")
    )
    general = now - timedelta(days=periods.pop(None, kind.days))
    if not kind.organisation:
        yield kind.due(general, now)
        return
    yield kind.due(general, now).exclude(**{f"{kind.organisation}__in": list(periods)})
    for organisation, days in periods.items():
        limit = now - timedelta(days=days)
        yield kind.due(limit, now).filter(**{kind.organisation: organisation})


def _in_batches(rows: QuerySet, do: Callable[[QuerySet], None]) -> int:
    """Does something to `rows` batch by batch until none is left; what somebody else holds waits for the next
    run. Returns how many.
    """
    done = 0
    while True:
        with transaction.atomic():
            locked = rows.order_by("pk").select_for_update(skip_locked=True, of=("self",))
            ids = list(locked.values_list("pk", flat=True)[:BATCH])
            if not ids:
                return done
            do(rows.model._default_manager.filter(pk__in=ids))
        done += len(ids)


def daily(now: datetime) -> None:
    """The sweep's part: once a day after two o'clock at night, local time."""
    local = timezone.localtime(now)
    if local.hour < RUN_AFTER_HOUR:
        return
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if not RetentionRun.objects.filter(as_of__gte=midnight, as_of__lte=now).exists():
        run(now)


def days_of(kinds: Sequence[Retention], organisation_id: int | None) -> list[int]:
    """How many days records of each of `kinds` are kept at an organisation; one statement.

    None: rows that are no organisation's yet.
    """
    rows = RetentionPeriod.objects.filter(
        Q(organisation=None) | Q(organisation=organisation_id), code__in=[kind.code for kind in kinds]
    )
    # what holds for all first, so that the organisation's own stands above it
    found = dict(rows.order_by(F("organisation").asc(nulls_first=True)).values_list("code", "days"))
    return [found.get(kind.code, kind.days) for kind in kinds]

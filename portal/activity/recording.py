"""Writing events and access entries, always inside the transaction of what they tell of."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from portal.access import Actor
from portal.activity.models import AccessEntry, Event

FREE_TEXT = frozenset({"q"})

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """What is recorded inside happened at `moment`: for the demonstration's past and for taken-over data."""
    token = _moment.set(min(moment, timezone.now()))
    try:
        yield
    finally:
        _moment.reset(token)


def moment() -> datetime:
    """When what is being written down happens: now, or the moment of `as_of`."""
    return _moment.get() or timezone.now()


def subject_of(row: Model) -> str:
    return row._meta.label_lower


def record(
    verb: str, row: Model, *, by: Actor | None, changes: dict[str, list] | None = None, note: str = ""
) -> Event:
    """Stores that `verb` happened to `row`; `by=None` is the system. Must run inside a transaction."""
    assert connection.in_atomic_block, "an event belongs to the transaction of its change"  # noqa: S101
    return Event.objects.create(
        at=moment(),
        subject=subject_of(row),
        subject_id=row.pk,
        number=getattr(row, "number", "") or "",
        verb=verb,
        user_id=by.user_id if by else None,
        organisation_id=by.organisation_id if by else None,
        via=by.via if by else "system",
        note=note,
        changes=changes or {},
    )


def record_export(what: str, *, by: Actor, rows: int, query: Mapping[str, str] | None = None) -> Event:
    """Stores that `by` took `rows` rows of `what` out as a file. Must run inside a transaction.

    Of free text in the filter only its field is kept: nobody knows what was typed there.
    """
    free = FREE_TEXT & set(query or {})
    kept = {name: [None, value[:60]] for name, value in (query or {}).items() if value and name not in free}
    changes = kept | {name: [] for name in free if query[name]}
    return record(f"{what}_exported", by.organisation, by=by, note=str(rows), changes=changes)


def record_access(row: Model, *, by: Actor, purpose: str, fields: str = "") -> AccessEntry:
    """Stores that `by` opened the personal data of `row`. Must run inside a transaction."""
    assert connection.in_atomic_block, "the access entry belongs to the opening"  # noqa: S101
    return AccessEntry.objects.create(
        at=moment(),
        subject=subject_of(row),
        subject_id=row.pk,
        number=getattr(row, "number", "") or "",
        user_id=by.user_id,
        organisation_id=by.organisation_id,
        purpose=purpose,
        fields=fields,
    )


@contextmanager
def _retention() -> Iterator[None]:
    """Inside, the database lets append-only rows be wiped or deleted; one function for each case."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL portal.retention = 'on'")
        yield
        cursor.execute("SET LOCAL portal.retention = 'off'")


def wipe_words(subject: str, ids: Iterable[int]) -> int:
    """Takes number, note and values from events of erased rows; who did what when stays. Returns how many."""
    with _retention():
        events = Event.objects.filter(subject=subject, subject_id__in=list(ids))
        return events.update(number="", note="", changes={})


def forget_accesses(rows: QuerySet) -> None:
    """Deletes entries of the access log that are past their time."""
    with _retention():
        rows.delete()


def delete_for_good(rows: QuerySet) -> None:
    """Deletes rows that are only ever added to, such as the texts of an import that is taken back."""
    with _retention():
        rows.delete()


def timeline(row: Model) -> QuerySet:
    """The events of `row`, newest first, with the names they need."""
    return Event.objects.filter(subject=subject_of(row), subject_id=row.pk).select_related(
        "user", "organisation"
    )

"""Setting and ticking off the deadlines of a case."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from apprenticeships.models import Case, CaseDeadline
from portal.access import Actor
from portal.activity.recording import record


@transaction.atomic
def set_deadline(
    case: Case, *, kind: str, code: str, title: str, due_on: date | None, source: str = ""
) -> CaseDeadline | None:
    """Stores the deadline `code` of `case`, or moves it; `due_on=None` takes it away unless it is done.

    A deadline that is done stays as it is. Writes no event: what moved the day has one.
    """
    rows = CaseDeadline.objects.filter(case=case, code=code)
    if due_on is None:
        rows.filter(done_on=None).delete()
        return None
    values = {"kind": kind, "title": title, "due_on": due_on, "source": source}
    row, made = CaseDeadline.objects.get_or_create(case=case, code=code, defaults=values)
    if not made and row.done_on is None:
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
    return row


@transaction.atomic
def tick_deadline(deadline: CaseDeadline, done: bool, *, by: Actor) -> None:
    """Marks a deadline as done today, or takes that back. Side effect: event of the case."""
    deadline.done_on = timezone.localdate() if done else None
    deadline.done_by_id = by.user_id if done else None
    deadline.save(update_fields=["done_on", "done_by"])
    record("deadline_done" if done else "deadline_reopened", deadline.case, by=by, note=deadline.title)

"""The part of a case's page that says by when what must be done: one statement."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from apprenticeships.forms.deadlines import OwnDeadlineForm
from apprenticeships.models import Case
from apprenticeships.states.deadlines import Certainty
from portal.templatetags.portal_ui import day, due_level

FIELDS = ("key", "title", "due_on", "source", "certainty", "done_on", "done_by__name")


@dataclass(frozen=True)
class DeadlineRow:
    """One deadline as the page shows it; `doubt` marks what is still to be checked, `aim` an own aim."""

    key: str
    title: str
    due_on: date
    source: str
    level: str
    doubt: bool
    aim: bool
    done_on: date | None
    done: str


def panel(request: HttpRequest, case: Case, today: Any) -> dict[str, Any]:
    """All deadlines of the case, open ones first, each by its day."""
    found = case.deadlines.order_by("due_on", "pk").values_list(*FIELDS)
    rows = [_row(row, today) for row in found]
    open_rows = [row for row in rows if row.done_on is None]
    return {
        "deadlines": rows,
        "open_deadlines": open_rows,
        "done_deadlines": [row for row in rows if row.done_on is not None],
        "late_deadlines": any(row.due_on < today for row in open_rows),
        "own_deadline": OwnDeadlineForm(auto_id="id_deadline_%s"),
    }


def _row(row: tuple, today: date) -> DeadlineRow:
    key, title, due_on, source, certainty, done_on, done_by = row
    done = ", ".join(filter(None, (day(done_on), done_by))) if done_on else ""
    return DeadlineRow(
        key=str(key),
        title=title,
        due_on=due_on,
        source=source,
        level=due_level(due_on, today),
        doubt=certainty == Certainty.TO_CHECK,
        aim=certainty == Certainty.PROPOSAL,
        done_on=done_on,
        done=done,
    )

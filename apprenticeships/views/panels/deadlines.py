"""The part of a case's page that says by when what must be done."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from apprenticeships.forms.deadlines import OwnDeadlineForm
from apprenticeships.models import Case
from apprenticeships.states.deadlines import Certainty, DeadlineKind
from apprenticeships.views.panels.beside import day_of
from portal.templatetags.portal_ui import day, due_level


@dataclass(frozen=True)
class DeadlineRow:
    """One deadline as the page shows it; `doubt` marks what is still to be checked, `aim` an own aim, `own`
    what was entered by hand and can be removed."""

    key: str
    title: str
    due_on: date
    source: str
    level: str
    doubt: bool
    aim: bool
    done_on: date | None
    done: str
    own: bool


def panel(request: HttpRequest, case: Case, today: Any) -> dict[str, Any]:
    """All deadlines of the case, open ones first, each by its day."""
    rows = [_row(one, today) for one in case.beside["deadlines"]]
    open_rows = [row for row in rows if row.done_on is None]
    return {
        "deadlines": rows,
        "open_deadlines": open_rows,
        "done_deadlines": [row for row in rows if row.done_on is not None],
        "late_deadlines": any(row.due_on < today for row in open_rows),
        "own_deadline": OwnDeadlineForm(auto_id="id_deadline_%s"),
    }


def _row(one: dict[str, Any], today: date) -> DeadlineRow:
    due_on, done_on = date.fromisoformat(one["due_on"]), day_of(one["done_on"])
    done = ", ".join(filter(None, (day(done_on), one["done_by"]))) if done_on else ""
    return DeadlineRow(
        key=one["key"],
        title=one["title"],
        due_on=due_on,
        source=one["source"],
        level=due_level(due_on, today),
        doubt=one["certainty"] == Certainty.TO_CHECK,
        aim=one["certainty"] == Certainty.PROPOSAL,
        done_on=done_on,
        done=done,
        own=one["kind"] == DeadlineKind.OWN,
    )

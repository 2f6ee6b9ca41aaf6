"""What can be done with the milestones of a measure. Every verb writes its event at the measure."""

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from measures.models import Measure, Milestone
from portal.access import Actor
from portal.activity.recording import record
from portal.form_rows import RowChange, RowsFormSet
from portal.workflow import TransitionRefused


def save_milestones(measure: Measure, rows: RowsFormSet, *, by: Actor) -> int:
    """Stores what the form changed; raises StaleRows when somebody was faster. Returns how many changed."""

    def belongs(row: Milestone) -> None:
        row.measure = measure

    with transaction.atomic():
        changed = rows.save_rows(belongs)
        for one in changed:
            record(f"milestone_{one.verb}", measure, by=by, changes={one.row.title: before_and_after(one)})
    return len(changed)


def before_and_after(change: RowChange) -> list[str]:
    """The changed fields of a row in two lines of words, for the event."""
    pairs = change.changes.values()
    return ["; ".join(filter(None, (pair[place] for pair in pairs))) for place in (0, 1)]


def reach_milestone(milestone: Milestone, on: date, *, by: Actor) -> None:
    """Says that the milestone was reached on a day; refused when it was said meanwhile."""
    _mark(milestone, "milestone_reached", by, reached_on=on)


def reopen_milestone(milestone: Milestone, *, by: Actor) -> None:
    """Takes back that the milestone was reached."""
    _mark(milestone, "milestone_reopened", by, reached_on=None)


def _mark(milestone: Milestone, verb: str, by: Actor, *, reached_on: date | None) -> None:
    before = milestone.reached_on
    with transaction.atomic():
        rows = Milestone.objects.permitted(by, "reach").filter(
            pk=milestone.pk, reached_on__isnull=reached_on is not None
        )
        if not rows.update(reached_on=reached_on, version=F("version") + 1):
            raise TransitionRefused(_("This has changed meanwhile, so the step no longer fits."))
        changes = {milestone.title: [str(before or ""), str(reached_on or "")]}
        record(verb, milestone.measure, by=by, changes=changes)

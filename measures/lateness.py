"""What can be late about a published regional measure: each kind stands here once.

Tiles count it, the filter finds it, a row of the list shows it. A further kind is one more entry of KINDS.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, OuterRef, QuerySet, When
from django.utils.translation import gettext_lazy, ngettext_lazy

from measures.models import Measure, Milestone
from measures.querysets import MeasureQuerySet
from measures.states import MeasureClass, MeasureState

REPORTED = {"state": MeasureState.PUBLISHED, "kind": MeasureClass.REGIONAL}
OF_REPORTED = {f"measure__{name}": value for name, value in REPORTED.items()}


@dataclass(frozen=True)
class Late:
    """One kind: `word` beside the tile's number, `rows` what is late in a focus area.

    `late` gives the keys of all measures of which something is, `since` the day from which a row of the list
    counts: an expression over measures that is NULL where nothing is late. `said` is the mark with the days.
    """

    word: str
    said: str
    rows: Callable[[int, date], QuerySet]
    late: Callable[[date], QuerySet]
    since: Callable[[date], object]


def _late_milestones(today: date) -> QuerySet:
    late = Milestone.objects.filter(reached_on=None, due_on__lt=today)
    return late.filter(measure=OuterRef("pk")).order_by("due_on")


MILESTONE = Late(
    word=gettext_lazy("Milestones"),
    said=ngettext_lazy("Milestone %(days)s day overdue", "Milestone %(days)s days overdue", "days"),
    rows=lambda focus, today: Milestone.objects.filter(
        reached_on=None, due_on__lt=today, measure__focus_area=focus, **OF_REPORTED
    ).order_by("measure__sort_title", "measure__number"),
    late=lambda today: (
        Milestone.objects.filter(reached_on=None, due_on__lt=today).order_by().values("measure")
    ),
    since=lambda today: _late_milestones(today).values("due_on")[:1],
)

REPORT = Late(
    word=gettext_lazy("Sachstand"),
    said=ngettext_lazy("Sachstand %(days)s day overdue", "Sachstand %(days)s days overdue", "days"),
    rows=lambda focus, today: Measure.objects.filter(report_due_on__lt=today, focus_area=focus).order_by(
        "report_due_on"
    ),
    late=lambda today: Measure.objects.filter(report_due_on__lt=today).order_by().values("pk"),
    since=lambda today: Case(When(report_due_on__lt=today, then=F("report_due_on"))),
)

KINDS: tuple[Late, ...] = (REPORT, MILESTONE)


def overdue(rows: MeasureQuerySet, today: date) -> MeasureQuerySet:
    """Those of `rows` for which something is late."""
    first, *others = (kind.late(today) for kind in KINDS)
    return rows.filter(pk__in=first.union(*others, all=True), **REPORTED)


def said(days: list[date | None], today: date) -> list[str]:
    """The marks of a row: `days` since when each of KINDS is late, None where it is not."""
    marks = zip(KINDS, days, strict=True)
    return [kind.said % {"days": (today - since).days} for kind, since in marks if since is not None]

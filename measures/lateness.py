"""What can be late about a published regional measure: each kind stands here once.

Tiles count it, the filter finds it, a row of the list shows it. A further kind is one more entry of KINDS.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy, ngettext_lazy

from measures.models import Measure, Milestone
from measures.querysets import MeasureQuerySet
from measures.states import MeasureClass, MeasureState

REPORTED = {"state": MeasureState.PUBLISHED, "kind": MeasureClass.REGIONAL}
OF_REPORTED = {f"measure__{name}": value for name, value in REPORTED.items()}


@dataclass(frozen=True)
class Late:
    """One kind: `word` beside the tile's number, `rows` what is late in a focus area, `fits` the measures.

    `since` is the day from which a row of the list counts, an expression over measures that is NULL where
    nothing is late; `said` the mark with the number of days.
    """

    word: str
    said: str
    rows: Callable[[int, date], QuerySet]
    fits: Callable[[date], Q]
    since: Callable[[date], object]


def _late_milestones(today: date) -> QuerySet:
    late = Milestone.objects.filter(reached_on=None, due_on__lt=today)
    return late.filter(measure=OuterRef("pk")).order_by("due_on")


def _late_report(today: date) -> QuerySet:
    due = Measure.objects.with_report_due(today).filter(report_due_on__lt=today)
    return due.filter(pk=OuterRef("pk"))


MILESTONE = Late(
    word=gettext_lazy("Milestones"),
    said=ngettext_lazy("Milestone %(days)s day overdue", "Milestone %(days)s days overdue", "days"),
    rows=lambda focus, today: Milestone.objects.filter(
        reached_on=None, due_on__lt=today, measure__focus_area=focus, **OF_REPORTED
    ).order_by("measure__sort_title", "measure__number"),
    fits=lambda today: Exists(_late_milestones(today)),
    since=lambda today: _late_milestones(today).values("due_on")[:1],
)

REPORT = Late(
    word=gettext_lazy("Sachstand"),
    said=ngettext_lazy("Sachstand %(days)s day overdue", "Sachstand %(days)s days overdue", "days"),
    rows=lambda focus, today: (
        Measure.objects.with_report_due(today)
        .filter(report_due_on__lt=today, focus_area=focus)
        .order_by("sort_title", "number")
    ),
    fits=lambda today: Exists(_late_report(today)),
    since=lambda today: _late_report(today).values("report_due_on")[:1],
)

KINDS: tuple[Late, ...] = (REPORT, MILESTONE)


def overdue(rows: MeasureQuerySet, today: date) -> MeasureQuerySet:
    """Those of `rows` for which something is late."""
    late = Q()
    for kind in KINDS:
        late |= Q(kind.fits(today))
    return rows.filter(late, **REPORTED)


def said(days: list[date | None], today: date) -> list[str]:
    """The marks of a row: `days` since when each of KINDS is late, None where it is not."""
    marks = zip(KINDS, days, strict=True)
    return [kind.said % {"days": (today - since).days} for kind, since in marks if since is not None]

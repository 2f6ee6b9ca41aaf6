"""Actual values and targets as a Sachstand needs them: of the form's indicators, and of a whole round."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from measures.models import Indicator, Measure, Reading, Target
from measures.states import CountedBy


@dataclass(frozen=True)
class Standing:
    """An indicator's sum over all organisations, and its target; None where there is none."""

    title: str
    unit: str
    actual: Decimal | None
    target: Target | None


def indicators_to_report(measure: Measure, organisation_id: int | None, today: date) -> list[Indicator]:
    """The indicators that take readings, with `last_value` of the organisation and `target`; two statements.

    `target` is the next one from `today` on, else the last one.
    """
    last = Reading.objects.filter(indicator=OuterRef("pk"), organisation=organisation_id)
    rows = list(
        measure.indicators.filter(counted_by=CountedBy.NOBODY).annotate(
            last_value=Subquery(last.order_by("-read_on").values("value")[:1])
        )
    )
    targets = _targets([row.pk for row in rows]) if rows else {}
    for row in rows:
        row.target = _next_target(targets.get(row.pk, []), today)
    return rows


def standings(measures: Iterable[int], day: date) -> dict[int, list[Standing]]:
    """Measure → its reported indicators as they stand on `day`. Three statements for any number of measures.

    The actual value is the sum of each organisation's latest reading up to `day`.
    """
    rows = list(Indicator.objects.filter(measure__in=list(measures), counted_by=CountedBy.NOBODY))
    keys = [row.pk for row in rows]
    latest = (
        Reading.objects.filter(indicator__in=keys, read_on__lte=day)
        .order_by("indicator_id", "organisation_id", "-read_on")
        .distinct("indicator_id", "organisation_id")
    )
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for pk, value in latest.values_list("indicator", "value"):
        sums[pk] += value
    targets, found = _targets(keys), defaultdict(list)
    for row in rows:
        target = _next_target(targets.get(row.pk, []), day)
        found[row.measure_id].append(Standing(row.title, row.unit, sums.get(row.pk), target))
    return found


def _targets(indicators: list[int]) -> dict[int, list[Target]]:
    found = defaultdict(list)
    for target in Target.objects.filter(indicator__in=indicators).order_by("due_on"):
        found[target.indicator_id].append(target)
    return found


def _next_target(targets: list[Target], day: date) -> Target | None:
    return next((one for one in targets if one.due_on >= day), targets[-1] if targets else None)

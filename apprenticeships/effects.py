"""What measures have done ("Was hat geholfen?"): living closed cases, and what is left of anonymised ones.

A case counts once per sum. "In a new company" and "seamless" are what the figures call so, so that a count is
the same before and after a case has become a figure.
"""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet

from apprenticeships.models import CaseContribution, ContributionStatistic
from apprenticeships.states import CaseState
from apprenticeships.states.figures import NEW_COMPANY
from portal.areas import Effect

NEXT_DAY = timedelta(days=1)
LIVING_PLACED = Q(case__outcome__in=NEW_COMPANY)
LIVING_SEAMLESS = LIVING_PLACED & Q(case__new_start_on__lte=F("case__ends_on") + NEXT_DAY)


def effects_of(measures: Collection[int], until: date | None = None) -> dict[int, Effect]:
    """The effect of each of `measures` (primary keys) that some case names, of cases closed by `until`; two
    statements."""
    found: dict[int, Effect] = {}
    for rows in (_living(measures, until), _anonymised(measures)):
        for measure, *counts in rows.order_by().values_list("measure").annotate(**_counts(rows)):
            found[measure] = found.get(measure, Effect()) + Effect(*counts)
    return found


def effect_of(measures: Collection[int], until: date | None = None) -> Effect:
    """The effect of all `measures` together: a case that names several counts once. Two statements."""
    parts = (rows.aggregate(**_counts(rows)) for rows in (_living(measures, until), _anonymised(measures)))
    return sum((Effect(**part) for part in parts), Effect())


def _living(measures: Collection[int], until: date | None) -> QuerySet:
    rows = CaseContribution.objects.filter(measure__in=measures, case__state=CaseState.CLOSED)
    return rows if until is None else rows.filter(case__closed_on__lte=until)


def _anonymised(measures: Collection[int]) -> QuerySet:
    """Closed months ago, so before any day that is asked for."""
    return ContributionStatistic.objects.filter(measure__in=measures)


def _counts(rows: QuerySet) -> dict[str, Count]:
    """The three numbers of an Effect as aggregates over `rows`, a case once."""
    if rows.model is CaseContribution:
        unit, placed, seamless = "case", LIVING_PLACED, LIVING_SEAMLESS
    else:
        unit, placed, seamless = "key", Q(placed=True), Q(seamless=True)
    return {
        "closed": Count(unit, distinct=True),
        "placed": Count(unit, distinct=True, filter=placed),
        "seamless": Count(unit, distinct=True, filter=seamless),
    }

"""How many cases, what became of them, and how long it took: for one reporting year, in four breakdowns.

**Whose figures.** Advisers get the cases of their own organisation exactly, as of today, and may combine
filters. Everybody gets the region's figures, small counts hidden, as of the end of the last month.

**Why the region's figures cannot be subtracted from each other.** They are one fixed publication per
reporting year, not an answer per query: a filter only picks a row of it. The publication is made so:

1. The years do not overlap: a case belongs to the reporting year (1 October to 30 September) of its report.
2. Small neighbours among districts, occupation groups, kinds and months are put together, and results on a
   coarser level if need be, until each category counts enough, also in what remains of it for every single
   organisation after its own cases are taken off (`portal.smallcells.merged`). The sums of all breakdowns are
   then shown, always.
3. Each breakdown is a table categories × results, protected by `portal.smallcells.protect_table`. The tables
   share nothing but the sums of the results and the total, which are shown anyway. For tables that share one
   shown dimension only (a star), every combination of tables that fit each for itself belongs to some list of
   cases: for each result its cases can be dealt to the categories of every breakdown independently. So the
   tables together tell no more than each alone. That is why there is no table district × group.
4. The map divides one shown cell (open cases of a district) further, see `portal.smallcells.points`.

What stays possible: who keeps the publication of two months can subtract them and learns what changed in
between, in the same coarse categories.

Definitions and formulas: docs/figures.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import (
    Case as Choose,
)
from django.db.models import (
    CharField,
    Count,
    DateField,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    Min,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import ExtractDay, TruncDate, TruncMonth
from django.utils import timezone

from apprenticeships.models import CaseStatistic
from apprenticeships.states import ENDED, PLACED, CaseState
from apprenticeships.states.figures import NEW_COMPANY, Result


@dataclass(frozen=True, order=True)
class ReportingYear:
    """1 October to 30 September; named by the year in which it ends, as the training market does."""

    ends_in: int

    @classmethod
    def of(cls, day: date) -> "ReportingYear":
        return cls(day.year + (day.month >= 10))

    @property
    def first(self) -> date:
        return date(self.ends_in - 1, 10, 1)

    @property
    def last(self) -> date:
        return date(self.ends_in, 9, 30)

    @property
    def months(self) -> list[date]:
        """The first days of its twelve months."""
        return [date(self.ends_in - (month >= 10), month, 1) for month in (*range(10, 13), *range(1, 10))]

    def __str__(self) -> str:
        return f"{self.ends_in - 1}/{self.ends_in % 100:02d}"


def last_stand(today: date) -> date:
    """The day of the region's publication: the end of the last month."""
    return today.replace(day=1) - timedelta(days=1)


def reporting_years(rows: QuerySet, stand: date, *, organisation: int | None = None) -> list[ReportingYear]:
    """The reporting years since the first report, newest first; at least the one of `stand`.

    `rows` are cut already; of what is anonymised that of `organisation` counts, where one is given.
    """
    newest = ReportingYear.of(stand)
    first = rows.order_by().aggregate(first=Min("created_at"))["first"]
    kept = (
        CaseStatistic.objects.all()
        if organisation is None
        else CaseStatistic.objects.filter(organisation=organisation)
    )
    gone = kept.aggregate(first=Min("opened_quarter"))["first"]
    days = [timezone.localdate(first)] if first else []
    days += [gone] if gone else []
    oldest = ReportingYear.of(min(days)) if days else newest
    return [ReportingYear(year) for year in range(newest.ends_in, min(oldest, newest).ends_in - 1, -1)]


@dataclass(frozen=True)
class Tally:
    """So many cases that are alike; `days` from report to the new contract where there is one.

    `month` is the first day of the month of the report; where only the quarter is known, of its first month.
    """

    organisation: int | None
    month: date
    district: str
    group: str
    kind: str
    result: str
    days: int | None
    number: int
    by_quarter: bool = False


def live_tallies(rows: QuerySet, year: ReportingYear, stand: date) -> Iterator[Tally]:
    """What the cases themselves say of a reporting year, as it stood in the evening of `stand`."""
    found = (
        _of_year(rows, year, stand)
        .annotate(
            month=TruncMonth("created_at", output_field=DateField()), result=_result(stand), days=_days(stand)
        )
        .values_list("organisation", "month", "district__ags", "group__kldb3", "kind", "result", "days")
        .annotate(number=Count("pk"))
    )
    for row in found.iterator(chunk_size=5_000):
        yield Tally(*row)


def anonymised_tallies(organisation: int | None, year: ReportingYear, stand: date) -> Iterator[Tally]:
    """What stays of cases whose persons are gone; they were closed long before `stand`."""
    rows = CaseStatistic.objects.filter(
        opened_quarter__gte=year.first, opened_quarter__lte=min(year.last, stand)
    )
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    fields = (
        "organisation",
        "opened_quarter",
        "district__ags",
        "group__kldb3",
        "kind",
        "placed",
        "seamless",
        "weeks",
    )
    for row in rows.order_by().values_list(*fields).annotate(number=Count("pk")).iterator(chunk_size=5_000):
        owner, quarter, district, group, kind, placed, seamless, weeks, number = row
        result = Result.OTHER
        if placed:
            result = Result.SEAMLESS if seamless else Result.GAP
        days = None if weeks is None else weeks * 7
        yield Tally(owner, quarter, district or "", group or "", kind, result, days, number, by_quarter=True)


def tallies(
    rows: QuerySet,
    organisation: int | None,
    year: ReportingYear,
    stand: date,
    chosen: Mapping[str, str] | None = None,
) -> list[Tally]:
    """All that is counted in a reporting year: the rows, and what is left of rows that were anonymised.

    `rows` are cut already; `chosen` (field of a Tally -> code) cuts the latter in the same way.
    """
    found = list(live_tallies(rows, year, stand))
    return found + [
        one
        for one in anonymised_tallies(organisation, year, stand)
        if all(getattr(one, name) == code for name, code in (chosen or {}).items())
    ]


def open_places(rows: QuerySet, year: ReportingYear, stand: date) -> list[tuple[str, int, int]]:
    """(AGS of the municipality, organisation, number) of the cases that were open on `stand`."""
    found = _of_year(rows, year, stand).annotate(result=_result(stand)).filter(result=Result.OPEN)
    counted = found.values_list("residence__ags", "organisation").annotate(number=Count("pk"))
    return list(counted)


def _of_year(rows: QuerySet, year: ReportingYear, stand: date) -> QuerySet:
    zone = timezone.get_current_timezone()
    start = datetime.combine(year.first, time(), zone)
    end = datetime.combine(min(year.last, stand) + timedelta(days=1), time(), zone)
    return rows.filter(created_at__gte=start, created_at__lt=end).order_by()


def _placed(stand: date) -> Q:
    """A new contract stands in the register, or the case was closed with one."""
    registered = Q(registered_on__lte=stand) & (
        Q(state__in=PLACED) | Q(state=CaseState.CLOSED, outcome__in=NEW_COMPANY)
    )
    return registered | Q(
        state=CaseState.CLOSED, outcome__in=NEW_COMPANY, registered_on=None, closed_on__lte=stand
    )


def _result(stand: date) -> Choose:
    """The result of a case on `stand`; seamless as Case.is_seamless: the next contract by the day after."""
    seamless = Q(new_start_on__lte=F("ends_on") + timedelta(days=1))
    return Choose(
        When(_placed(stand) & seamless, then=Value(Result.SEAMLESS)),
        When(_placed(stand), then=Value(Result.GAP)),
        When(Q(state__in=ENDED) & (Q(closed_on=None) | Q(closed_on__lte=stand)), then=Value(Result.OTHER)),
        default=Value(Result.OPEN),
        output_field=CharField(),
    )


def _days(stand: date) -> Choose:
    """Days from the report to the entry of the new contract, for those with one."""
    span = ExpressionWrapper(F("registered_on") - TruncDate("created_at"), DurationField())
    days = ExtractDay(span)
    return Choose(
        When(_placed(stand) & Q(registered_on__isnull=False), then=days), output_field=IntegerField()
    )

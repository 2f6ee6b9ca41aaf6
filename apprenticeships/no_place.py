"""Who finds no training place at all, counted without a person: per reporting year.

An organisation reads its own counts exactly, by month, district and occupation group. Everybody reads the
region's by district, small ones hidden (portal.smallcells.protect_list), also from an organisation that takes
off its own part; by month or group they would be too small to say anything. Only months that have ended
count there, so that nobody sees a count grow by the one tip of today. A tip that is decided in a later month
is added to its own month: who keeps two states of the page learns that some were added in a district.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, QuerySet, Sum

from apprenticeships.figures import ReportingYear, last_stand
from apprenticeships.models import NoPlaceCount
from portal.region.models import District
from portal.smallcells import Cell, protect_list

UNKNOWN = 0  # the place was not known


@dataclass(frozen=True)
class OwnCount:
    """So many of one month; `district` and `group` are empty where the tip did not say them."""

    month: date
    district: str
    group: str
    count: int


@dataclass(frozen=True)
class RegionCounts:
    """Per district its name ("": place not known) and count, and the sum; no rows: nothing can be told."""

    rows: Sequence[tuple[str, Cell]]
    total: Cell | None
    stand: date


def years(today: date) -> list[ReportingYear]:
    """The reporting years since the first count, newest first; at least the present one."""
    newest = ReportingYear.of(today)
    first = NoPlaceCount.objects.aggregate(first=Min("month"))["first"]
    oldest = min(ReportingYear.of(first), newest) if first else newest
    return [ReportingYear(year) for year in range(newest.ends_in, oldest.ends_in - 1, -1)]


def own_counts(rows: QuerySet, year: ReportingYear) -> list[OwnCount]:
    """The exact counts among `rows` (what one may view), the newest month first; one statement."""
    found = _of_year(rows, year).order_by("-month", "district__ags", "group__kldb3", "pk")
    fields = ("month", "district__name", "group__title", "count")
    return [
        OwnCount(month, district or "", group or "", count)
        for month, district, group, count in found.values_list(*fields)
    ]


def region_counts(year: ReportingYear, today: date) -> RegionCounts:
    """What everybody may know of a reporting year; two statements."""
    stand = min(year.last, last_stand(today))
    rows = _of_year(NoPlaceCount.objects.all(), year).filter(month__lte=stand).order_by()
    parts: dict[int | None, Counter] = {}
    for organisation, district, count in rows.values_list("organisation", "district").annotate(Sum("count")):
        parts.setdefault(organisation, Counter())[district or UNKNOWN] += count
    names = dict(District.objects.order_by("ags").values_list("pk", "name"))
    everything = sum(parts.values(), Counter())
    places = [*names, *([UNKNOWN] if everything[UNKNOWN] else [])]
    known = [[part[place] for place in places] for key, part in parts.items() if key is not None]
    protected = protect_list([everything[place] for place in places], seed=f"no-place-{year}", known=known)
    if not protected.total.is_shown and not any(cell.is_shown for cell in protected.cells):
        return RegionCounts([], None, stand)
    found = [(names.get(place, ""), cell) for place, cell in zip(places, protected.cells, strict=True)]
    return RegionCounts(found, protected.total, stand)


def _of_year(rows: QuerySet, year: ReportingYear) -> QuerySet:
    return rows.filter(month__gte=year.first, month__lte=year.last)

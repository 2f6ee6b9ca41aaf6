"""Where places are missing: occupation group and year by district, from the cases that runs left over.

The report of the region adds up the last finished run of every organisation, own cases only, so that no
case counts twice. Small counts are hidden by portal.smallcells, columns have no sums; rows that are too
small even as a whole are merged into one, or left out where that is too small as well. The report of one
run is for its own organisation, exact.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apprenticeships.models import AssignmentRun, MissingSeat
from portal.access import Actor
from portal.region.models import District
from portal.smallcells import Cell, exact_table, protect_table

Key = tuple[str, str, int]  # KldB group, its title, year (0: not known)
Counts = dict[Key, list[int]]
REST: Key = ("", "", 0)  # the merged row


@dataclass(frozen=True)
class ShortageRow:
    """One occupation group in one year of training (0: not known); `group` is empty for the merged rest."""

    group: str
    title: str
    year: int
    cells: list[Cell]
    total: Cell
    districts: list[str]

    @property
    def named_cells(self) -> list[tuple[str, Cell]]:
        """Cells with their district, whose long name may be broken before "kreis"."""
        names = [name.replace("kreis", "\u00adkreis") for name in self.districts]
        return list(zip(names, self.cells, strict=True))

    @property
    def year_words(self) -> str:
        if not self.group:
            return ""
        return _("year %(year)s") % {"year": self.year} if self.year else _("year not known")


@dataclass(frozen=True)
class Shortage:
    """The report: districts as columns, and the number of all missing places; `as_of` of the oldest run."""

    districts: list[str]
    rows: list[ShortageRow]
    total: Cell | None
    as_of: date | None
    is_exact: bool


def of_run(run: AssignmentRun) -> Shortage:
    """The exact report of one run, for those who may open its cases."""
    districts = _districts()
    names = [row.short_name for row in districts]
    counts = _counts(run.missing.all(), districts)
    table = exact_table(list(counts.values()))
    rows = [
        _row(key, cells, total, names)
        for key, cells, total in zip(counts, table.rows, table.row_totals or (), strict=True)
    ]
    return Shortage(names, _sorted(rows), table.total, run.as_of, True)


def of_region(actor: Actor) -> Shortage:
    """The region's report with small counts hidden, also from an organisation that knows its own part."""
    districts = _districts()
    names = [row.short_name for row in districts]
    runs = AssignmentRun.objects.last_done().filter(organisation__is_active=True)
    missing = MissingSeat.objects.filter(run__in=runs.values("pk"), is_own=True)
    counts = _counts(missing, districts)
    known = _counts(missing.filter(run__organisation=actor.organisation_id), districts)
    counts, known = _merged(counts, known)
    oldest = runs.aggregate(oldest=Min("finished_at"))["oldest"]
    as_of = timezone.localdate(oldest) if oldest else None
    if not counts:
        return Shortage(names, [], None, as_of, False)
    nothing = [0] * len(districts)
    own = [[known.get(key, nothing) for key in counts]] if known else []
    table = protect_table(list(counts.values()), seed="shortage", column_totals=False, known=own)
    rows = [
        _row(key, cells, total, names)
        for key, cells, total in zip(counts, table.rows, table.row_totals or (), strict=True)
    ]
    return Shortage(names, _sorted(rows), table.total, as_of, False)


def _districts() -> list[District]:
    return list(District.objects.order_by("ags"))


def _counts(missing: QuerySet, districts: list[District]) -> Counts:
    place = {row.pk: index for index, row in enumerate(districts)}
    fields = ("group__kldb3", "group__title", "year", "district")
    counts: Counts = {}
    rows = missing.order_by("group__kldb3", "year").values_list(*fields).annotate(count=Count("pk"))
    for kldb3, title, year, district, count in rows:
        counts.setdefault((kldb3, title, year), [0] * len(districts))[place[district]] += count
    return counts


def _merged(counts: Counts, known: Counts) -> tuple[Counts, Counts]:
    """Rows that are too small even as a whole put together; where the rest is too small it is left out.

    Leaving it out tells nothing: the sum is that of the rows that are shown.
    """
    small = [key for key, values in counts.items() if sum(values) < settings.SMALL_CELL]
    rest = _added([counts[key] for key in small])
    kept = {key: values for key, values in counts.items() if key not in small}
    kept_known = {key: values for key, values in known.items() if key in kept}
    if sum(rest) >= settings.SMALL_CELL:
        kept[REST] = rest
        if own := [known[key] for key in small if key in known]:
            kept_known[REST] = _added(own)
    return kept, kept_known


def _added(rows: Iterable[list[int]]) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)]


def _row(key: Key, cells: list[Cell], total: Cell, names: list[str]) -> ShortageRow:
    kldb3, title, year = key
    if not kldb3:
        return ShortageRow("", _("other groups and years"), 0, cells, total, names)
    return ShortageRow(kldb3, title, year, cells, total, names)


def _sorted(rows: list[ShortageRow]) -> list[ShortageRow]:
    """Most missing places first, as far as they are shown; the merged rest last."""
    return sorted(rows, key=lambda row: (not row.group, -(row.total.value or 0), row.group, row.year))


def header(report: Shortage) -> list[str]:
    return [_("Occupation group"), _("Year"), *report.districts, _("Region")]


def table_rows(report: Shortage) -> Iterable[tuple]:
    """The rows as the page shows them, for the CSV: hidden cells in words, numbers as numbers."""
    for row in report.rows:
        cells = [cell.value if cell.is_shown else str(cell) for cell in (*row.cells, row.total)]
        yield (row.title, row.year or "", *cells)

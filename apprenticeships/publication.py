"""The figures of one reporting year as they are shown: categories, tables, medians, the map's numbers.

Why nobody can work out small counts from them stands in apprenticeships/figures.py.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apprenticeships.figures import ReportingYear, Tally
from apprenticeships.states import CaseKind
from apprenticeships.states.figures import RESULT_LEVELS, SHORT_LABELS, Result
from portal.region.models import District, OccupationGroup
from portal.smallcells import (
    HIDDEN,
    Cell,
    ProtectedTable,
    exact_table,
    large_enough,
    merged,
    points,
    protect_table,
    shown,
)

DISTRICT, GROUP, KIND, MONTH = "district", "group", "kind", "month"
PLACED = {Result.SEAMLESS, Result.GAP}
FEWEST_FOR_MEDIAN = 5  # a median of three would be one person's number of days
ENOUGH_CELLS = 8  # groups and months hold so many times SMALL_CELL or more, so that their results can show
NOT_SHOWN = Cell(None, HIDDEN)


@dataclass(frozen=True)
class Names:
    """What codes are called: districts by AGS, occupation groups by KldB-3, in their order."""

    districts: dict[str, tuple[str, str]]  # AGS -> name, short name
    groups: dict[str, str]

    @classmethod
    def load(cls) -> "Names":
        """In two statements."""
        districts = District.objects.order_by("ags").values_list("ags", "name", "short_name")
        groups = OccupationGroup.objects.order_by("kldb3").values_list("kldb3", "title")
        return cls({ags: (_spoken(name, short), short) for ags, name, short in districts}, dict(groups))


def _spoken(name: str, short_name: str) -> str:
    """ "Stadt Heilbronn" for "Heilbronn, Stadtkreis"; others by their full name."""
    return short_name if "," in name else name


@dataclass(frozen=True)
class Category:
    """One row of a breakdown: one code or several neighbours put together; `key` is the first of them."""

    label: str
    members: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.members[0]


@dataclass(frozen=True)
class ResultGroup:
    """One column: the results counted together, and the tone of its bars."""

    label: str
    short_label: str
    members: tuple[str, ...]
    tone: int


@dataclass(frozen=True)
class Breakdown:
    """One table categories × results, with the median number of days per category (None: not shown)."""

    title: str
    results: list[ResultGroup]
    categories: list[Category]
    table: ProtectedTable
    medians: list[float | None]

    def place(self, code: str) -> int | None:
        """In which row a code is counted."""
        return next((index for index, one in enumerate(self.categories) if code in one.members), None)


@dataclass(frozen=True)
class Figures:
    """All that is shown of one reporting year; without breakdowns where there are too few cases."""

    year: ReportingYear
    stand: date
    exact: bool
    reported: Cell
    results: list[ResultGroup] = field(default_factory=list)
    sums: list[Cell] = field(default_factory=list)  # of the results
    breakdowns: dict[str, Breakdown] = field(default_factory=dict)
    median_days: float | None = None

    def __bool__(self) -> bool:
        return bool(self.breakdowns)

    @property
    def tells_results(self) -> bool:
        """Whether what became of the cases can be told at all."""
        return len(self.results) > 1


@dataclass(frozen=True)
class KeyFigures:
    """The figures of the page's head, for all cases or for one category."""

    reported: Cell
    open: Cell
    placed: Cell
    seamless: Cell
    median_days: float | None

    @property
    def seamless_percent(self) -> int | None:
        if not self.placed.value or not self.seamless.is_shown:
            return None
        return round(100 * self.seamless.value / self.placed.value)


class Pile:
    """What is counted together: numbers by organisation and result, and how many took how many days."""

    def __init__(self, found: Iterable[Tally] = ()) -> None:
        self.counts: Counter[tuple[int | None, str]] = Counter()
        self.days: Counter[int] = Counter()
        for one in found:
            self.add(one)

    def add(self, one: Tally) -> None:
        self.counts[one.organisation, one.result] += one.number
        if one.days is not None:
            self.days[one.days] += one.number

    def join(self, piles: Iterable["Pile"]) -> "Pile":
        for pile in piles:
            self.counts.update(pile.counts)
            self.days.update(pile.days)
        return self

    def sizes(self, organisations: Sequence[int | None], results: Iterable[str] = tuple(Result)) -> list[int]:
        """How many with one of `results`, and how many without the cases of each organisation."""
        wanted, of = set(results), Counter()
        for (organisation, result), number in self.counts.items():
            if result in wanted:
                of[organisation] += number
        return [of.total(), *(of.total() - of[organisation] for organisation in organisations)]

    def row(self, results: Sequence[ResultGroup], organisation: object = ...) -> list[int]:
        """The count of each column, of all organisations or of one."""
        counts: Counter[str] = Counter()
        for (owner, result), number in self.counts.items():
            if organisation is ... or owner == organisation:
                counts[result] += number
        return [sum(counts[member] for member in group.members) for group in results]

    def median(self, *, exact: bool) -> float | None:
        """The median of the days to the new contract; None where there are none, or too few to be shown."""
        if self.days.total() < (1 if exact else FEWEST_FOR_MEDIAN):
            return None
        return median(self.days.elements())


def figures(
    found: Iterable[Tally], year: ReportingYear, stand: date, names: Names, *, exact: bool
) -> Figures:
    """The publication of a reporting year; `exact` for rows that the reader may open."""
    found = list(found)
    everything = Pile(found)
    organisations = [] if exact else sorted({owner for owner, _result in everything.counts}, key=str)
    sizes = everything.sizes(organisations)
    if not found or not (exact or large_enough([sizes])):
        few = shown(sizes[0], exact=exact)  # large, but somebody would know the others' few: not shown either
        return Figures(year, stand, exact, few if exact or not few.is_shown else NOT_SHOWN)
    levels = _levels(everything, organisations, exact=exact)
    maker = _Maker(found, levels, organisations, names, year, stand, exact)
    placed_shown = any(set(one.members) <= PLACED for one in levels[0])
    return Figures(
        year,
        stand,
        exact,
        Cell(sizes[0]),
        levels[0],
        [Cell(value) for value in everything.row(levels[0])],
        {name: maker.breakdown(name) for name in (DISTRICT, GROUP, KIND, MONTH)},
        everything.median(exact=exact) if placed_shown else None,
    )


def newest_telling(years: Sequence[ReportingYear], publish: Callable[[ReportingYear], Figures]) -> Figures:
    """The publication of the newest year; of the one before where only that says something.

    So October, in which nothing has come to a result yet, is not empty.
    """
    newest = publish(years[0])
    if newest.tells_results or len(years) == 1:
        return newest
    earlier = publish(years[1])
    return earlier if earlier.tells_results else newest


def key_figures(one: Figures, *, name: str = "", code: str = "") -> KeyFigures:
    """The head's figures for all cases, or for the category of `code` in the breakdown `name`."""
    if not one:
        nothing = Cell(0) if one.exact else NOT_SHOWN
        return KeyFigures(one.reported, nothing, nothing, nothing, None)
    if not name:
        return _key_figures(one.reported, one.results, one.sums, one.median_days)
    breakdown = one.breakdowns[name]
    row = breakdown.place(code)
    if row is None:
        return key_figures(one)
    table = breakdown.table
    return _key_figures(table.row_totals[row], breakdown.results, table.rows[row], breakdown.medians[row])


def _key_figures(
    total: Cell, results: Sequence[ResultGroup], cells: Sequence[Cell], days: float | None
) -> KeyFigures:
    parts = [cell for cell, group in zip(cells, results, strict=True) if set(group.members) <= PLACED]
    is_shown = parts and all(part.is_shown for part in parts)
    placed = Cell(sum(part.value for part in parts)) if is_shown else NOT_SHOWN
    return KeyFigures(
        total, _of(results, cells, Result.OPEN), placed, _of(results, cells, Result.SEAMLESS), days
    )


def _of(results: Sequence[ResultGroup], cells: Sequence[Cell], result: Result) -> Cell:
    """The cell of the column that counts this result alone."""
    column = _column(results, result)
    return NOT_SHOWN if column is None else cells[column]


def _column(results: Sequence[ResultGroup], result: Result) -> int | None:
    return next((index for index, one in enumerate(results) if one.members == (result,)), None)


def _levels(everything: Pile, organisations: Sequence, *, exact: bool) -> list[list[ResultGroup]]:
    """The columns on each level on which all of them are large enough, the finest first."""
    levels = [
        [ResultGroup(*_result_labels(group), group, list(Result).index(group[0])) for group in level]
        for level in RESULT_LEVELS
        if exact or all(large_enough([everything.sizes(organisations, group)]) for group in level)
    ]
    return levels[:1] if exact or len(levels) == 1 else levels[:-1]


def _result_labels(group: Sequence[Result]) -> tuple[str, str]:
    """What a group of results is called, and in a table's head."""
    if len(group) == 1:
        return str(group[0].label), str(SHORT_LABELS[group[0]])
    if set(group) == PLACED:
        label = _("in a new company")
    else:
        label = _("still open or another result") if len(group) == 2 else _("all results")
    return label, label


@dataclass(frozen=True)
class _Maker:
    """Makes the breakdowns of one publication."""

    found: list[Tally]
    levels: list[list[ResultGroup]]
    organisations: list[int | None]
    names: Names
    year: ReportingYear
    stand: date
    exact: bool

    @property
    def step(self) -> int:
        """Months per category: of anonymised cases only the quarter is known."""
        return 3 if any(one.by_quarter for one in self.found) else 1

    def with_unknown(self, name: str, codes: list[str]) -> list[str]:
        """The codes, and "" where a case was anonymised without it."""
        return [*codes, ""] if any(getattr(one, name) == "" for one in self.found) else codes

    def breakdown(self, name: str) -> Breakdown:
        """One breakdown: its categories, its table, its medians."""
        codes, label, title = _dimension(name, self)
        by_code: dict[str, Pile] = defaultdict(Pile)
        for one in self.found:
            by_code[_code(name, one, self.step)].add(one)
        groups = [range(i, i + 1) for i in range(len(codes))]
        if not self.exact:
            enough = ENOUGH_CELLS * settings.SMALL_CELL if name in (GROUP, MONTH) else 0
            groups = merged([by_code[code].sizes(self.organisations) for code in codes], enough=enough)
        categories = [
            Category(label([codes[i] for i in group]), tuple(codes[i] for i in group)) for group in groups
        ]
        piles = [Pile().join(by_code[code] for code in category.members) for category in categories]
        results, table = self._most_telling(name, piles)
        medians = [
            pile.median(exact=self.exact) if self.exact or _placed_is_shown(row, results) else None
            for pile, row in zip(piles, table.rows, strict=True)
        ]
        return Breakdown(title, results, categories, table, medians)

    def _most_telling(self, name: str, piles: list[Pile]) -> tuple[list[ResultGroup], ProtectedTable]:
        """The level of results on which the most cells can be shown, the finest of equals.

        A coarser table is a sum of a finer one over columns whose sums are shown, so the star stays a star.
        The map needs the open cases of the districts: that breakdown keeps their column where it can.
        """
        levels = self.levels
        if name == DISTRICT:
            levels = [level for level in levels if _column(level, Result.OPEN) is not None] or levels
        found = []
        for place, results in enumerate(levels):
            table = self._table(piles, results, f"{self.year.ends_in}/{self.stand}/{name}/{place}")
            found.append((-sum(cell.is_shown for row in table.rows for cell in row), place, results, table))
        return min(found, key=lambda one: one[:2])[2:]

    def _table(self, piles: list[Pile], results: list[ResultGroup], seed: str) -> ProtectedTable:
        rows = [pile.row(results) for pile in piles]
        if self.exact:
            return exact_table(rows)
        known = [[pile.row(results, owner) for pile in piles] for owner in self.organisations]
        open_column = _column(results, Result.OPEN)
        return protect_table(rows, keep_totals=True, keep_column=open_column, known=known, seed=seed)


def _placed_is_shown(cells: Sequence[Cell], results: Sequence[ResultGroup]) -> bool:
    parts = [cell for cell, group in zip(cells, results, strict=True) if set(group.members) <= PLACED]
    return bool(parts) and all(part.is_shown for part in parts)


def _code(name: str, one: Tally, step: int) -> str:
    """The code of the category that a tally belongs to; `step` is how many months one category has."""
    if name != MONTH:
        return getattr(one, name)
    return one.month.replace(day=1, month=one.month.month - (one.month.month - 1) % step).isoformat()


Label = Callable[[Sequence[str]], str]


def _dimension(name: str, maker: _Maker) -> tuple[list[str], Label, str]:
    """The codes of a dimension in their order, how a group of them is called, and the column's title."""
    names = maker.names
    if name == DISTRICT:
        called = {ags: district for ags, (district, _short) in names.districts.items()}
        codes = maker.with_unknown(name, list(called))
        called[""] = _("no longer known")
        return codes, lambda codes: _joined([called[code] for code in codes]), _("District")
    if name == KIND:
        kinds = {code: str(label) for code, label in CaseKind.choices}
        return list(kinds), lambda codes: _joined([kinds[code] for code in codes]), _("Kind of case")
    if name == GROUP:
        there = {one.group for one in maker.found}
        codes = [code for code in names.groups if not maker.exact or code in there]
        called = {**names.groups, "": _("no longer known")}
        codes = maker.with_unknown(name, codes)
        return codes, lambda group: _span([called[code] for code in group]), _("Occupation group")
    step = maker.step
    first_months = (10, 1, 4, 7) if step == 3 else range(1, 13)
    months = [
        month.isoformat()
        for month in maker.year.months
        if month <= maker.stand and month.month in first_months
    ]
    return months, lambda codes: _months(codes, step), _("Month of the report")


def _joined(labels: Sequence[str]) -> str:
    """ "A, B and C"."""
    if len(labels) == 1:
        return labels[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(labels[:-1]), "last": labels[-1]}


def _span(labels: Sequence[str]) -> str:
    """Neighbours in the official order of occupations, named by the first and the last."""
    if len(labels) == 1:
        return labels[0]
    return _("%(first)s to %(last)s") % {"first": labels[0], "last": labels[-1]}


def _months(codes: Sequence[str], step: int) -> str:
    first, last = date.fromisoformat(codes[0]), date.fromisoformat(codes[-1])
    last = last.replace(month=last.month + step - 1)
    if first == last:
        return date_format(first, "M Y")
    return f"{date_format(first, 'M')} – {date_format(last, 'M Y')}"


@dataclass(frozen=True)
class Place:
    """One district of the map: how many cases are open, and the municipalities that get their number."""

    ags: str
    name: str
    short_name: str
    open: Cell
    discs: dict[str, tuple[str, int]]  # AGS -> name, number


def map_places(
    one: Figures,
    found: Iterable[tuple[str, int | None, int]],
    names: Names,
    towns: Mapping[str, tuple[str, str]],
) -> list[Place]:
    """The map's districts; `found`: (AGS of the municipality, organisation, open cases).

    `towns`: AGS -> name, AGS of the district, of every municipality. On the exact map, too, a disc begins at
    SMALL_CELL cases, so that it stays readable; the table behind it has all.
    """
    counts: dict[str, Counter[int | None]] = defaultdict(Counter)
    for ags, organisation, number in found:
        counts[ags][organisation] += number
    organisations = [] if one.exact else sorted({key for part in counts.values() for key in part}, key=str)
    places = []
    for ags, (name, short_name) in names.districts.items():
        cell = _open_in(one, ags)
        inside = [code for code, (_town, district) in sorted(towns.items()) if district == ags]
        known = [[counts[code][organisation] for code in inside] for organisation in organisations]
        totals = [counts[code].total() for code in inside]
        cells = [shown(total) for total in totals] if one.exact else points(totals, known=known)
        discs = {
            code: (towns[code][0], disc.value)
            for code, disc in zip(inside, cells, strict=True)
            if disc.is_shown and cell.is_shown
        }
        places.append(Place(ags, name, short_name, cell, discs))
    return places


def _open_in(one: Figures, ags: str) -> Cell:
    """The open cases of one district, where it is a category of its own."""
    if not one:
        return Cell(0) if one.exact else NOT_SHOWN
    breakdown = one.breakdowns[DISTRICT]
    row = breakdown.place(ags)
    if row is None or len(breakdown.categories[row].members) > 1:
        return NOT_SHOWN
    return _of(breakdown.results, breakdown.table.rows[row], Result.OPEN)

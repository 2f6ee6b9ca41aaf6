"""Small counts are hidden from everybody who may not open the rows themselves, and cannot be worked out.

A count under `settings.SMALL_CELL` (s, usually 3; nought is small, too, else "fewer" would mean "somebody")
gets the mark FEW and reads "fewer than 3". Sums would give it away, so further cells get the mark HIDDEN,
which says nothing about their size.

**The attacker** knows every shown number, every mark and what it means (FEW: 0 to s−1; HIDDEN: 0 or more),
that rows and columns add up, and perhaps a part of the table of his own (`known`: what one organisation
counted itself). **The promise**: for each count under s at least s different values stay possible; for what
remains of a cell after taking off somebody's own part, if it is 1 to s−1, at least two.

**How it is kept.** A table with its sums is a circulation: each inner cell is an arc from its row to its
column, a column's sum goes on to the node of all columns, the grand total back to the node of all rows, a
row's sum to its row. Everything that enters a node leaves it: that is exactly "the sums are right". The
tables that fit to what is shown are the circulations that keep the shown arcs. A cell can be made greater by
one as far as there is an augmenting path from its head back to its tail over hidden arcs, and smaller as far
as there is one the other way (Ford and Fulkerson). Network matrices are totally unimodular: every whole
number between the least and the greatest value of a cell belongs to a table that fits. So the range is exact,
not an estimate.

Where a small cell's range is too narrow, the cheapest path (Dijkstra) decides which further cells are hidden:
few cells before many, inner cells before sums, the grand total last. Upwards there is always a path in the
end, over the sums, so the search ends. Hiding more never makes a range narrower: one pass over the small
cells is enough. Before that, what remains of a shown sum after its shown parts is treated like a cell: it is
never a small number.

**Who knows this procedure, too**, could ask why just these cells were hidden ("because they were the smallest
but one"). So the choice among cells does not look at their size: its order comes from a keyed hash of the
table's name (`seed`) and the cell's place, and the key is the installation's secret. For lists an exhaustive
test shows that no 1 to s−1 can be told that way; in tables of a handful of cases a few remain (about one in a
hundred of all 2 × 2 and 2 × 3 tables with sums of 3 to 8), which is why pages merge small categories first.

Complexity: small cells × s × (cells · log cells). 100 × 5 cells take some tenths of a second.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count as counter

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

FEW, HIDDEN = "few", "hidden"
_UNPUBLISHED = "unpublished"  # a sum that is not printed at all: free, and no cell of the answer
_NO_LIMIT = 1 << 40
# What hiding costs: the number of cells decides first, then chance; a sum is worth many cells.
_INNER, _SUM, _TOTAL, _KEPT, _CONVERT, _CHANCE = 2_000, 20_000, 400_000, 1 << 30, 500, 1_000

Table = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Cell:
    """One count as a reader may see it; `value` is None where it is not shown."""

    value: int | None
    mark: str = ""  # "", FEW or HIDDEN

    @property
    def is_shown(self) -> bool:
        return self.value is not None

    def __str__(self) -> str:
        if self.mark == FEW:
            return few()
        return hidden() if self.mark == HIDDEN else str(self.value)


@dataclass(frozen=True)
class ProtectedList:
    """Counts with their sum."""

    cells: list[Cell]
    total: Cell


@dataclass(frozen=True)
class ProtectedTable:
    """Rows of counts with the sums of rows, of columns and of all; sums that are not printed are None."""

    rows: list[list[Cell]]
    row_totals: list[Cell] | None
    column_totals: list[Cell] | None
    total: Cell | None


def few(small: int | None = None) -> str:
    """How a small count reads: "weniger als 3"."""
    return _("fewer than %(count)s") % {"count": _limit(small)}


def hidden() -> str:
    """How a count reads that is hidden only because a small one could be worked out from it."""
    return _("not shown")


def shown(count: int, *, exact: bool = False) -> Cell:
    """One count that stands alone, such as a figure of a page: `exact` for who may open the rows."""
    return Cell(count) if exact or count >= _limit(None) else Cell(None, FEW)


def exact_table(rows: Table) -> ProtectedTable:
    """All numbers, for who may open the rows themselves."""
    columns = [sum(column) for column in zip(*rows, strict=True)]
    return ProtectedTable(
        [[Cell(value) for value in row] for row in rows],
        [Cell(sum(row)) for row in rows],
        [Cell(value) for value in columns],
        Cell(sum(columns)),
    )


def protect_list(
    counts: Sequence[int], *, seed: str = "", small: int | None = None, known: Sequence[Sequence[int]] = ()
) -> ProtectedList:
    """The counts and their sum with small ones hidden.

    `seed` names the list among others; `known` holds the same list as single organisations have it.
    """
    if not counts:
        return ProtectedList([], Cell(None, FEW))
    net = _Network(_limit(small), seed)
    parts = [
        net.add("from", "to", [value, *(value - part[place] for part in known)], _INNER)
        for place, value in enumerate(counts)
    ]
    net.add("to", "from", [sum(counts), *(sum(counts) - sum(part) for part in known)], _TOTAL, parts)
    cells = net.protected()
    return ProtectedList(cells[:-1], cells[-1])


def protect_table(
    rows: Table,
    *,
    seed: str = "",
    small: int | None = None,
    row_totals: bool = True,
    column_totals: bool = True,
    keep_totals: bool = False,
    keep_column: int | None = None,
    known: Sequence[Table] = (),
) -> ProtectedTable:
    """A table with its sums, small counts hidden; `seed` names the table among others.

    `row_totals`, `column_totals`: whether these sums are printed (the grand total is with either of them).
    `keep_totals`: sums are shown elsewhere, too, and stay shown; needs every sum to be at least `small`, and
    so what remains of it for each of `known` (or 0): then hiding inner cells alone always keeps the promise,
    because a cell's range under its sums r, c of n is min(r, c, n−r, n−c) wide. `keep_column` is the column
    whose cells readers need most: those of the others are hidden before, whatever their size.
    """
    height, width = len(rows), len(rows[0]) if rows else 0
    views = [rows, *([_minus(row, part[y]) for y, row in enumerate(rows)] for part in known)]
    net = _Network(_limit(small), seed)
    inner = [
        [
            net.add(
                ("row", y),
                ("column", x),
                [view[y][x] for view in views],
                _INNER * (3 if x == keep_column else 1),
            )
            for x in range(width)
        ]
        for y in range(height)
    ]
    cost = _KEPT if keep_totals else _SUM
    by_row = [
        net.add("rows", ("row", y), [sum(view[y]) for view in views], cost if row_totals else None, inner[y])
        for y in range(height)
    ]
    by_column = []
    for x in range(width):
        sums = [sum(row[x] for row in view) for view in views]
        parts = [row[x] for row in inner]
        by_column.append(net.add(("column", x), "columns", sums, cost if column_totals else None, parts))
    total = [sum(map(sum, view)) for view in views]
    printed = row_totals or column_totals
    cost = (_KEPT if keep_totals else _TOTAL) if printed else None
    net.add("columns", "rows", total, cost, by_row, by_column)
    cells = net.protected()
    sums = cells[height * width :]
    return ProtectedTable(
        [cells[y * width : (y + 1) * width] for y in range(height)],
        sums[:height] if row_totals else None,
        sums[height:-1] if column_totals else None,
        sums[-1] if printed else None,
    )


def merged(sizes: Sequence[Sequence[int]], *, small: int | None = None, enough: int = 0) -> list[range]:
    """Neighbouring categories put together until each group is large enough, in their order.

    `sizes[i]` holds the count of category i and, after it, what remains of it for each organisation that
    knows its own part. A group is large enough when its count is at least s and each remainder is 0 or at
    least s. A group is closed as soon as it is large enough, what is left at the end joins the last one; so
    that a group of several says of its first members no more than that they were small. One group that is
    too small comes back when all together are. `enough` (default: s) is the count from which a group is
    closed, where larger groups let more of a table be shown.
    """
    limit = _limit(small)

    def closes(part: Sequence[Sequence[int]]) -> bool:
        return large_enough(part, limit) and sum(size[0] for size in part) >= enough

    groups: list[range] = []
    start = 0
    for end in range(1, len(sizes) + 1):
        if closes(sizes[start:end]):
            groups.append(range(start, end))
            start = end
    if start < len(sizes):
        while groups and not closes(sizes[groups[-1].start :]):
            start = groups.pop().start
        start = groups.pop().start if groups else start
        groups.append(range(start, len(sizes)))
    return groups


def named_and_rest(counts: Mapping[str, int], *, small: int | None = None) -> tuple[dict[str, int], int]:
    """The names that may be told with their counts, and the sum of the others where it may be told (else 0).

    A name is told only where it counts at least s and what is left over is 0 or as many; how many names are
    in the rest, and which, is not told.
    """
    limit = _limit(small)
    named = {name: number for name, number in sorted(counts.items()) if number >= limit}
    rest = sum(counts.values()) - sum(named.values())
    while 0 < rest < limit and named:
        smallest = min(named, key=lambda name: (named[name], name))
        rest += named.pop(smallest)
    return named, rest if rest >= limit else 0


def points(
    counts: Sequence[int], *, small: int | None = None, known: Sequence[Sequence[int]] = ()
) -> list[Cell]:
    """Places of an area whose sum is shown: which get their number; all the others get one and the same mark.

    Places from s on are shown where what remains for the m others is at least s and at most (m−1)·(s−1), so
    that each of them may be anything from 0 to s−1 (or where there are no others); otherwise none is. The
    same must hold for what remains of each number for who knows a part of it (`known`): 0 or at least s.
    """
    limit = _limit(small)
    sizes = [[value, *(value - part[place] for part in known)] for place, value in enumerate(counts)]
    kept = [large_enough([size], limit) for size in sizes]
    others = [size for size, keeps in zip(sizes, kept, strict=True) if not keeps]
    fits = not others or (
        large_enough(others, limit) and sum(size[0] for size in others) <= (len(others) - 1) * (limit - 1)
    )
    return [
        Cell(value) if fits and keeps else Cell(None, HIDDEN)
        for value, keeps in zip(counts, kept, strict=True)
    ]


def _limit(small: int | None) -> int:
    return settings.SMALL_CELL if small is None else small


def _minus(row: Sequence[int], part: Sequence[int]) -> list[int]:
    return [value - own for value, own in zip(row, part, strict=True)]


def large_enough(sizes: Sequence[Sequence[int]], small: int | None = None) -> bool:
    """Whether categories may be shown as one: see `merged`, which says what the sizes are."""
    limit = _limit(small)
    sums = [sum(column) for column in zip(*sizes, strict=True)]
    return bool(sums) and sums[0] >= limit and all(rest == 0 or rest >= limit for rest in sums[1:])


@dataclass
class _Arc:
    """One cell: its value in each view (all of it first), its mark, and what hiding it costs."""

    tail: object
    head: object
    values: list[int]
    cost: int
    mark: str

    def room(self, view: int, flow: int, limit: int, *, up: bool) -> int:
        """How far the flow may grow or shrink under the arc's mark."""
        if not self.mark:
            return 0
        if not up:
            return flow
        if self.mark == FEW:
            known = self.values[0] - self.values[view]
            return limit - 1 - known - flow
        return _NO_LIMIT

    def opening(self, flow: int, *, up: bool) -> int | None:
        """What it costs to let the flow change where it may not yet; None where it cannot."""
        if not up and not flow:
            return None
        return self.cost if not self.mark else _CONVERT if self.mark == FEW and up else None


class _Network:
    """The circulation of a table: see the module's docstring."""

    def __init__(self, limit: int, seed: str) -> None:
        self.limit, self.seed = limit, seed
        self.arcs: list[_Arc] = []
        self.lines: list[tuple[_Arc, list[_Arc]]] = []  # each sum with its parts
        self.at: dict[object, list[tuple[_Arc, bool]]] = {}

    def add(
        self, tail: object, head: object, values: list[int], cost: int | None, *parts: list[_Arc]
    ) -> _Arc:
        """One cell; cost None: a sum that is not printed. A sum names its parts, in one or two ways."""
        mark = _UNPUBLISHED if cost is None else FEW if values[0] < self.limit else ""
        if not mark and any(0 < value < self.limit for value in values[1:]):
            mark = HIDDEN
        arc = _Arc(tail, head, values, (cost or 0) + self._chance(), mark)
        self.arcs.append(arc)
        self.at.setdefault(tail, []).append((arc, True))
        self.at.setdefault(head, []).append((arc, False))
        self.lines += [(arc, one) for one in parts]
        return arc

    def _chance(self) -> int:
        """The same for the same cell of the same table, and known to nobody without the secret."""
        place = f"{self.seed}/{len(self.arcs)}"
        return int(salted_hmac("portal.smallcells", place).hexdigest()[:8], 16) % _CHANCE

    def protected(self) -> list[Cell]:
        """Hides what must be hidden; the cells in the order in which they were added."""
        views = range(len(self.arcs[0].values) if self.arcs else 0)
        for view in views:
            for total, parts in self.lines:
                self._fill(total, parts, view)
        for view in views:
            for arc in self.arcs:
                if arc.values[view] < self.limit and (view == 0 or arc.values[view] > 0):
                    self._widen(arc, view, self.limit - 1 if view == 0 else 1)
        return [
            Cell(arc.values[0]) if not arc.mark else Cell(None, FEW if arc.mark == FEW else HIDDEN)
            for arc in self.arcs
        ]

    def _fill(self, total: _Arc, parts: list[_Arc], view: int) -> None:
        """What remains of a shown sum after its shown parts is a count, too: it must be no small one."""
        if total.mark:
            return
        rest = sum(arc.values[view] for arc in parts if arc.mark)
        for arc in sorted((arc for arc in parts if not arc.mark), key=lambda arc: arc.cost):
            if rest >= self.limit or (not rest and view) or all(not one.mark for one in parts):
                return
            arc.mark = HIDDEN
            rest += arc.values[view]

    def _widen(self, arc: _Arc, view: int, need: int) -> None:
        """Makes sure that `arc` may have `need` other values than its own in this view."""
        for dearest in (0, _SUM, _KEPT, _NO_LIMIT):  # nothing more hidden; inner cells; sums; kept sums
            if self._range(arc, view, need, dearest) >= need:
                return
            if dearest and arc.mark == FEW:
                arc.mark = HIDDEN
                if self._range(arc, view, need, dearest) >= need:
                    return

    def _range(self, arc: _Arc, view: int, need: int, dearest: int) -> int:
        """How many other values `arc` may have, counted up to `need`; hides cells cheaper than `dearest`."""
        down = self._push(arc, view, need, dearest if arc.mark == FEW else 0, up=False)
        return down + self._push(arc, view, need - down, dearest, up=True)

    def _push(self, arc: _Arc, view: int, need: int, dearest: int, *, up: bool) -> int:
        """How far `arc` can be pushed up or down along augmenting paths, at most `need`."""
        need = min(need, arc.room(view, arc.values[view], self.limit, up=up))
        flows = {id(one): one.values[view] for one in self.arcs}
        start, end = (arc.head, arc.tail) if up else (arc.tail, arc.head)
        pushed = 0
        while pushed < need:
            path = self._path(start, end, arc, view, flows, dearest)
            if path is None:
                break
            step = need - pushed
            for one, forwards in path:
                if not one.room(view, flows[id(one)], self.limit, up=forwards):
                    one.mark = HIDDEN
                step = min(step, one.room(view, flows[id(one)], self.limit, up=forwards))
            for one, forwards in path:
                flows[id(one)] += step if forwards else -step
            pushed += step
        return pushed

    def _path(
        self, start: object, end: object, without: _Arc, view: int, flows: dict[int, int], dearest: int
    ) -> list[tuple[_Arc, bool]] | None:
        """The cheapest path of arcs that may change (free) or can be hidden (at their cost)."""
        order = counter()
        best, came = {start: 0}, {}
        heap: list[tuple[int, int, object]] = [(0, next(order), start)]
        while heap:
            cost, _order, node = heappop(heap)
            if node == end:
                break
            if cost > best[node]:
                continue
            for arc, forwards in self.at[node]:
                if arc is without:
                    continue
                price = 0
                if not arc.room(view, flows[id(arc)], self.limit, up=forwards):
                    price = arc.opening(flows[id(arc)], up=forwards)
                if price is None or price and price >= dearest:
                    continue
                other = arc.head if forwards else arc.tail
                if cost + price < best.get(other, _NO_LIMIT * 2):
                    best[other], came[other] = cost + price, (node, arc, forwards)
                    heappush(heap, (cost + price, next(order), other))
        if end not in came:
            return None
        path, node = [], end
        while node != start:
            node, arc, forwards = came[node]
            path.append((arc, forwards))
        return path

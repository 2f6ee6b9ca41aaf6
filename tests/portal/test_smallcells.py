"""D15: small counts are not shown, and nobody who can add and subtract gets them back.

Two attackers: one tries every table that fits to what is shown (small tables), one solves the linear
programme of the shown sums (larger ones).
"""

from collections import defaultdict
from itertools import product

import numpy
import pytest
from django.test import override_settings
from django.utils import translation
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from portal.smallcells import (
    FEW,
    HIDDEN,
    Cell,
    ProtectedTable,
    exact_table,
    merged,
    named_and_rest,
    points,
    protect_list,
    protect_table,
    shown,
)

SMALL = 3
SECRETS = 12  # as many orders of the cells as an attacker without the key must think possible


def tables(height: int, width: int, most: int) -> st.SearchStrategy:
    row = st.lists(st.integers(0, most), min_size=width, max_size=width)
    return st.lists(row, min_size=height, max_size=height)


def any_table(most_rows: int, most_columns: int, most: int) -> st.SearchStrategy:
    return st.tuples(st.integers(1, most_rows), st.integers(1, most_columns)).flatmap(
        lambda size: tables(*size, most)
    )


def all_cells(table: ProtectedTable) -> list[Cell]:
    sums = [*(table.row_totals or []), *(table.column_totals or []), *([table.total] if table.total else [])]
    return [cell for row in table.rows for cell in row] + sums


def equations(height: int, width: int, table: ProtectedTable) -> tuple[list[list[int]], list[Cell]]:
    """For each printed cell the row of coefficients over the inner cells."""
    inner = list(product(range(height), range(width)))
    lines = [[int(one == cell) for one in inner] for cell in inner]
    if table.row_totals:
        lines += [[int(y == row) for y, _x in inner] for row in range(height)]
    if table.column_totals:
        lines += [[int(x == column) for _y, x in inner] for column in range(width)]
    if table.total:
        lines.append([1] * len(inner))
    return lines, all_cells(table)


def attacked(rows: list[list[int]], table: ProtectedTable, own: list[list[int]] | None = None) -> list[tuple]:
    """(true value, least, greatest) of each printed cell for one who solves the linear programme.

    With `own`, of what remains of each cell after taking off the attacker's own part.
    """
    height, width = len(rows), len(rows[0])
    mine = [value for row in own or [[0] * width] * height for value in row]
    lines, cells = equations(height, width, table)
    at_most, limits, equal, values = [], [], [], []
    for line, cell in zip(lines, cells, strict=True):
        part = sum(a * b for a, b in zip(line, mine, strict=True))
        if cell.is_shown:
            equal.append(line)
            values.append(cell.value - part)
        elif cell.mark == FEW:
            at_most.append(line)
            limits.append(SMALL - 1 - part)
    truth = [value - part for value, part in zip([v for row in rows for v in row], mine, strict=True)]
    found = []
    for line in lines:
        ends = []
        for sign in (1, -1):
            answer = linprog(
                sign * numpy.array(line),
                A_ub=at_most or None,
                b_ub=limits or None,
                A_eq=equal or None,
                b_eq=values or None,
                method="highs",
            )
            ends.append(sign * answer.fun if answer.status == 0 else float("inf"))
        found.append((sum(a * b for a, b in zip(line, truth, strict=True)), *ends))
    return found


def narrow(found: list[tuple], *, own: bool = False) -> list[tuple]:
    """The small cells of which too few values remain possible."""
    if own:
        return [one for one in found if 0 < one[0] < SMALL and one[2] - one[1] < 1 - 1e-6]
    return [one for one in found if one[0] < SMALL and one[2] - one[1] < SMALL - 1 - 1e-6]


@given(any_table(5, 4, 9), st.booleans(), st.booleans())
@settings(max_examples=80, deadline=None)
def test_no_small_cell_can_be_solved_for(rows: list[list[int]], with_rows: bool, with_columns: bool) -> None:
    table = protect_table(rows, row_totals=with_rows, column_totals=with_columns)

    assert [cell for cell in all_cells(table) if cell.is_shown and cell.value < SMALL] == []
    assert narrow(attacked(rows, table)) == []


@given(tables(12, 5, 30))
@settings(max_examples=8, deadline=None)
def test_no_small_cell_of_a_large_table_can_be_solved_for(rows: list[list[int]]) -> None:
    assert narrow(attacked(rows, protect_table(rows))) == []


def share(rows: list[list[int]], draw: st.DataObject) -> list[list[int]]:
    return [[draw.draw(st.integers(0, value)) for value in row] for row in rows]


@given(any_table(4, 4, 8), st.data())
@settings(max_examples=50, deadline=None)
def test_who_knows_a_part_cannot_work_out_the_others(rows: list[list[int]], data: st.DataObject) -> None:
    own = share(rows, data)

    table = protect_table(rows, known=[own])

    assert narrow(attacked(rows, table)) == []
    assert narrow(attacked(rows, table, own), own=True) == []


@given(any_table(4, 4, 12), st.data())
@settings(max_examples=50, deadline=None)
def test_sums_that_are_large_enough_can_be_kept(rows: list[list[int]], data: st.DataObject) -> None:
    own = share(rows, data)
    views = [rows, [[a - b for a, b in zip(x, y, strict=True)] for x, y in zip(rows, own, strict=True)]]
    by_row = merged([[sum(view[y]) for view in views] for y in range(len(rows))])
    columns = range(len(rows[0]))
    by_column = merged([[sum(row[x] for row in view) for view in views] for x in columns])
    assume(len(by_row) > 1 and len(by_column) > 1)
    folded = [fold(view, by_row, by_column) for view in views]
    own_folded = [[a - b for a, b in zip(x, y, strict=True)] for x, y in zip(*folded, strict=True)]

    table = protect_table(folded[0], keep_totals=True, known=[own_folded])

    assert all(cell.is_shown for cell in [*table.row_totals, *table.column_totals, table.total])
    assert narrow(attacked(folded[0], table)) == []
    assert narrow(attacked(folded[0], table, own_folded), own=True) == []


def fold(rows: list[list[int]], by_row: list[range], by_column: list[range]) -> list[list[int]]:
    return [[sum(rows[y][x] for y in ys for x in xs) for xs in by_column] for ys in by_row]


def test_what_remains_of_a_sum_is_no_small_number_either() -> None:
    found = protect_list([1, 1, 8, 9, 10])

    assert [cell.mark for cell in found.cells].count(HIDDEN) == 1
    assert found.total == Cell(29)


def test_the_same_table_is_hidden_the_same_way_each_time() -> None:
    rows = [[1, 8, 7, 6], [5, 9, 9, 9], [6, 6, 6, 6]]

    assert protect_table(rows, seed="a") == protect_table(rows, seed="a")
    assert len({str(protect_table(rows, seed=str(seed))) for seed in range(20)}) > 1


@given(st.lists(st.integers(0, 7), min_size=1, max_size=6))
@settings(max_examples=80, deadline=None)
def test_no_small_cell_of_a_list_can_be_solved_for(counts: list[int]) -> None:
    found = protect_list(counts)
    as_table = ProtectedTable([found.cells], [found.total], None, None)

    assert narrow(attacked([counts], as_table)) == []


@pytest.mark.parametrize(("length", "most"), [(2, 9), (3, 9), (4, 6)])
def test_who_knows_the_procedure_cannot_tell_a_small_cell_of_a_list(length: int, most: int) -> None:
    """All lists that may be printed the same way under some secret differ in every small cell but noughts."""
    printed_so = defaultdict(list)
    for counts in product(range(most + 1), repeat=length):
        for secret in range(SECRETS):
            found = protect_list(counts, seed=str(secret))
            printed_so[(*found.cells, found.total)].append(counts)
    told = []
    for printed, fitting in printed_so.items():
        at_the_edge = any(most in counts for counts in fitting)
        for place in range(length):
            values = {counts[place] for counts in fitting}
            if len(values) == 1 and 0 < min(values) < SMALL and not at_the_edge:
                told.append((printed, fitting[0]))

    assert told == []


@given(st.lists(st.integers(0, 12), min_size=1, max_size=8))
@settings(max_examples=200, deadline=None)
def test_points_without_their_number_may_be_anything_small(counts: list[int]) -> None:
    found = points(counts)
    rest = sum(counts) - sum(cell.value for cell in found if cell.is_shown)
    others = [value for cell, value in zip(found, counts, strict=True) if not cell.is_shown]

    assert all(cell.value >= SMALL for cell in found if cell.is_shown)
    if any(cell.is_shown for cell in found) and others:
        for _one in others:
            assert rest - (len(others) - 1) * (SMALL - 1) <= 0
            assert rest >= SMALL


def marks(cells: list[Cell]) -> str:
    return " ".join(str(cell.value) if cell.is_shown else cell.mark for cell in cells)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([5, 4], "5 4 | 9"),
        ([1, 4], "few hidden | 5"),
        ([1, 1, 8], "few few hidden | 10"),
        ([1], "few | few"),
        ([], " | few"),
        ([2, 2], "few hidden | 4"),  # two marks "fewer than 3" would say that both are 2
        ([1, 1, 1], "few few few | 3"),
    ],
)
def test_lists(counts: list[int], expected: str) -> None:
    found = protect_list(counts)

    assert f"{marks(found.cells)} | {marks([found.total])}" == expected


def test_a_table_without_small_cells_stays_as_it_is() -> None:
    rows = [[3, 4], [5, 6]]

    assert protect_table(rows) == exact_table(rows)


def test_sums_that_are_not_printed_are_not_there() -> None:
    table = protect_table([[3, 4], [5, 6]], column_totals=False)

    assert table.column_totals is None
    assert table.total == Cell(18)
    assert protect_table([[3, 4]], row_totals=False, column_totals=False).total is None


def test_the_limit_is_a_setting() -> None:
    with override_settings(SMALL_CELL=5), translation.override("de"):
        assert str(shown(4)) == "weniger als 5"
        assert str(shown(5)) == "5"
    assert str(shown(2, exact=True)) == "2"
    assert str(Cell(None, HIDDEN)) != str(Cell(None, FEW))


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([[5], [4]], [[0], [1]]),
        ([[1], [2], [4]], [[0, 1], [2]]),
        ([[5], [1]], [[0, 1]]),
        ([[4], [5], [1]], [[0], [1, 2]]),
        ([[1], [1]], [[0, 1]]),
        ([[5, 1], [4, 4]], [[0, 1]]),  # who knows four of the five would know the fifth
        ([[5, 0], [4, 4]], [[0], [1]]),
        ([], []),
    ],
)
def test_small_neighbours_are_put_together(sizes: list[list[int]], expected: list[list[int]]) -> None:
    assert [list(group) for group in merged(sizes)] == expected


def test_names_are_told_only_with_a_rest_that_says_nothing() -> None:
    assert named_and_rest({"a": 5, "b": 1}) == ({}, 6)
    assert named_and_rest({"a": 5, "b": 2, "c": 1}) == ({"a": 5}, 3)
    assert named_and_rest({"a": 1}) == ({}, 0)

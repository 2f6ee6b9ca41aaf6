"""Which case takes which seat when all open cases and all free seats are looked at together.

**Input** (`Problem`): cases and offers by their ids, the free seats of each offer, and the pairs that fit.
A pair has a `value`: the score of `matching` (0 to 100) plus the urgency points of its case (0 to
`ASSIGNMENT_WEIGHTS["urgency"]`, from `urgency_points`). A pair may be pinned (kept, whatever it costs) or
excluded (never used).

**Objective**, in this order: (1) as many cases as possible get a seat, (2) the sum of the values of the
chosen pairs is as large as possible. Each case takes at most one seat, each offer gives at most its seats.

**Method.** Pinned pairs are set first and their seats taken off. What is left falls into connected
components (cases and offers that share pairs, found by `components`), which cannot influence each other;
small ones are packed together. Each pack is a flow network: one unit from every case, one arc per pair with
capacity 1 and cost −value, each offer takes as many units as it has seats. OR-tools'
`solve_max_flow_with_min_cost` first finds the largest flow and then, among the largest, the cheapest: the
objective word for word, without a bonus constant that could overflow. Costs are integers of at most
`MOST_VALUE` = 200; inside the solver they are multiplied by the number of nodes + 1, so that with a million
nodes every cost stays under 3·10⁸ and every sum along a path under 3·10¹⁴, far from 2⁶³ ≈ 9·10¹⁸.

**Deterministic.** Cases, offers and pairs are put in the order of their ids first, so that the same rows
give the same proposal in whatever order they come; between proposals of equal worth this order decides.

**Best 40.** Above `MOST_PAIRS` pairs only the `BEST` best of each case are kept (`best_per_case`). A case can
lose its seat by that only if all 40 best offers are full and another, worse one were free. In a component
with at most 40 cases that cannot happen: the other 39 cannot fill 40 offers, so there it loses nothing. In
larger ones it is rare: in one measurement the best 20 missed 0.2 % of the placements of 100,000 cases, and
40 keep more. `bench/assignment.py` measures time and memory.

Complexity: the solver needs O(n² · m · log(n · C)) in the worst case for n nodes, m pairs and costs up to C;
in practice it grows little faster than m. Memory: about 120 bytes per pair in the solver, 20 outside.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from ortools.graph.python import min_cost_flow

MOST_VALUE = 200  # above it `solve` refuses; a score is at most 100, urgency at most some points
BEST = 40  # pairs kept per case where there are too many
MOST_PAIRS = 1_000_000  # up to here every pair is kept: the result is exactly optimal
PACK = 20_000  # pairs that small components are packed together to
NONE = -1

Ints = np.ndarray  # of integers, one-dimensional
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Problem:
    """Cases, offers, and the pairs that fit; all arrays of integers.

    `cases` and `offers` hold unique ids; `seats` the free seats per offer (0 or more). Pair i joins
    `cases[pair_case[i]]` with `offers[pair_offer[i]]` and is worth `pair_value[i]`, 0 to MOST_VALUE; no
    pair comes twice. `pinned` and `excluded` (bool) mark pairs; one that is both is excluded. `held` (bool)
    marks the cases that have a pin: they take that seat or none.
    """

    cases: Ints
    offers: Ints
    seats: Ints
    pair_case: Ints
    pair_offer: Ints
    pair_value: Ints
    pinned: np.ndarray
    excluded: np.ndarray
    held: np.ndarray

    def __len__(self) -> int:
        return len(self.pair_case)


@dataclass(frozen=True)
class Assignment:
    """`offer_of[i]` is the index of the offer that case i takes, else NONE; `value_of` the pair's value.

    `unmet` holds the cases (indices) whose pinned offer has no seat left for them. `pairs_used` counts the
    pairs that were looked at, after exclusions and the best 40.
    """

    offer_of: Ints
    value_of: Ints
    unmet: Ints
    pairs_used: int

    @property
    def placements(self) -> int:
        return int((self.offer_of != NONE).sum())

    @property
    def value(self) -> int:
        return int(self.value_of.sum())


def urgency_points(ends_on: date | None, today: date, *, most: int, days: int) -> int:
    """Points for a case whose place ends on `ends_on`: `most` when it has ended or ends today, then evenly
    less down to 0 at `days` days ahead; half of `most` where no end is known."""
    if ends_on is None:
        return most // 2
    ahead = max(0, (ends_on - today).days)
    return round(most * max(0.0, 1.0 - ahead / days))


def solve(problem: Problem, *, progress: Progress = lambda done, of: None) -> Assignment:
    """The assignment with the most placements and among these the largest sum of values.

    Raises ValueError when values are out of range. `progress` is called after each pack with the pairs done
    and their total.
    """
    if len(problem) and not 0 <= int(problem.pair_value.min()) <= int(problem.pair_value.max()) <= MOST_VALUE:
        raise ValueError(f"values of pairs must lie between 0 and {MOST_VALUE}")
    order = np.lexsort((problem.offers[problem.pair_offer], problem.cases[problem.pair_case]))
    order = order[~problem.excluded[order]]
    offer_of = np.full(len(problem.cases), NONE, np.int64)
    value_of = np.zeros(len(problem.cases), np.int64)
    seats = problem.seats.astype(np.int64)
    _keep_pinned(problem, order, seats, offer_of, value_of)
    open_pairs = _open_pairs(problem, order, seats)
    done = 0
    for pack in packs(problem, open_pairs):
        chosen = _solve_pack(problem, pack, seats)
        offer_of[problem.pair_case[chosen]] = problem.pair_offer[chosen]
        value_of[problem.pair_case[chosen]] = problem.pair_value[chosen]
        done += len(pack)
        progress(done, len(open_pairs))
    return Assignment(offer_of, value_of, _unmet(problem, offer_of), len(open_pairs))


def _keep_pinned(problem: Problem, order: Ints, seats: Ints, offer_of: Ints, value_of: Ints) -> None:
    """Sets the pinned pairs while there are seats, the most valuable first, and takes their seats."""
    pins = order[problem.pinned[order]]
    pins = pins[np.argsort(-problem.pair_value[pins].astype(np.int16), kind="stable")]
    for pair in pins.tolist():
        case, offer = int(problem.pair_case[pair]), int(problem.pair_offer[pair])
        if offer_of[case] == NONE and seats[offer] > 0:
            offer_of[case], value_of[case] = offer, problem.pair_value[pair]
            seats[offer] -= 1


def _unmet(problem: Problem, offer_of: Ints) -> Ints:
    return np.flatnonzero(problem.held & (offer_of == NONE))


def _open_pairs(problem: Problem, order: Ints, seats: Ints) -> Ints:
    """The pairs still to be decided, by ids: no pin, a seat left, among the best where there are too many."""
    pairs = order[~problem.held[problem.pair_case[order]] & (seats[problem.pair_offer[order]] > 0)]
    return pairs if len(pairs) <= MOST_PAIRS else best_per_case(problem, pairs, BEST)


def best_per_case(problem: Problem, pairs: Ints, best: int) -> Ints:
    """Of `pairs` (ordered by case id) the `best` most valuable of each case, in the same order.

    Between equal values the lower offer id wins.
    """
    case = problem.pair_case[pairs]
    starts = np.flatnonzero(np.r_[True, case[1:] != case[:-1]])
    sizes = np.diff(np.r_[starts, len(pairs)])
    group = np.repeat(np.arange(len(starts)), sizes)
    by_value = np.lexsort((-problem.pair_value[pairs].astype(np.int16), group))  # stable: ids decide ties
    rank = np.empty(len(pairs), np.int64)
    rank[by_value] = np.arange(len(pairs)) - np.repeat(starts, sizes)
    return pairs[rank < best]


def components(left: Ints, right: Ints, left_count: int, right_count: int) -> Ints:
    """For each pair the label of its connected component: the smallest node number in it.

    `left[i]` and `right[i]` are the ends of pair i. Each node starts with its own number; in every round
    both ends of each pair take the smaller number (hooking), then numbers of numbers are followed to their
    end (shortcutting). O((pairs + nodes) · log nodes), all in numpy.
    """
    labels = np.arange(left_count + right_count)
    right = right + left_count
    while True:
        a, b = labels[left], labels[right]
        differs = a != b
        if not differs.any():
            return a
        high, low = np.maximum(a, b)[differs], np.minimum(a, b)[differs]
        np.minimum.at(labels, high, low)
        while True:
            shorter = labels[labels]
            if np.array_equal(shorter, labels):
                break
            labels = shorter


def packs(problem: Problem, pairs: Ints) -> Iterator[Ints]:
    """`pairs` by connected component, small ones joined up to PACK pairs; inside a pack ordered by ids."""
    if not len(pairs):
        return
    labels = components(
        problem.pair_case[pairs].astype(np.int64),
        problem.pair_offer[pairs].astype(np.int64),
        len(problem.cases),
        len(problem.offers),
    )
    first_pair = np.full(len(problem.cases) + len(problem.offers), len(pairs), np.int64)
    np.minimum.at(first_pair, labels, np.arange(len(pairs)))  # numbers by ids, whatever the input's order
    component = first_pair[labels]
    by_component = np.argsort(component, kind="stable")
    ends = np.flatnonzero(np.diff(component[by_component])) + 1
    start = 0
    for end in [*ends.tolist(), len(pairs)]:
        if end - start >= PACK or end == len(pairs):
            yield pairs[np.sort(by_component[start:end])]
            start = end


def _solve_pack(problem: Problem, pairs: Ints, seats: Ints) -> Ints:
    """The chosen pairs of one pack. Nodes: its cases by id, then its offers by id."""
    cases, tails = _numbered(problem.cases, problem.pair_case[pairs])
    offers, heads = _numbered(problem.offers, problem.pair_offer[pairs])
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        tails.astype(np.int32),
        (heads + len(cases)).astype(np.int32),
        np.ones(len(pairs), np.int64),
        -problem.pair_value[pairs].astype(np.int64),
    )
    supplies = np.r_[np.ones(len(cases), np.int64), -seats[offers]]
    flow.set_nodes_supplies(np.arange(len(supplies), dtype=np.int32), supplies)
    status = flow.solve_max_flow_with_min_cost()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"the solver answered {status}")
    return pairs[flow.flows(np.arange(len(pairs), dtype=np.int32)) > 0]


def _numbered(ids: Ints, index: Ints) -> tuple[Ints, Ints]:
    """The distinct members of `index` in the order of their ids, and for each entry its place there."""
    members = np.unique(index)
    members = members[np.argsort(ids[members], kind="stable")]
    place = np.empty(int(members.max()) + 1 if len(members) else 0, np.int64)
    place[members] = np.arange(len(members))
    return members, place[index]


def first_come(problem: Problem, arrival: Ints) -> Assignment:
    """What first come, first served gives on the same data: each case, in the order of `arrival` (its rank,
    lower comes first), takes the free seat worth most to it. Pinned pairs first, excluded ones never."""
    order = np.lexsort((problem.offers[problem.pair_offer], problem.cases[problem.pair_case]))
    order = order[~problem.excluded[order]]
    offer_of = np.full(len(problem.cases), NONE, np.int64)
    value_of = np.zeros(len(problem.cases), np.int64)
    seats = problem.seats.astype(np.int64)
    _keep_pinned(problem, order, seats, offer_of, value_of)
    pairs = order[~problem.held[problem.pair_case[order]]]
    rank = np.lexsort(
        (
            problem.offers[problem.pair_offer[pairs]],
            -problem.pair_value[pairs].astype(np.int16),
            arrival[problem.pair_case[pairs]],
        )
    )
    pairs = pairs[rank]
    taken, left = offer_of.tolist(), seats.tolist()
    chosen = []
    for pair, case, offer in zip(
        pairs.tolist(),
        problem.pair_case[pairs].tolist(),
        problem.pair_offer[pairs].tolist(),
        strict=True,
    ):
        if taken[case] == NONE and left[offer]:
            taken[case] = offer
            left[offer] -= 1
            chosen.append(pair)
    value_of[problem.pair_case[chosen]] = problem.pair_value[chosen]
    offer_of = np.array(taken, np.int64)
    return Assignment(offer_of, value_of, _unmet(problem, offer_of), len(pairs))

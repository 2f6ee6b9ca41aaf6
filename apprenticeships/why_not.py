"""For each case left over: the smallest relaxation that places one person more in all.

The assignment in hand has the most placements possible. Relaxing a wish of one left-over case (a longer
reach, say) adds pairs of this case only. By Berge's theorem the number of placements grows exactly when an
augmenting path runs from this case over one of the new pairs to a free seat: the case takes the seat, whoever
had it moves to another offer that fits, and so on, until somebody takes a seat that was free. So one search
backwards from all free seats (`obtainable`) tells for every offer whether taking a seat of it costs nobody
the place; after that each relaxation of each case is a look-up. No second solution is needed; the tests make
one all the same and compare. Complexity: O(pairs · length of the longest path) once, then O(left-over cases ·
offers of their main group).

How small a relaxation is stands in `EFFORT`: points per km, per day, per year. Where no single relaxation
helps, the cheapest of two or more together is named.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

import numpy as np

from apprenticeships.assignment import NONE, Assignment, Problem
from apprenticeships.candidates import BLOCK, Judged, Market, judge, offers_of, part_of
from apprenticeships.matching import DAYS_A_MONTH
from apprenticeships.states.assignments import LeftWhy, Relaxation

# Points per unit of each relaxation: what is asked of the person or the company, to order them by.
EFFORT = {
    Relaxation.REACH: 1.0,  # per km
    Relaxation.START: 0.5,  # per day of gap
    Relaxation.YEAR: 30.0,  # per year
    Relaxation.OCCUPATION: 40.0,  # another occupation of the same main group (two digits of the KldB)
    Relaxation.NETWORK: 50.0,  # two companies
    Relaxation.PART: 60.0,  # one company for some of the months; what follows is open
}
REACH_STEP = 5  # km; the reach is named in these steps
MOST_REACH = 100  # km that anybody is asked to travel
MOST_GAP = 183  # days
MOST_OPTIONS = 3
MOST_NETWORKS = 12  # offers for a part of the time that are combined in pairs, per case
BITS = {
    Relaxation.REACH: 1,
    Relaxation.START: 2,
    Relaxation.YEAR: 4,
    Relaxation.OCCUPATION: 8,
    Relaxation.PART: 16,
}


@dataclass(frozen=True)
class Option:
    """One way that would place this person too: what is relaxed, to what, and with which offers.

    `to` gives for each kind the new value: reach in km, days after the last acceptable start, years away,
    months in the first company of a network, else 1. `offers` are indices, the best first; `count` is how
    many there are, `effort` the sum of EFFORT.
    """

    to: dict[str, int]
    offers: tuple[int, ...]
    count: int
    effort: float


@dataclass(frozen=True)
class LeftOver:
    """A case without a seat: why in one word, how many offers fit and stand in its group, and what would
    help, the smallest first (empty: nothing within the limits)."""

    case: int
    why: str
    fitting: int
    in_group: int
    options: tuple[Option, ...]


class Residual:
    """An assignment with its free seats, and who could move where."""

    def __init__(self, problem: Problem, assignment: Assignment) -> None:
        keep = ~problem.excluded
        self.case, self.offer = problem.pair_case[keep], problem.pair_offer[keep]
        self.offer_of = assignment.offer_of
        placed = self.offer_of[self.offer_of != NONE]
        self.free = problem.seats - np.bincount(placed, minlength=len(problem.offers))
        self.fixed = np.zeros(len(problem.cases), bool)
        pinned = np.flatnonzero(problem.pinned & keep)
        kept = problem.pair_offer[pinned] == self.offer_of[problem.pair_case[pinned]]
        self.fixed[problem.pair_case[pinned[kept]]] = True
        order = np.argsort(self.case, kind="stable")
        self._next = self.offer[order]
        self._starts = np.searchsorted(self.case[order], np.arange(len(problem.cases) + 1))

    def obtainable(self) -> np.ndarray:
        """For each offer whether one seat more can be had without anybody losing a place."""
        reached = self.free > 0
        movable = ~self.fixed[self.case] & (self.offer_of[self.case] != NONE)
        holds, wants = self.offer_of[self.case[movable]], self.offer[movable]
        while True:
            found = np.unique(holds[reached[wants] & ~reached[holds]])
            if not len(found):
                return reached
            reached[found] = True

    def has_both(self, first: int, second: int) -> bool:
        """Whether a seat of `first` and one of `second` can be had together: two augmenting paths, the
        second after the first has been walked."""
        if self.free[first] > 0 and self.free[second] > 0:
            return True
        offer_of, free = dict(enumerate(self.offer_of.tolist())), self.free.copy()
        return self._walk(first, offer_of, free) and self._walk(second, offer_of, free)

    def _walk(self, start: int, offer_of: dict[int, int], free: np.ndarray) -> bool:
        """Frees one seat of `start` by moving people along the shortest path; False when there is none."""
        holders: dict[int, list[int]] = {}
        for case, offer in offer_of.items():
            if offer != NONE and not self.fixed[case]:
                holders.setdefault(offer, []).append(case)
        came_from: dict[int, tuple[int, int] | None] = {start: None}
        queue = deque([start])
        while queue:
            offer = queue.popleft()
            if free[offer] > 0:
                free[offer] -= 1
                while (step := came_from[offer]) is not None:
                    offer_of[step[1]] = offer
                    offer = step[0]
                return True
            for case in holders.get(offer, ()):
                for other in self._next[self._starts[case] : self._starts[case + 1]].tolist():
                    if other not in came_from:
                        came_from[other] = (offer, case)
                        queue.append(other)
        return False


def why_not(
    found: Market, problem: Problem, assignment: Assignment, main_groups: dict[int, list[int]]
) -> Iterator[LeftOver]:
    """Every case without a seat, in their order. `main_groups` maps a group to all of its main group."""
    residual = Residual(problem, assignment)
    obtainable = residual.obtainable()
    forbidden = _keys(problem, problem.pair_case[problem.excluded], problem.pair_offer[problem.excluded])
    fitting = np.bincount(residual.case, minlength=len(problem.cases))
    no_pin = set(assignment.unmet.tolist())
    left = np.flatnonzero(assignment.offer_of == NONE)
    for case, pairs in _against_main_group(found, left, main_groups):
        allowed = ~np.isin(_keys(problem, pairs.case, pairs.offer), forbidden)
        options = () if case in no_pin else _options(pairs, allowed, obtainable, found, residual)
        in_group = int((~pairs.other).sum())
        barred = int(len(pairs.case) - allowed.sum())
        why = _why(case, fitting[case], in_group, barred, no_pin)
        yield LeftOver(int(case), why, int(fitting[case]), in_group, options)


def _why(case: int, fitting: int, in_group: int, barred: int, no_pin: set[int]) -> str:
    if case in no_pin:
        return LeftWhy.PIN_FULL
    if fitting:
        return LeftWhy.ALL_TAKEN
    if not in_group:
        return LeftWhy.NO_OFFER
    return LeftWhy.EXCLUDED if barred else LeftWhy.NONE_FITS


def _keys(problem: Problem, case: np.ndarray, offer: np.ndarray) -> np.ndarray:
    return case.astype(np.int64) * len(problem.offers) + offer


def _against_main_group(
    found: Market, left: np.ndarray, main_groups: dict[int, list[int]]
) -> Iterator[tuple[int, Judged]]:
    """Each left-over case with all offers of its main group, judged; in blocks of cases of one group."""
    for group in np.unique(found.cases.group[left]).tolist():
        members = left[found.cases.group[left] == group]
        bases = np.unique(found.cases.base[members]).tolist()
        near = main_groups.get(group, [group])
        offers = offers_of(found, near, bases)
        is_near = np.isin(offers, offers_of(found, near))
        rows = max(1, BLOCK // max(1, len(offers)))
        for start in range(0, len(members), rows):
            block = members[start : start + rows]
            judged = judge(found, np.repeat(block, len(offers)), np.tile(offers, len(block)))
            for number, case in enumerate(block.tolist()):
                pairs = part_of(judged, slice(number * len(offers), (number + 1) * len(offers)))
                yield case, part_of(pairs, is_near | ~pairs.other)


def _options(
    pairs: Judged, allowed: np.ndarray, obtainable: np.ndarray, found: Market, residual: Residual
) -> tuple[Option, ...]:
    """What would help, the smallest first: single relaxations, else the cheapest of several together."""
    kinds = (
        (pairs.too_far > 0) * BITS[Relaxation.REACH]
        + (pairs.too_late > 0) * BITS[Relaxation.START]
        + (pairs.wrong_year > 0) * BITS[Relaxation.YEAR]
        + pairs.other * BITS[Relaxation.OCCUPATION]
        + pairs.short * BITS[Relaxation.PART]
    )
    possible = allowed & ~pairs.barred & (np.nan_to_num(pairs.km) <= MOST_REACH)
    possible &= (pairs.too_late <= MOST_GAP) & obtainable[pairs.offer]
    helps = possible & (kinds > 0)
    singles = [_option(pairs, helps & (kinds == bit), (kind,)) for kind, bit in BITS.items()]
    singles.append(_network(pairs, possible, kinds, found, residual))
    options = [one for one in singles if one is not None]
    if not options and helps.any():
        effort = np.where(helps, _effort(pairs), np.inf)
        bits = int(kinds[np.argmin(effort)])
        together = tuple(kind for kind, bit in BITS.items() if bits & bit)
        options = [_option(pairs, helps & (kinds == bits), together)]
    return tuple(sorted(options, key=lambda one: (one.effort, sorted(one.to))))[:MOST_OPTIONS]


def _effort(pairs: Judged) -> np.ndarray:
    return (
        pairs.too_far * EFFORT[Relaxation.REACH]
        + pairs.too_late * EFFORT[Relaxation.START]
        + pairs.wrong_year * EFFORT[Relaxation.YEAR]
        + pairs.other * EFFORT[Relaxation.OCCUPATION]
        + pairs.short * EFFORT[Relaxation.PART]
    )


def _option(pairs: Judged, mask: np.ndarray, kinds: tuple[Relaxation, ...]) -> Option | None:
    """The smallest relaxation of `kinds` among the pairs of `mask`, with all offers that it opens."""
    if not mask.any():
        return None
    found = np.flatnonzero(mask)
    effort = _effort(pairs)[found]
    first = found[np.lexsort((pairs.offer[found], effort))[0]]
    to, opened = {}, mask.copy()
    if Relaxation.REACH in kinds:
        to[Relaxation.REACH] = ceil(pairs.km[first] / REACH_STEP) * REACH_STEP
        opened &= pairs.km <= to[Relaxation.REACH]
    if Relaxation.START in kinds:
        to[Relaxation.START] = int(pairs.too_late[first])
        opened &= pairs.too_late <= to[Relaxation.START]
    if Relaxation.YEAR in kinds:
        to[Relaxation.YEAR] = int(pairs.wrong_year[first])
        opened &= pairs.wrong_year <= to[Relaxation.YEAR]
    if Relaxation.OCCUPATION in kinds:
        to[Relaxation.OCCUPATION] = 1
    if Relaxation.PART in kinds:
        to[Relaxation.PART] = 1
    opened = np.flatnonzero(opened)
    best = opened[np.lexsort((pairs.offer[opened], -pairs.score[opened], _effort(pairs)[opened]))]
    return Option(
        {str(kind): value for kind, value in to.items()},
        tuple(pairs.offer[best[:3]].tolist()),
        len(best),
        float(effort.min()),
    )


def _network(
    pairs: Judged, possible: np.ndarray, kinds: np.ndarray, found: Market, residual: Residual
) -> Option | None:
    """Two companies that cover the time together: a network for some months, then another network for the
    rest, or an offer that only starts too late and within these months."""
    first = np.flatnonzero(possible & (kinds == BITS[Relaxation.PART]))
    first = first[np.argsort(-found.offers.months[pairs.offer[first]], kind="stable")][:MOST_NETWORKS]
    if not len(first):
        return None
    needed = int(found.cases.months[pairs.case[0]])
    later = np.flatnonzero(possible & (kinds == BITS[Relaxation.START]))
    for one in first:
        months = int(found.offers.months[pairs.offer[one]])
        rest = [
            two for two in first if two > one and found.offers.months[pairs.offer[two]] + months >= needed
        ]
        rest += [two for two in later if pairs.too_late[two] <= months * DAYS_A_MONTH]
        for two in rest[:MOST_NETWORKS]:
            a, b = int(pairs.offer[one]), int(pairs.offer[two])
            if found.offers.companies[a] != found.offers.companies[b] and residual.has_both(a, b):
                return Option({str(Relaxation.NETWORK): months}, (a, b), 2, EFFORT[Relaxation.NETWORK])
    return None

"""The assignment of all cases: property tests against brute force and a second solver."""

from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, maximum_bipartite_matching

from apprenticeships import assignment
from apprenticeships.assignment import NONE, Problem, components, first_come, solve, urgency_points

MOST = 120


def problem(cases: int, seats: list[int], pairs: dict[tuple[int, int], int], **marks: set) -> Problem:
    """`pairs` maps (case, offer) to its value; ids are spread so that index and id differ."""
    case, offer = (np.array(one, np.int32) for one in (zip(*pairs, strict=True) if pairs else ((), ())))
    marked = {name: np.array([key in marks.get(name, ()) for key in pairs], bool) for name in MARKS}
    held = np.zeros(cases, bool)
    held[[one for one, _offer in marks.get("pinned", ())]] = True
    return Problem(
        np.arange(cases) * 3 + 7,
        np.arange(len(seats)) * 2 + 5,
        np.array(seats, np.int64),
        case,
        offer,
        np.array(list(pairs.values()), np.int16),
        held=held,
        **marked,
    )


MARKS = ("pinned", "excluded")


@st.composite
def problems(draw: st.DrawFn, most: int = 6) -> Problem:
    cases, offers = draw(st.integers(1, most)), draw(st.integers(1, most))
    keys = draw(st.lists(st.sampled_from(list(product(range(cases), range(offers)))), unique=True))
    pairs = {key: draw(st.integers(0, MOST)) for key in keys}
    seats = draw(st.lists(st.integers(0, 3), min_size=offers, max_size=offers))
    excluded = set(draw(st.lists(st.sampled_from(keys), max_size=4))) if keys else set()
    pins = dict(draw(st.lists(st.sampled_from(keys), max_size=2))) if keys else {}
    return problem(cases, seats, pairs, excluded=excluded, pinned=set(pins.items()))


def allowed_pairs(one: Problem) -> dict[tuple[int, int], int]:
    """What may be chosen: nothing excluded; of a held case its pin only."""
    rows = zip(one.pair_case.tolist(), one.pair_offer.tolist(), one.pair_value.tolist(), strict=True)
    return {
        (case, offer): value
        for index, (case, offer, value) in enumerate(rows)
        if not one.excluded[index] and (one.pinned[index] or not one.held[case])
    }


def brute_force(one: Problem) -> tuple[int, int, int]:
    """(pins kept, placements, value) of the best assignment, by trying every one."""
    pairs = allowed_pairs(one)
    choices = [[NONE, *[o for o in range(len(one.offers)) if (c, o) in pairs]] for c in range(len(one.cases))]
    best = (0, 0, 0)
    for chosen in product(*choices):
        used = np.bincount([o for o in chosen if o != NONE], minlength=len(one.offers))
        if (used <= one.seats).all():
            taken = [(c, o) for c, o in enumerate(chosen) if o != NONE]
            pins = sum(bool(one.held[c]) for c, _o in taken)
            best = max(best, (pins, len(taken), sum(pairs[key] for key in taken)))
    return best


def second_solver(one: Problem) -> tuple[int, int]:
    """(placements, value) by scipy: Hopcroft-Karp, and the Hungarian method with a bonus per placement."""
    seats = np.repeat(np.arange(len(one.offers)), one.seats)
    bonus = MOST * (len(one.cases) + 1)
    gain = np.zeros((len(one.cases), len(seats)))
    for (case, offer), value in allowed_pairs(one).items():
        gain[case, seats == offer] = bonus + value
    rows, columns = linear_sum_assignment(gain, maximize=True)
    chosen = gain[rows, columns]
    matched = maximum_bipartite_matching(csr_array(gain > 0), perm_type="column")
    assert int((chosen > 0).sum()) == int((matched >= 0).sum())
    return int((chosen > 0).sum()), int((chosen[chosen > 0] - bonus).sum())


@settings(max_examples=300, deadline=None)
@given(problems(most=4))
def test_no_better_assignment_exists(one: Problem) -> None:
    """Brute force: no placement is missed, and none of the same size is worth more."""
    found = solve(one)

    pins = int(one.held[found.offer_of != NONE].sum())
    assert (pins, found.placements, found.value) == brute_force(one)


@settings(max_examples=300, deadline=None)
@given(problems(most=9))
def test_seats_exclusions_and_pins_hold(one: Problem) -> None:
    found = solve(one)

    chosen = {(case, int(offer)) for case, offer in enumerate(found.offer_of) if offer != NONE}
    used = np.bincount([offer for _case, offer in chosen], minlength=len(one.offers))
    keys = list(zip(one.pair_case.tolist(), one.pair_offer.tolist(), strict=True))
    excluded = {key for key, mark in zip(keys, one.excluded, strict=True) if mark}
    pinned = {key for key, mark in zip(keys, one.pinned, strict=True) if mark} - excluded
    assert (used <= one.seats).all()
    assert chosen <= set(keys) - excluded
    for offer in range(len(one.offers)):
        wanted = {key for key in pinned if key[1] == offer}
        assert len(wanted & chosen) == min(len(wanted), one.seats[offer])
    assert set(found.unmet.tolist()) == {c for c in range(len(one.cases)) if one.held[c]} - {
        case for case, _offer in chosen
    }


@settings(max_examples=200, deadline=None)
@given(problems(most=12).filter(lambda one: not one.held.any()))
def test_the_second_solver_agrees(one: Problem) -> None:
    found = solve(one)

    assert (found.placements, found.value) == second_solver(one)


@settings(max_examples=100, deadline=None)
@given(problems(most=9), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(one: Problem, random) -> None:
    """Shuffled cases, offers and pairs: the same pairs of ids, not only as many."""
    cases, offers, pairs = (list(range(n)) for n in (len(one.cases), len(one.offers), len(one)))
    for order in (cases, offers, pairs):
        random.shuffle(order)
    new_case, new_offer = np.argsort(cases), np.argsort(offers)
    shuffled = Problem(
        one.cases[cases],
        one.offers[offers],
        one.seats[offers],
        new_case[one.pair_case[pairs]] if pairs else one.pair_case,
        new_offer[one.pair_offer[pairs]] if pairs else one.pair_offer,
        one.pair_value[pairs],
        one.pinned[pairs],
        one.excluded[pairs],
        one.held[cases],
    )

    assert by_ids(one, solve(one)) == by_ids(shuffled, solve(shuffled))


def by_ids(one: Problem, found: assignment.Assignment) -> dict[int, int]:
    return {
        int(one.cases[case]): int(one.offers[offer])
        for case, offer in enumerate(found.offer_of)
        if offer != NONE
    }


@settings(max_examples=100, deadline=None)
@given(problems(most=8))
def test_first_come_never_places_more(one: Problem) -> None:
    found, greedy = solve(one), first_come(one, np.arange(len(one.cases)))

    used = np.bincount(greedy.offer_of[greedy.offer_of != NONE], minlength=len(one.offers))
    assert (used <= one.seats).all()
    assert (greedy.placements, greedy.value) <= (found.placements, found.value)


def test_first_come_takes_the_best_free_seat_in_order_of_arrival() -> None:
    one = problem(2, [1, 1], {(0, 0): 90, (0, 1): 80, (1, 0): 70})

    early, late = first_come(one, np.array([0, 1])), first_come(one, np.array([1, 0]))

    assert (early.offer_of.tolist(), late.offer_of.tolist()) == ([0, NONE], [1, 0])
    assert solve(one).placements == 2


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))))
def test_components_are_those_of_the_second_library(pairs: list[tuple[int, int]]) -> None:
    left, right = (np.array([pair[i] for pair in pairs], np.int64) for i in (0, 1))
    labels = components(left, right, 31, 31)
    graph = csr_array((np.ones(len(left)), (left, right + 31)), shape=(62, 62))
    _count, expected = connected_components(graph, directed=False)
    assert len(set(labels)) == len(set(expected[left]))
    assert len(set(zip(labels, expected[left], strict=True))) == len(set(labels))


def random_problem(cases: int, offers: int, pairs: int, seed: int) -> Problem:
    random = np.random.default_rng(seed)
    keys = np.unique(random.integers(0, cases * offers, pairs))
    flags = np.zeros(len(keys), bool)
    values = random.integers(0, MOST + 1, len(keys)).astype(np.int16)
    return Problem(
        np.arange(cases),
        np.arange(offers),
        random.integers(1, 3, offers),
        keys // offers,
        keys % offers,
        values,
        flags,
        flags,
        np.zeros(cases, bool),
    )


def test_packs_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    one = random_problem(400, 300, 500, 1)
    whole = solve(one)
    monkeypatch.setattr(assignment, "PACK", 1)
    steps: list[tuple[int, int]] = []

    split = solve(one, progress=lambda done, of: steps.append((done, of)))

    assert (split.placements, split.value) == (whole.placements, whole.value)
    assert len(steps) > 10
    assert steps[-1] == (len(one), len(one))


def test_the_best_pairs_lose_nothing_in_small_components(monkeypatch: pytest.MonkeyPatch) -> None:
    """With as many best offers as cases compete the others cannot fill them all."""
    one = random_problem(20, 60, 700, 2)
    whole = solve(one)
    monkeypatch.setattr(assignment, "MOST_PAIRS", 0)
    monkeypatch.setattr(assignment, "BEST", 20)

    cut = solve(one)

    assert cut.pairs_used < whole.pairs_used
    assert (cut.placements, cut.value) == (whole.placements, whole.value)


def test_values_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 200"):
        solve(problem(1, [1], {(0, 0): 201}))


def test_nothing_to_assign() -> None:
    assert solve(problem(3, [], {})).placements == 0


@pytest.mark.parametrize(
    ("days", "points"), [(-30, 20), (0, 20), (9, 18), (45, 10), (90, 0), (400, 0), (None, 10)]
)
def test_urgency(days: int | None, points: int) -> None:
    today = date(2026, 10, 6)
    ends = None if days is None else today + timedelta(days)

    assert urgency_points(ends, today, most=20, days=90) == points

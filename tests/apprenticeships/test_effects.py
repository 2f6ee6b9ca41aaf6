"""What measures have contributed to: each case once, and no small number can be worked out."""

from collections import defaultdict
from datetime import date
from itertools import product

import pytest

from apprenticeships.effects import Effect, counts, effects_of, shown_of
from apprenticeships.models import CaseContribution
from apprenticeships.states import CaseState, Outcome
from tests.apprenticeships.factories import make_case
from tests.factories import World
from tests.measures.factories import make_measure, make_programme

TODAY, LAST_MONTH = date(2026, 11, 24), date(2026, 10, 12)
LEAST = 3
TRIPLES = [(h, c, s) for h in range(12) for c in range(h + 1) for s in range(c + 1)]


def quantities(triple: tuple[int, int, int]) -> dict[str, int]:
    """The three numbers and what remains when two of them are subtracted."""
    helped, contract, seamless = triple
    return {
        "helped": helped,
        "contract": contract,
        "seamless": seamless,
        "helped-contract": helped - contract,
        "contract-seamless": contract - seamless,
        "helped-seamless": helped - seamless,
    }


def test_every_small_number_and_difference_stays_one_of_three() -> None:
    """Exhaustive: whoever sees the marks and knows the procedure cannot tell a small number."""
    looks = defaultdict(list)
    for triple in TRIPLES:
        looks[tuple(map(str, shown_of(Effect(*triple), small=LEAST)))].append(quantities(triple))

    told = [
        (look, name, row[name])
        for look, rows in looks.items()
        for row in rows
        for name in row
        if row["helped"] < 9 and row[name] < LEAST and len({other[name] for other in rows}) < LEAST
    ]

    assert told == []


def test_what_remains_without_ones_own_part_is_never_one_small_number() -> None:
    """Of two organisations that contribute, neither can work out the other's small numbers."""
    small = [triple for triple in TRIPLES if triple[0] <= 5]
    seen = defaultdict(list)
    for own, other in product(small, small):
        total = tuple(a + b for a, b in zip(own, other, strict=True))
        parts = {1: own, 2: other}
        look = tuple(map(str, shown_of(Effect(*total, parts=parts), small=LEAST)))
        seen[own, look].append(quantities(other))

    told = [
        (own, look, name, row[name])
        for (own, look), rows in seen.items()
        for row in rows
        for name in ("helped", "contract", "seamless")
        if 0 < row[name] < LEAST and len({other[name] for other in rows}) < 2
    ]

    assert told == []


@pytest.mark.parametrize(
    ("triple", "values"),
    [
        ((9, 6, 3), (9, 6, 3)),
        ((9, 8, 3), (9, None, 3)),
        ((2, 1, 1), (None, None, None)),
        ((7, 4, 1), (7, 4, None)),
    ],
)
def test_large_numbers_are_shown(triple: tuple, values: tuple) -> None:
    assert tuple(cell.value for cell in shown_of(Effect(*triple), small=LEAST)) == values


def closed(
    world: World, measures: list, *, seamless: bool = True, outcome: str = Outcome.SAME_OCCUPATION, **values
):
    case = make_case(
        world,
        state=CaseState.CLOSED,
        outcome=outcome,
        ends_on=date(2026, 8, 31),
        new_start_on=date(2026, 9, 1 if seamless else 15),
        **{"closed_on": LAST_MONTH} | values,
    )
    CaseContribution.objects.bulk_create(CaseContribution(case=case, measure=one) for one in measures)
    return case


def test_a_case_counts_once_for_each_measure(world: World, django_assert_num_queries) -> None:
    first, second = make_measure(), make_measure()
    closed(world, [first, second])
    closed(world, [first], seamless=False)
    closed(world, [first], outcome=Outcome.SCHOOL)

    with django_assert_num_queries(1):
        found = effects_of([first.pk, second.pk], until=TODAY)

    assert (found[first.pk].triple, found[second.pk].triple) == ((3, 2, 1), (1, 1, 1))


def test_only_what_was_closed_by_the_end_of_last_month_counts(world: World) -> None:
    measure = make_measure()
    closed(world, [measure], closed_on=TODAY)

    assert [number.own for number in counts(world.actor("adviser_a"), measure, TODAY)] == [0, 0, 0]
    assert effects_of([measure.pk], until=TODAY)[measure.pk].closed == 1


@pytest.mark.parametrize(("name", "own"), [("adviser_a", 1), ("adviser_b", 0), ("editor", None)])
def test_advisers_see_their_own_part_and_nobody_small_numbers(
    world: World, name: str, own: int | None
) -> None:
    measure = make_measure()
    closed(world, [measure])

    found = counts(world.actor(name), measure, TODAY)

    assert [(number.value, number.own) for number in found] == [(None, own)] * 3


def test_nothing_is_counted_for_programmes_and_for_the_operator(world: World) -> None:
    assert counts(world.actor("editor"), make_programme(), TODAY) == []
    assert counts(world.actor("operator"), make_measure(), TODAY) == []

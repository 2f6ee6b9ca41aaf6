"""Why not: each option, solved again with it, places one person more in all; nothing smaller does."""

from dataclasses import replace

import numpy as np
import pytest

from apprenticeships.assignment import NONE, Problem, solve
from apprenticeships.candidates import Market, judge, market, problem_of
from apprenticeships.models import Case
from apprenticeships.states import OfferKind
from apprenticeships.states.assignments import LeftWhy
from apprenticeships.why_not import MOST_GAP, MOST_REACH, REACH_STEP, LeftOver, Residual, why_not
from portal.region.models import OccupationGroup
from tests.apprenticeships import factories as make
from tests.apprenticeships.assignment_factories import random_market
from tests.apprenticeships.factories import TODAY
from tests.factories import World, make_municipality, make_occupation

NORTH = 1 / 111.195  # degrees of latitude in a km


def main_groups() -> dict[int, list[int]]:
    rows = list(OccupationGroup.objects.values_list("pk", "kldb3"))
    return {pk: [other for other, code in rows if code[:2] == kldb3[:2]] for pk, kldb3 in rows}


def with_pairs(one: Problem, case: int, offers: list[int]) -> Problem:
    """The same problem with further pairs of one case."""
    count = len(offers)
    return replace(
        one,
        pair_case=np.r_[one.pair_case, np.full(count, case)],
        pair_offer=np.r_[one.pair_offer, np.array(offers, np.int64)],
        pair_value=np.r_[one.pair_value, np.full(count, 50)],
        pinned=np.r_[one.pinned, np.zeros(count, bool)],
        excluded=np.r_[one.excluded, np.zeros(count, bool)],
    )


def opened(found: Market, case: int, to: dict[str, int]) -> list[int]:
    """The offers that the relaxed wishes of `case` admit, judged anew from the definition of each kind."""
    everything = np.arange(len(found.offers))
    pairs = judge(found, np.full(len(everything), case), everything)
    far = (pairs.too_far == 0) | (pairs.km <= to.get("reach", 0))
    late = pairs.too_late <= to.get("start", 0)
    year = pairs.wrong_year <= to.get("year", 0)
    other = ~pairs.other | ("occupation" in to)
    short = ~pairs.short | ("part" in to)
    same_main = np.isin(everything, main_offers(found, case))
    return np.flatnonzero(far & late & year & other & short & same_main & ~pairs.barred).tolist()


def main_offers(found: Market, case: int) -> list[int]:
    groups = main_groups()[int(found.cases.group[case])]
    same_base = found.offers.bases.get(int(found.cases.base[case]), ())
    return sorted({*same_base, *(one for group in groups for one in found.offers.groups.get(group, ()))})


def explained(found: Market, one: Problem) -> tuple[int, list[LeftOver]]:
    solution = solve(one)
    return solution.placements, list(why_not(found, one, solution, main_groups()))


@pytest.mark.parametrize("seed", range(6))
def test_each_option_places_one_person_more_and_nothing_smaller_does(world: World, seed: int) -> None:
    """Against a full second solution: for each option, and for the next smaller reach."""
    random_market(world, seed, cases=40, offers=25)
    found = market(Case.objects.seeking(), TODAY)
    one = problem_of(found, [])
    placements, left = explained(found, one)

    tried = 0
    for row in left:
        for option in row.options:
            if "network" in option.to:
                continue
            tried += 1
            more = solve(with_pairs(one, row.case, opened(found, row.case, option.to)))
            assert more.placements == placements + 1, option
            if "reach" in option.to and option.to["reach"] - REACH_STEP > found.cases.reach[row.case]:
                smaller = {**option.to, "reach": option.to["reach"] - REACH_STEP}
                if len(option.to) == 1:
                    less = solve(with_pairs(one, row.case, opened(found, row.case, smaller)))
                    assert less.placements == placements
    assert tried > 5
    assert len(left) == len(one.cases) - placements


@pytest.mark.parametrize("seed", range(4))
def test_where_nothing_is_offered_nothing_within_the_limits_helps(world: World, seed: int) -> None:
    random_market(world, seed + 20, cases=40, offers=12)
    found = market(Case.objects.seeking(), TODAY)
    one = problem_of(found, [])
    placements, left = explained(found, one)
    everything = {"reach": MOST_REACH, "start": MOST_GAP, "year": 9, "occupation": 1, "part": 1}

    for row in (row for row in left if not row.options):
        more = solve(with_pairs(one, row.case, opened(found, row.case, everything)))
        assert more.placements == placements
    for row in left:
        efforts = [option.effort for option in row.options]
        assert efforts == sorted(efforts)


def only_left_over(world: World) -> LeftOver:
    found = market(Case.objects.seeking(), TODAY)
    _placements, left = explained(found, problem_of(found, []))
    assert len(left) == 1
    return left[0]


def test_a_longer_way_counts_the_offers_within_it(world: World) -> None:
    """ "drei Angebote innerhalb 40 km statt 25 km" """
    make.make_case(world, reach_km=25)
    for km in (33, 37, 39.5, 48):
        town = make_municipality(latitude=49.28 + km * NORTH, longitude=9.69)
        make.make_offer(world, municipality=town)

    option = only_left_over(world).options[0]

    assert (option.to, option.count) == ({"reach": 35}, 1)


def test_a_longer_way_helps_only_where_the_offer_reaches_as_far(world: World) -> None:
    """The nearer offer takes nobody from so far away, so the way to the farther one is named."""
    make.make_case(world, reach_km=25)
    for km, reach in ((28, 27), (38, 40), (39, None), (39.5, 30)):
        town = make_municipality(latitude=49.28 + km * NORTH, longitude=9.69)
        make.make_offer(world, municipality=town, reach_km=reach)

    option = only_left_over(world).options[0]

    assert (option.to, option.count) == ({"reach": 40}, 2)


def test_no_way_is_named_to_offers_that_want_people_from_nearby(world: World) -> None:
    make.make_case(world, reach_km=25)
    town = make_municipality(latitude=49.28 + 33 * NORTH, longitude=9.69)
    make.make_offer(world, municipality=town, reach_km=30)

    row = only_left_over(world)

    assert (row.options, row.why) == ((), LeftWhy.NONE_FITS)


def test_a_seat_that_others_can_be_moved_from_counts(world: World) -> None:
    """The far seat is taken, but whoever has it could move: one person more all the same."""
    far = make_municipality(latitude=49.28 + 29.5 * NORTH, longitude=9.69)
    farther = make_municipality(latitude=49.28 + 60 * NORTH, longitude=9.69)
    make.make_case(world, residence=far, reach_km=40)
    make.make_offer(world, municipality=far)
    make.make_offer(world, municipality=farther)
    make.make_case(world, reach_km=25)

    option = only_left_over(world).options[0]

    assert option.to == {"reach": 30}


def test_a_seat_that_would_only_change_hands_is_no_help(world: World) -> None:
    far = make_municipality(latitude=49.28 + 29.5 * NORTH, longitude=9.69)
    make.make_case(world, residence=far, reach_km=10)
    make.make_offer(world, municipality=far)
    make.make_case(world, reach_km=25)

    row = only_left_over(world)

    assert (row.options, row.why) == ((), LeftWhy.NONE_FITS)


def test_other_year_later_start_and_other_occupation(world: World) -> None:
    base = {"contract_start": TODAY.replace(year=2025), "ends_on": TODAY}
    make.make_case(world, occupation=make_occupation(kldb3="263"), **base)
    occupation = Case.objects.get().occupation
    make.make_offer(world, occupations=[occupation], years=[1])
    make.make_offer(world, occupations=[occupation], valid_from=TODAY.replace(year=2027, month=1))
    make.make_offer(world, occupations=[make_occupation(kldb3="264")])
    make.make_offer(world, occupations=[make_occupation(kldb3="711")])

    row = only_left_over(world)

    assert [option.to for option in row.options] == [{"start": 50}, {"year": 1}, {"occupation": 1}]


def test_two_relaxations_together_where_no_single_one_helps(world: World) -> None:
    far = make_municipality(latitude=49.28 + 29.5 * NORTH, longitude=9.69)
    make.make_case(world, reach_km=25, contract_start=TODAY.replace(year=2025))
    make.make_offer(world, municipality=far, years=[1])

    assert [option.to for option in only_left_over(world).options] == [{"reach": 30, "year": 1}]


def network_case(world: World) -> Case:
    """20 months are left."""
    return make.make_case(
        world,
        contract_start=TODAY.replace(year=2025, month=9, day=1),
        contract_end=TODAY.replace(year=2028, month=6, day=1),
    )


def test_two_companies_in_a_network_cover_the_time_together(world: World) -> None:
    network_case(world)
    make.make_offer(world, kind=OfferKind.NETWORK, months=12)
    make.make_offer(world, kind=OfferKind.NETWORK, months=9)

    options = only_left_over(world).options

    assert [option.to for option in options] == [{"network": 12}, {"part": 1}]
    assert len(options[0].offers) == 2


def test_two_companies_that_are_too_short_together_do_not(world: World) -> None:
    network_case(world)
    make.make_offer(world, kind=OfferKind.NETWORK, months=9)
    make.make_offer(world, kind=OfferKind.NETWORK, months=6)

    assert [option.to for option in only_left_over(world).options] == [{"part": 1}]


def test_two_offers_of_the_same_company_are_no_network(world: World) -> None:
    network_case(world)
    for months in (12, 9):
        make.make_offer(world, company_name="Muster-Verbund", kind=OfferKind.NETWORK, months=months)

    assert "network" not in {kind for option in only_left_over(world).options for kind in option.to}


def test_both_seats_of_a_network_must_be_had_together(world: World) -> None:
    """Two paths that would need the same last free seat: only one of both can be had."""
    one = two_full_offers(free=1)
    assert not Residual(one, solve(one)).has_both(0, 1)
    assert Residual(one, solve(one)).obtainable().all()
    two = two_full_offers(free=2)
    assert Residual(two, solve(two)).has_both(0, 1)


def two_full_offers(free: int) -> Problem:
    """Offers 0 and 1 are taken by cases 0 and 1, who could both move to offer 2 with `free` seats."""
    case, offer = np.array([0, 0, 1, 1]), np.array([0, 2, 1, 2])
    none = np.zeros(4, bool)
    values = np.array([100, 1, 100, 1])
    return Problem(
        np.arange(2), np.arange(3), np.array([1, 1, free]), case, offer, values, none, none, np.zeros(2, bool)
    )


def test_why_in_one_word(world: World) -> None:
    lonely = make.make_case(world, occupation=make_occupation(kldb3="999"))
    for _index in range(2):
        make.make_case(world)
    make.make_offer(world)
    found = market(Case.objects.seeking(), TODAY)
    _placements, left = explained(found, problem_of(found, []))

    why = {int(found.cases.pk[row.case]): row.why for row in left}

    assert why.pop(lonely.pk) == LeftWhy.NO_OFFER
    assert list(why.values()) == [LeftWhy.ALL_TAKEN]
    assert solve(problem_of(found, [])).offer_of.tolist().count(NONE) == 2

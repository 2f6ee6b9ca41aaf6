"""The pairs of a run are those that matching finds, with the same score to the point."""

import numpy as np
import pytest

from apprenticeships.assignment import NONE, best_per_case, solve
from apprenticeships.candidates import Wish, judge, market, problem_of
from apprenticeships.candidates import pairs as chosen
from apprenticeships.matching import judge as judge_in_words
from apprenticeships.matching import need_of, place_of, points, score
from apprenticeships.models import Case, TakeoverOffer
from apprenticeships.states import OfferKind
from apprenticeships.states.assignments import WishKind
from tests.apprenticeships import factories as make
from tests.apprenticeships.assignment_factories import random_market
from tests.apprenticeships.factories import TODAY
from tests.factories import World


def every_pair(world: World) -> tuple:
    found = market(Case.objects.seeking(), TODAY)
    case, offer = (axis.ravel() for axis in np.indices((len(found.cases), len(found.offers))))
    return found, judge(found, case, offer)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_pair_is_judged_as_matching_judges_it(world: World, seed: int) -> None:
    """Whether it fits and its score, for all pairs of random cases and offers."""
    random_market(world, seed, cases=40, offers=40)
    found, judged = every_pair(world)
    needs = {
        one.pk: need_of(one, TODAY)
        for one in Case.objects.select_related("residence", "occupation", "company_case")
    }
    rows = TakeoverOffer.objects.select_related("municipality").prefetch_related("occupations")
    places = {one.pk: place_of(one) for one in rows}
    case_pk, offer_pk = found.cases.pk[judged.case].tolist(), found.offers.pk[judged.offer].tolist()

    expected = [points(needs[c], places[o]) for c, o in zip(case_pk, offer_pk, strict=True)]
    computed = [
        value if fits else None
        for value, fits in zip(judged.score.tolist(), judged.matches.tolist(), strict=True)
    ]
    in_words = [score(judge_in_words(needs[c], places[o])) for c, o in zip(case_pk, offer_pk, strict=True)]

    assert computed == expected
    assert [one for one in computed if one is not None] == [
        word for word, one in zip(in_words, computed, strict=True) if one is not None
    ]
    assert 20 < sum(one is not None for one in expected) < len(expected)


def test_the_pairs_of_a_run_are_those_that_carry_to_the_end(world: World) -> None:
    random_market(world, 4, cases=40, offers=40)
    found, judged = every_pair(world)

    one = problem_of(found, [])

    expected = {
        (case, offer, value)
        for case, offer, value, fits in zip(
            judged.case.tolist(), judged.offer.tolist(), judged.score.tolist(), judged.fits, strict=True
        )
        if fits
    }
    values = one.pair_value - found.cases.urgency[one.pair_case]
    assert set(zip(one.pair_case.tolist(), one.pair_offer.tolist(), values.tolist(), strict=True)) == expected
    assert judged.short.any()


def test_a_network_that_ends_too_early_is_no_place_in_a_run(world: World) -> None:
    end = TODAY.replace(year=2028)
    make.make_case(world, contract_start=TODAY.replace(year=2025), contract_end=end)
    make.make_offer(world, kind=OfferKind.NETWORK, months=6)
    whole = make.make_offer(world, kind=OfferKind.NETWORK, months=30)

    one = problem_of(market(Case.objects.seeking(), TODAY), [])

    assert one.offers[one.pair_offer].tolist() == [whole.pk]


def test_full_expired_and_withdrawn_offers_are_out(world: World) -> None:
    make.make_case(world)
    make.make_offer(world, seats_taken=1)
    make.make_offer(world, state="withdrawn")
    make.make_offer(world, valid_until=TODAY.replace(day=1))

    assert len(market(Case.objects.seeking(), TODAY).offers) == 0


def wish(case: Case, offer: TakeoverOffer, kind: str) -> Wish:
    return Wish(case.pk, offer.pk, kind, offer.company_id, offer.sort_name)


def test_wishes_shape_the_pairs(world: World) -> None:
    """An excluded offer, an excluded company with all its offers, and a pin on a pair that does not fit."""
    cases = [make.make_case(world) for _index in range(3)]
    company = make.make_company(world)
    near, other = make.make_offer(world), make.make_offer(world, company=company)
    twin = make.make_offer(world, company=company)
    wrong_year = make.make_offer(world, years=[4])
    wishes = [
        wish(cases[0], near, WishKind.NOT_OFFER),
        wish(cases[1], other, WishKind.NOT_COMPANY),
        wish(cases[2], wrong_year, WishKind.PIN),
    ]
    make.make_case(world)
    Case.objects.update(contract_start=TODAY.replace(year=2025))

    one = problem_of(market(Case.objects.seeking(), TODAY), wishes)
    found = solve(one)

    keys = zip(one.cases[one.pair_case].tolist(), one.offers[one.pair_offer].tolist(), strict=True)
    marks = dict(zip(keys, zip(one.excluded.tolist(), one.pinned.tolist(), strict=True), strict=True))
    assert {key for key, (excluded, _pin) in marks.items() if excluded} == {
        (cases[0].pk, near.pk),
        (cases[1].pk, other.pk),
        (cases[1].pk, twin.pk),
    }
    assert one.offers[found.offer_of[2]] == wrong_year.pk
    assert found.placements == 4


def test_a_pinned_offer_that_is_gone_leaves_its_case_without(world: World) -> None:
    case = make.make_case(world)
    full = make.make_offer(world, seats_taken=1)
    make.make_offer(world)

    one = problem_of(market(Case.objects.seeking(), TODAY), [wish(case, full, WishKind.PIN)])
    found = solve(one)

    assert found.offer_of.tolist() == [NONE]
    assert found.unmet.tolist() == [0]


def test_statements_do_not_grow(world: World, django_assert_num_queries) -> None:
    random_market(world, 5, cases=10, offers=10)

    with django_assert_num_queries(5):
        market(Case.objects.seeking(), TODAY)


def test_too_many_pairs_are_cut_to_the_best_of_each_case(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the solver would cut them itself, but never all in memory at once; exclusions do not count."""
    random_market(world, 6, cases=30, offers=60)
    found = market(Case.objects.seeking(), TODAY)
    whole = problem_of(found, [])
    barred = whole.pair_case * len(found.offers) + whole.pair_offer
    monkeypatch.setattr(chosen, "MOST_PAIRS", 10)
    monkeypatch.setattr(chosen, "BEST", 3)

    cut = chosen.fitting(found, np.zeros(0, np.int64))
    without = chosen.fitting(found, barred[:5])

    pairs = np.lexsort((whole.offers[whole.pair_offer], whole.cases[whole.pair_case]))
    kept = best_per_case(whole, pairs, 3)
    expected = set(zip(whole.pair_case[kept].tolist(), whole.pair_offer[kept].tolist(), strict=True))
    assert set(zip(cut.case.tolist(), cut.offer.tolist(), strict=True)) == expected
    assert not np.isin(chosen.keys_of(found, without.case, without.offer), barred[:5]).any()
    assert len(cut.case) < len(whole)

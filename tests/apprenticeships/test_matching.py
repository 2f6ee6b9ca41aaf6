"""The matching's six criteria, its score, and that SQL and Python measure the same distance."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apprenticeships.matching import (
    HARD,
    WEIGHTS,
    Need,
    Place,
    bars,
    judge,
    need_of,
    points,
    rank_cases,
    rank_offers,
    score,
)
from apprenticeships.models import TrainingCompany, training_year
from apprenticeships.states import NEVER, OfferKind
from portal.region.geo import distance_km
from tests.apprenticeships import factories as make
from tests.apprenticeships.disclosure_factories import make_rule
from tests.apprenticeships.factories import TODAY
from tests.factories import World, make_municipality, make_occupation

NEED = Need(1, 10, 49.28, 9.69, 25, 3, date(2026, 10, 31), "Muster-Schule", "")
PLACE = Place(
    {1: (10, "Mechatroniker/in")}, 49.28, 9.69, (3,), date(2026, 10, 15), "Muster-Schule", "Tagschicht"
)
ORDER = ("occupation", "distance", "year", "start", "school", "wishes")


def change(row: Need | Place, **values: object) -> Need | Place:
    return type(row)(**{**row.__dict__, **values})


def kinds(need: Need, place: Place) -> dict[str, str]:
    return {one.name: one.kind for one in judge(need, place)}


def test_the_perfect_place_has_all_points() -> None:
    criteria = judge(NEED, PLACE)

    assert tuple(one.name for one in criteria) == ORDER
    assert {one.kind for one in criteria} == {"match"}
    assert score(criteria) == 100
    assert sum(WEIGHTS.values()) == 100


@pytest.mark.parametrize(
    ("need", "place", "name", "kind"),
    [
        ({}, {"occupations": {2: (10, "Elektroniker/in")}}, "occupation", "partial"),
        ({}, {"occupations": {2: (11, "Bäcker/in")}}, "occupation", "mismatch"),
        ({}, {"latitude": 49.6}, "distance", "mismatch"),
        ({}, {"latitude": None}, "distance", "unknown"),
        ({"latitude": None, "longitude": None}, {}, "distance", "unknown"),
        ({}, {"years": (1, 2)}, "year", "mismatch"),
        ({}, {"years": ()}, "year", "match"),
        ({"year": None}, {}, "year", "unknown"),
        ({}, {"starts_on": None}, "start", "match"),
        ({}, {"starts_on": date(2026, 11, 1)}, "start", "match"),
        ({}, {"starts_on": date(2026, 11, 2)}, "start", "mismatch"),
        ({"needed_from": None}, {}, "start", "unknown"),
        ({}, {"school": "Andere Schule"}, "school", "partial"),
        ({"school": ""}, {}, "school", "unknown"),
        ({"wishes": "keine Nachtschicht"}, {}, "wishes", "unknown"),
        (
            {"base": "Elektroniker"},
            {"occupations": {2: (11, "B")}, "bases": {"Elektroniker": "B"}},
            "occupation",
            "partial",
        ),
        ({"latest_start": date(2026, 12, 12)}, {"starts_on": date(2026, 12, 12)}, "start", "partial"),
        ({"latest_start": date(2026, 12, 12)}, {"starts_on": date(2026, 12, 13)}, "start", "mismatch"),
        ({"year": 1}, {"kind": "entry"}, "year", "partial"),
        ({"year": 2}, {"kind": "entry", "years": ()}, "year", "mismatch"),
        ({"year": None}, {"kind": "entry"}, "year", "unknown"),
        ({}, {"kind": "new_start"}, "year", "partial"),
        ({"year": 1}, {"kind": "new_start", "years": (1,)}, "year", "match"),
        ({"months_left": 10}, {"kind": "network", "months": 6}, "year", "partial"),
        ({"months_left": 6}, {"kind": "network", "months": 6}, "year", "match"),
        ({}, {"kind": "network"}, "year", "partial"),
        ({"pay": 1100}, {"pay": 1000}, "wishes", "partial"),
        ({"pay": 1100}, {"pay": 1100}, "wishes", "match"),
        ({"pay": 1100}, {"pay": None}, "wishes", "match"),
    ],
)
def test_each_criterion(need: dict, place: dict, name: str, kind: str) -> None:
    assert kinds(change(NEED, **need), change(PLACE, **place))[name] == kind


@pytest.mark.parametrize(
    ("need", "place", "name", "words"),
    [
        ({}, {"kind": "network", "months": 6}, "year", "nimmt 3. Jahr, 6 Monate im Verbund"),
        ({}, {"years": (2,)}, "year", "nimmt nur 2. Jahr, ein Jahr länger"),
        ({}, {"years": (1,)}, "year", "nimmt nur 1. Jahr"),
        ({}, {"kind": "entry"}, "year", "nur Einstiegsqualifizierung, vor dem 1. Jahr"),
        ({"pay": 1100}, {"pay": 1000}, "wishes", "100 Euro im Monat weniger; Tagschicht"),
        ({"ended": True}, {}, "start", "Beginn sofort möglich"),
        ({}, {"latitude": 49.6}, "distance", "36 km, 11 km zu weit"),
    ],
)
def test_what_is_read_out_on_the_phone(need: dict, place: dict, name: str, words: str) -> None:
    said = {one.name: one.words for one in judge(change(NEED, **need), change(PLACE, **place))}

    assert said[name] == words


def test_what_is_worth_more() -> None:
    """Each row of places stands in the order in which it fits NEED, best first."""
    need = change(NEED, base="Elektroniker", latest_start=date(2026, 12, 12), months_left=12, pay=1000)
    rows = [
        [
            {},
            {"occupations": {2: (11, "x")}, "bases": {"Elektroniker": "x"}},
            {"occupations": {2: (10, "x")}},
        ],
        [{}, {"latitude": 49.3}, {"latitude": 49.4}],
        [{}, {"kind": "network", "months": 6}, {"kind": "new_start"}],
        [{}, {"starts_on": date(2026, 11, 10)}, {"starts_on": date(2026, 12, 12)}],
        [{"school": "muster-schule"}, {"school": "Andere"}],
        [{}, {"pay": 900}],
    ]

    for row in rows:
        found = [points(need, change(PLACE, **one)) for one in row]
        assert found == sorted(found, reverse=True) and len(set(found)) == len(found), row


COORDINATES = {"latitude": st.floats(47, 56), "longitude": st.floats(5, 16)}
NEEDS = st.builds(
    Need,
    occupation=st.integers(1, 3),
    group=st.integers(1, 2),
    reach_km=st.integers(1, 300),
    year=st.none() | st.integers(1, 4),
    needed_from=st.none() | st.dates(),
    school=st.sampled_from(["", "A", "B"]),
    wishes=st.sampled_from(["", "Tagschicht"]),
    base=st.sampled_from(["", "X", "Y"]),
    latest_start=st.none() | st.dates(),
    ended=st.booleans(),
    from_insolvency=st.booleans(),
    months_left=st.none() | st.integers(0, 42),
    pay=st.none() | st.integers(300, 1500),
    **COORDINATES,
)
PLACES = st.builds(
    Place,
    occupations=st.dictionaries(st.integers(1, 3), st.tuples(st.integers(1, 2), st.just("Beruf"))),
    years=st.lists(st.integers(1, 4), unique=True).map(tuple),
    starts_on=st.none() | st.dates(),
    school=st.sampled_from(["", "A", "B"]),
    conditions=st.just(""),
    kind=st.sampled_from(OfferKind.values),
    months=st.none() | st.integers(1, 24),
    takes_insolvent=st.booleans(),
    bases=st.dictionaries(st.sampled_from(["X", "Y"]), st.just("Beruf")),
    pay=st.none() | st.integers(300, 1500),
    reach_km=st.none() | st.integers(1, 300),
    **COORDINATES,
)


@given(NEEDS, PLACES)
def test_score_and_shares_stay_in_their_ranges(need: Need, place: Place) -> None:
    criteria = judge(need, place)

    assert tuple(one.name for one in criteria) == ORDER
    assert all(0.0 <= one.share <= 1.0 and one.words for one in criteria)
    assert 0 <= score(criteria) <= 100
    assert all((one.share == 0.0) == (one.kind == "mismatch") for one in criteria)


@given(NEEDS, PLACES)
def test_points_are_the_score_of_what_fits(need: Need, place: Place) -> None:
    criteria = judge(need, place)
    barred = bars(need, place) or any(one.name in HARD and one.kind == "mismatch" for one in criteria)

    assert points(need, place) == (None if barred else score(criteria))


@given(NEEDS, PLACES)
def test_nearer_never_scores_less(need: Need, place: Place) -> None:
    at_home = change(place, latitude=need.latitude, longitude=need.longitude)

    assert score(judge(need, at_home)) >= score(judge(need, place))


@given(st.floats(47, 56), st.floats(5, 16), st.floats(47, 56), st.floats(5, 16))
def test_distance_is_symmetric(a: float, b: float, c: float, d: float) -> None:
    assert distance_km((a, b), (c, d)) == pytest.approx(distance_km((c, d), (a, b)), abs=1e-6)


@given(st.dates(date(2015, 1, 1), date(2030, 1, 1)), st.dates(date(2015, 1, 1), date(2030, 1, 1)))
def test_the_year_of_training_is_one_to_four(start: date, today: date) -> None:
    assert 1 <= training_year(start, today) <= 4


def test_the_year_changes_on_the_day(world: World) -> None:
    start = date(2024, 9, 1)

    assert [training_year(start, day) for day in (date(2026, 8, 31), date(2026, 9, 1))] == [2, 3]
    assert training_year(None, TODAY) is None


def test_ranked_offers_leave_out_what_cannot_be_had(world: World) -> None:
    case = make.make_case(world, contract_start=date(2025, 9, 1), ends_on=date(2026, 10, 31))
    best = make.make_offer(world, years=[2])
    related = make.make_offer(world, occupations=[make_occupation(kldb3="261")])
    far = make.make_offer(world, municipality=make_municipality("Fern", latitude=50.5, longitude=9.7))
    for gone in (
        {"seats": 1, "seats_taken": 1},
        {"state": "withdrawn"},
        {"valid_until": TODAY - timedelta(days=1)},
        {"occupations": [make_occupation(kldb3="292")]},
        {"years": [1], "municipality": far.municipality},
    ):
        make.make_offer(world, **gone)

    matches = rank_offers(case, TODAY)

    assert [(one.offer, one.fits) for one in matches] == [(best, True), (related, True), (far, False)]
    assert [one.name for one in matches[2].misses] == ["distance"]
    assert set(HARD) < set(WEIGHTS)


@pytest.mark.parametrize("count", [1, 3])
def test_ranking_reads_two_statements(world: World, count: int, django_assert_num_queries) -> None:
    case = make.make_case(world)
    assert case.residence.latitude and case.occupation  # selected with the case, as the page does
    for _index in range(count):
        make.make_offer(world)

    with django_assert_num_queries(2):
        assert len(rank_offers(case, TODAY)) == count


def test_the_database_measures_as_python_does(world: World) -> None:
    points = [(49.1427, 9.2109), (49.4913, 9.7732), (49.1121, 9.7370)]
    for latitude, longitude in points:
        make.make_company(world, municipality=make_municipality(latitude=latitude, longitude=longitude))
    home = (world.town.latitude, world.town.longitude)

    rows = TrainingCompany.objects.select_related("municipality").by_distance(*home)

    for row in rows:
        there = (row.municipality.latitude, row.municipality.longitude)
        assert row.km == pytest.approx(distance_km(home, there), rel=1e-9)
    assert [row.km for row in rows] == sorted(row.km for row in rows)


def test_the_need_of_a_case(world: World) -> None:
    """When a place is needed, and how late it may begin."""
    in_time = make.make_case(world, ends_on=date(2026, 10, 31), contract_end=date(2027, 8, 31))
    over = make.make_case(world, ends_on=date(2026, 8, 1))
    own_limit = make.make_case(world, ends_on=date(2026, 10, 31), latest_start_on=date(2027, 2, 1))
    opened = make.make_case(world)
    none_found = make.make_case(world, kind="none")

    needs = [need_of(case, TODAY) for case in (in_time, over, own_limit, opened, none_found)]

    assert [(one.needed_from, one.latest_start) for one in needs] == [
        (date(2026, 10, 31), date(2026, 12, 12)),
        (TODAY, date(2026, 11, 17)),
        (date(2026, 10, 31), date(2027, 2, 1)),
        (None, None),
        (None, None),
    ]
    assert [one.ended for one in needs] == [False, True, False, False, False]
    assert [one.year for one in needs] == [None, None, None, None, 1]
    assert needs[0].months_left == 10


def test_cases_of_insolvent_companies_go_where_they_are_taken(world: World) -> None:
    trouble = make.make_company_case(world, cause="insolvency")
    case, other = make.make_case(world, company_case=trouble), make.make_case(world)
    offer = make.make_offer(world, accepts_insolvency=False)

    [miss] = rank_offers(case, TODAY)

    assert (miss.fits, len(miss.bars), miss.misses) == (False, 1, [])
    assert [one.fits for one in rank_offers(other, TODAY)] == [True]
    assert [one.case for one in rank_cases(offer, world.actor("adviser_a"), TODAY)] == [other]


KM_NORTH = 1 / 111.195  # degrees of latitude in a km


def test_both_reaches_must_cover_the_way(world: World) -> None:
    """20 km lie between the two: the case's reach and the offer's are each enough or not."""
    there = make_municipality(latitude=world.town.latitude + 20 * KM_NORTH, longitude=world.town.longitude)
    wide, narrow = make.make_case(world, reach_km=25), make.make_case(world, reach_km=15)
    anywhere = make.make_offer(world, municipality=there)
    near_only = make.make_offer(world, municipality=there, reach_km=19)
    enough = make.make_offer(world, municipality=there, reach_km=21)
    actor = world.actor("adviser_a")

    fitting = {one.offer: one.fits for one in rank_offers(wide, TODAY)}

    assert fitting == {anywhere: True, near_only: False, enough: True}
    assert {one.offer for one in rank_offers(narrow, TODAY)} == {anywhere, enough}  # one obstacle each
    assert [one.case for one in rank_cases(anywhere, actor, TODAY)] == [wide]
    assert [one.case for one in rank_cases(enough, actor, TODAY)] == [wide]
    assert rank_cases(near_only, actor, TODAY) == []


def test_the_offers_reach_says_yes_or_no_and_changes_no_score() -> None:
    need = change(NEED, reach_km=50)
    far = change(PLACE, latitude=49.6)

    limits = [points(need, change(far, reach_km=reach)) for reach in (None, 35, 36, 300)]

    assert limits == [limits[0], None, limits[0], limits[0]]
    [bar] = bars(need, change(far, reach_km=35))
    assert (bar.name, "35" in bar.words) == ("reach", True)
    assert kinds(need, change(far, reach_km=35))["distance"] == "match"
    assert bars(change(need, latitude=None), change(far, reach_km=1)) == ()


def test_another_specialisation_is_found_in_another_group(world: World) -> None:
    """Fachinformatiker stand in three groups of the KldB; the base occupation holds them together."""
    one, two = make_occupation("Fach - A", "431"), make_occupation("Fach - B", "434")
    type(one).objects.filter(pk__in=[one.pk, two.pk]).update(base_name="Fach")
    case = make.make_case(world, occupation=type(one).objects.get(pk=one.pk))
    offer = make.make_offer(world, occupations=[type(one).objects.get(pk=two.pk)])

    [match] = rank_offers(case, TODAY)

    assert (match.offer, match.criteria[0].words) == (offer, "andere Fachrichtung: Fach - B")
    assert [one.case for one in rank_cases(offer, world.actor("adviser_a"), TODAY)] == [case]


def test_cases_of_an_offer_are_those_one_may_know_of(world: World) -> None:
    """Own seeking cases, released ones of others; the nearest of equals first, the far ones not at all."""
    make_rule()
    near = make.make_case(world)
    further = make.make_case(world, residence=make_municipality(latitude=49.3, longitude=9.7))
    foreign = make.make_case(world, adviser=world.adviser_b, released_to_pool=True, reach_km=40)
    for values in (
        {"adviser": world.adviser_b},
        {"state": "promise"},
        {"occupation": make_occupation(kldb3="292")},
        {"residence": make_municipality(latitude=49.6, longitude=9.7)},
    ):
        make.make_case(world, **values)
    offer = make.make_offer(world)

    found = rank_cases(offer, world.actor("adviser_a"), TODAY)

    assert [one.case for one in found] == [near, foreign, further]
    assert rank_cases(offer, world.actor("partner_a"), TODAY) == []
    for gone in ({"state": "withdrawn"}, {"seats_taken": 1}, {"valid_until": TODAY - timedelta(days=1)}):
        assert rank_cases(make.make_offer(world, **gone), world.actor("adviser_a"), TODAY) == []


@pytest.mark.parametrize("count", [1, 3])
def test_ranking_cases_reads_one_statement(world: World, count: int, django_assert_num_queries) -> None:
    offer, actor = make.make_offer(world), world.actor("adviser_a")
    offer = type(offer).objects.select_related("municipality").prefetch_related("occupations").get()
    for _index in range(count):
        make.make_case(world)

    with django_assert_num_queries(1):
        assert len(rank_cases(offer, actor, TODAY)) == count


ROWS = st.fixed_dictionaries(
    {
        "reach_km": st.integers(1, 60),
        "latitude": st.floats(49.0, 49.6),
        "ends_on": st.sampled_from([NEVER, date(2026, 9, 1), date(2026, 10, 31)]),
        "school": st.sampled_from(["", "A"]),
        "years": st.lists(st.integers(1, 4), unique=True),
        "valid_from": st.sampled_from([None, date(2026, 11, 15)]),
        "insolvent": st.booleans(),
        "accepts": st.booleans(),
        "within": st.none() | st.integers(1, 60),
    }
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_a_pair_has_one_score_in_both_rankings(world: World, row: dict) -> None:
    """Symmetric: offers of the case and cases of the offer agree on fit, score and every criterion."""
    with transaction.atomic():
        trouble = make.make_company_case(world, cause="insolvency") if row["insolvent"] else None
        case = make.make_case(
            world, reach_km=row["reach_km"], ends_on=row["ends_on"], school=row["school"],
            company_case=trouble, contract_start=date(2025, 9, 1),
            residence=make_municipality(latitude=row["latitude"]),
        )  # fmt: skip
        offer = make.make_offer(
            world, years=row["years"], valid_from=row["valid_from"], school="A",
            accepts_insolvency=row["accepts"], reach_km=row["within"],
        )  # fmt: skip

        offers = {one.offer.pk: one for one in rank_offers(case, TODAY) if one.fits}
        cases = {one.case.pk: one for one in rank_cases(offer, world.actor("adviser_a"), TODAY)}

        assert (offer.pk in offers) == (case.pk in cases)
        if offer.pk in offers:
            assert offers[offer.pk].criteria == cases[case.pk].criteria
            assert offers[offer.pk].score == cases[case.pk].score
        transaction.set_rollback(True)

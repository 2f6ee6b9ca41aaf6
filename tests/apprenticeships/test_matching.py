"""The matching's six criteria, its score, and that SQL and Python measure the same distance."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apprenticeships.matching import HARD, WEIGHTS, Need, Place, judge, rank_offers, score
from apprenticeships.models import TrainingCompany, training_year
from portal.region.geo import distance_km
from tests.apprenticeships import factories as make
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
    ],
)
def test_each_criterion(need: dict, place: dict, name: str, kind: str) -> None:
    assert kinds(change(NEED, **need), change(PLACE, **place))[name] == kind


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
    **COORDINATES,
)
PLACES = st.builds(
    Place,
    occupations=st.dictionaries(st.integers(1, 3), st.tuples(st.integers(1, 2), st.just("Beruf"))),
    years=st.lists(st.integers(1, 4), unique=True).map(tuple),
    starts_on=st.none() | st.dates(),
    school=st.sampled_from(["", "A", "B"]),
    conditions=st.just(""),
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
    assert case.residence.latitude  # selected with the case, as the page does
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

"""Great-circle distances."""

from math import acos, cos, isclose, pi, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.region.geo import EARTH_RADIUS_KM, distance_km
from portal.region.models import Municipality

points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
near = st.tuples(st.floats(48.8, 49.8), st.floats(8.8, 10.3))


@given(points, points)
def test_symmetric_and_within_half_the_earth(a, b) -> None:
    assert 0 <= distance_km(a, b) <= pi * EARTH_RADIUS_KM + 1e-6
    assert isclose(distance_km(a, b), distance_km(b, a), abs_tol=1e-9)


@given(points)
def test_no_distance_to_itself(a) -> None:
    assert distance_km(a, a) == 0


@given(points, points, points)
def test_no_detour_is_shorter(a, b, c) -> None:
    assert distance_km(a, c) <= distance_km(a, b) + distance_km(b, c) + 1e-3


@given(near, near)
def test_agrees_with_the_law_of_cosines(a, b) -> None:
    """Another formula for the same, exact to some metres at these distances."""
    (phi_a, phi_b), d_lambda = map(radians, (a[0], b[0])), radians(b[1] - a[1])
    cosine = sin(phi_a) * sin(phi_b) + cos(phi_a) * cos(phi_b) * cos(d_lambda)

    assert isclose(distance_km(a, b), EARTH_RADIUS_KM * acos(min(1, cosine)), abs_tol=0.2)


def test_a_degree_of_latitude() -> None:
    assert distance_km((49, 9), (50, 9)) == pytest.approx(111.195, abs=0.001)


@pytest.mark.parametrize("place", [(90.1, 0), (-91, 0), (0, 180.1), (0, float("nan"))])
def test_no_place_on_earth(place) -> None:
    with pytest.raises(ValueError, match="not a place on earth"):
        distance_km((49, 9), place)


def test_towns_of_the_region(region) -> None:
    heilbronn, kuenzelsau = (Municipality.objects.get(name=name).point for name in ("Heilbronn", "Künzelsau"))

    assert distance_km(heilbronn, kuenzelsau) == pytest.approx(38, abs=2)

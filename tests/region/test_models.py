"""What the tables refuse."""

import pytest
from django.db import IntegrityError

from portal.region.models import LoadedList
from tests.factories import make_municipality, make_occupation


@pytest.mark.parametrize("place", [(46.9, 9.0), (49.0, 16.1), (None, 9.0), (49.0, None)])
def test_a_place_lies_in_germany_or_is_unknown(db, place) -> None:
    with pytest.raises(IntegrityError, match="municipality_in_germany"):
        make_municipality(latitude=place[0], longitude=place[1])


def test_an_occupation_is_of_a_known_kind(db) -> None:
    occupation = make_occupation("Musterberufler/in")
    occupation.kind = "hobby"

    with pytest.raises(IntegrityError, match="occupation_kind_known"):
        occupation.save()


def test_a_loaded_list_is_of_a_known_kind(db) -> None:
    with pytest.raises(IntegrityError, match="loaded_list_kind_known"):
        LoadedList.objects.create(kind="streets", is_shipped=True)


def test_keys_follow_the_name(db) -> None:
    town = make_municipality("Öhringen")
    town.name = "Äußerer Weiler"
    town.save()

    assert town.sort_name == "ausserer weiler"
    assert town.search_name == "|ausserer weiler|aeusserer weiler|"


def test_a_place_that_is_not_known_is_none(db) -> None:
    assert make_municipality(latitude=None, longitude=None).point is None
    assert make_municipality(latitude=49.2, longitude=9.5).point == (49.2, 9.5)

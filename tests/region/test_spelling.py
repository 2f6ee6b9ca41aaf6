"""The ways of typing a name."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.region import spelling
from portal.region.spelling import forms, match_key, spellings

latin = st.text(st.characters(max_codepoint=0x17F), max_size=60)


def test_examples_in_the_docstrings() -> None:
    assert doctest.testmod(spelling).failed == 0


@pytest.mark.parametrize(
    ("name", "men", "women"),
    [
        ("Koch/Köchin", "Koch", "Köchin"),
        ("Mechatroniker/in", "Mechatroniker", "Mechatronikerin"),
        ("Mechatroniker/in - Kältetechnik", "Mechatroniker - Kältetechnik", "Mechatronikerin - Kältetechnik"),
        (
            "Technischer Systemplaner/Technische Systemplanerin Fachrichtung Elektrotechnische Systeme",
            "Technischer Systemplaner Fachrichtung Elektrotechnische Systeme",
            "Technische Systemplanerin Fachrichtung Elektrotechnische Systeme",
        ),
        ("Maler und Lackierer/Malerin und Lackiererin", "Maler und Lackierer", "Malerin und Lackiererin"),
        (
            "Land- und Baumaschinenmechatroniker/Land- und Baumaschinenmechatronikerin",
            "Land- und Baumaschinenmechatroniker",
            "Land- und Baumaschinenmechatronikerin",
        ),
    ],
)
def test_gendered_forms(name, men, women) -> None:
    assert forms(name) == [name, men, women]


@pytest.mark.parametrize(
    "name", ["Fachkraft Küche", "Maler/in und Lackierer/in", "Öhringen", "Eis/Wasser", "/", "a/"]
)
def test_names_with_one_form(name) -> None:
    assert forms(name) == [name]


@pytest.mark.parametrize(
    "typed",
    ["Kfz-Mechatroniker", "KFZ Mechatroniker", "Kraftfahrzeugmechatroniker", "Kfz-Mechatroniker (m/w/d)"],
)
def test_motor_vehicles(typed) -> None:
    assert match_key(typed) == "kraftfahrzeugmechatroniker"


@given(latin)
def test_a_key_is_its_own_key(text) -> None:
    key = match_key(text)

    assert "|" not in key
    assert match_key(key) == key


@given(latin)
def test_every_name_is_found_by_itself(text) -> None:
    key = match_key(text)

    assert not key or f"|{key}|" in spellings(text)

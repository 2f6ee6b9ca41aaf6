"""The two lists, and the suggestions."""

import re

import pytest
from django.urls import reverse

from portal.partners.states import Role
from tests.factories import (
    make_district,
    make_membership,
    make_municipality,
    make_occupation,
    make_organisation,
)

HTTPS = {"secure": True}


@pytest.fixture
def member(db: None):
    """A partner; the world's own municipality would be a second Künzelsau."""
    return make_membership(Role.PARTNER, make_organisation("Muster-Innung"))


def options(response) -> list[str]:
    return re.findall(r'<option value="([^"]*)"', response.content.decode())


@pytest.mark.parametrize("name", ["region:index", "region:occupation_list"])
def test_lists_need_six_statements_at_most(world, sign_in, django_assert_num_queries, name) -> None:
    client = sign_in(world.partner_a)
    expected = {"region:index": 6, "region:occupation_list": 5}[name]
    client.get(reverse(name), **HTTPS)  # the first request of a session also notes its beginning
    for _round in range(2):
        with django_assert_num_queries(expected):
            response = client.get(reverse(name), **HTTPS)
        assert response.status_code == 200
        make_municipality(district=make_district())
        make_municipality()
        make_occupation()
        make_occupation()


def test_index_in_numbers(region, member, sign_in) -> None:
    page = sign_in(member).get(reverse("region:index"), **HTTPS).content.decode()

    assert "934.259" in page
    assert "30.11.2023" in page
    assert page.count('<th scope="row"') == 5 + 25


def test_index_filters(world, sign_in) -> None:
    make_municipality("Öhringen", world.district)
    make_municipality("Weinsberg")
    client = sign_in(world.partner_a)

    by_name = client.get(reverse("region:index"), {"q": "oehr"}, **HTTPS).content.decode()
    by_district = client.get(
        reverse("region:index"), {"district": world.district.ags}, **HTTPS
    ).content.decode()
    nothing = client.get(reverse("region:index"), {"q": "Berlin"}, **HTTPS).content.decode()

    assert ("Öhringen<" in by_name, "Künzelsau<" in by_name) == (True, False)
    assert ("Öhringen<" in by_district, "Weinsberg<" in by_district) == (True, False)
    assert "bp-empty" in nothing


def test_occupations_go_on_after_25(world, sign_in) -> None:
    for number in range(30):
        make_occupation(f"Musterberuf {number:02d}")
    make_occupation("Altberuf", is_current=False)
    client = sign_in(world.partner_a)

    first = client.get(reverse("region:occupation_list"), **HTTPS)
    following = re.search(r'href="([^"]*after=\d+)"', first.content.decode())[1].replace("&amp;", "&")
    second = client.get(following, **HTTPS).content.decode()

    assert "Musterberuf 00<" in first.content.decode()
    assert "Altberuf" not in first.content.decode() + second
    assert "Musterberuf 29<" in second
    assert "Musterberuf 00<" not in second


def test_systemically_relevant_only(world, sign_in) -> None:
    make_occupation("Notfallsanitäter/in", "813", is_system_relevant=True)
    client = sign_in(world.partner_a)

    page = client.get(reverse("region:occupation_list"), {"system_relevant": "yes"}, **HTTPS).content.decode()

    assert ("Notfallsanitäter/in<" in page, "Mechatroniker/in<" in page) == (True, False)


def test_suggestions(region, member, sign_in, django_assert_num_queries) -> None:
    client = sign_in(member)

    with django_assert_num_queries(4):
        response = client.get(reverse("region:municipalities"), {"q": "Neckar"}, **HTTPS)

    assert options(response) == ["Neckarsulm", "Neckarwestheim", "Lauffen am Neckar"]


@pytest.mark.parametrize(
    ("typed", "names", "label"),
    [
        ("kuenz", ["Künzelsau"], 'label="„kuenz“"'),
        ("Künzelsaa", ["Künzelsau"], 'label="„Künzelsaa“"'),
        ("künz", ["Künzelsau"], None),
        ("", [], None),
        ("qqqq", [], None),
    ],
)
def test_municipality_suggestions(region, member, sign_in, typed, names, label) -> None:
    """Browsers hide options that lack the typed text, so the label has it where the name does not."""
    response = sign_in(member).get(reverse("region:municipalities"), {"q": typed}, **HTTPS)

    assert options(response) == names
    assert ("label=" in response.content.decode()) is (label is not None)
    assert label is None or label in response.content.decode()


def test_occupation_suggestions_know_gendered_forms(region, member, sign_in) -> None:
    client = sign_in(member)

    response = client.get(
        reverse("region:occupations"),
        {"field": "row-1-occupation", "row-1-occupation": "Kauffrau für Bü"},
        **HTTPS,
    )

    assert options(response) == ["Kaufmann/-frau - Büromanagement"]
    assert 'label="Kauffrau für Büromanagement"' in response.content.decode()


def test_at_most_twelve_suggestions(region, member, sign_in) -> None:
    response = sign_in(member).get(reverse("region:occupations"), {"q": "mechaniker"}, **HTTPS)

    assert len(options(response)) == 12


def test_suggestions_escape_what_is_typed(region, member, sign_in) -> None:
    typed = 'Künzelsaa"><script>'

    content = sign_in(member).get(reverse("region:municipalities"), {"q": typed}, **HTTPS).content.decode()

    assert "<script" not in content

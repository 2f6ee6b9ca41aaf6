"""Systemically relevant occupations: their groups with measures and cases."""

from datetime import date

import pytest
from django.urls import reverse

from measures.relevance import group_rows
from measures.states import MeasureState
from tests.apprenticeships.factories import make_case
from tests.factories import World, make_occupation
from tests.measures.factories import make_measure

HTTPS = {"secure": True}
TODAY = date(2026, 11, 24)


@pytest.fixture
def nursing(world: World):
    """A group with one relevant occupation of two."""
    make_occupation("Pflegehelfer/in", "813")
    return make_occupation("Pflegefachmann/-frau", "813", is_system_relevant=True).group


def row_of(rows: list, kldb3: str):
    return next(row for row in rows if row.kldb3 == kldb3)


def test_a_group_names_its_occupations_and_measures(world: World, nursing) -> None:
    published = make_measure(title="Pflege im Tandem", state=MeasureState.PUBLISHED)
    draft = make_measure(title="Noch geheim", state=MeasureState.DRAFT)
    for measure in (published, draft):
        measure.occupation_groups.add(nursing)

    row = row_of(group_rows(world.actor("partner_b"), TODAY), "813")

    assert (row.relevant, row.all) == (["Pflegefachmann/-frau"], 2)
    assert [one["title"] for one in row.measures] == ["Pflege im Tandem"]
    assert row.edit_url == ""
    assert row_of(group_rows(world.actor("office"), TODAY), "813").edit_url


def test_a_proposed_group_shows_before_anybody_has_decided(world: World) -> None:
    make_occupation("Landwirt/in", "111")
    make_occupation("Fachkraft Lagerlogistik", "513")

    rows = group_rows(world.actor("editor"), TODAY)

    assert [(row.kldb3, row.is_proposed, row.relevant) for row in rows] == [("513", True, [])]


def test_an_adviser_reads_the_own_cases_exactly_and_others_no_small_number(world: World, nursing) -> None:
    occupation = nursing.occupations.first()
    make_case(world, occupation=occupation)

    own = row_of(group_rows(world.actor("adviser_a"), date.today()), "813").counts
    others = row_of(group_rows(world.actor("partner_b"), date.today()), "813").counts

    assert len(own) == 1
    assert own[0].startswith("1 ")
    assert not [words for words in others if words.startswith("1 ")]


@pytest.mark.parametrize("groups", [1, 3])
def test_the_view_needs_the_same_statements_for_more_rows(
    world: World, sign_in, django_assert_num_queries, groups: int
) -> None:
    for kldb3 in ("813", "817", "821")[:groups]:
        group = make_occupation(kldb3=kldb3, is_system_relevant=True).group
        make_measure(state=MeasureState.PUBLISHED).occupation_groups.add(group)
    client = sign_in(world.partner_a)
    client.get(reverse("measures:relevant"), **HTTPS)

    with django_assert_num_queries(10):
        client.get(reverse("measures:relevant"), **HTTPS)


def test_the_list_can_be_cut_to_relevant_occupations(world: World, sign_in, nursing) -> None:
    make_measure(title="Pflege im Tandem", state=MeasureState.PUBLISHED).occupation_groups.add(nursing)
    make_measure(title="Azubi-Lotsen", state=MeasureState.PUBLISHED)

    page = sign_in(world.partner_a).get(reverse("measures:list"), {"relevant": "on"}, **HTTPS)

    assert "Pflege im Tandem" in page.content.decode()
    assert "Azubi-Lotsen" not in page.content.decode()

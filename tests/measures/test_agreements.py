"""Declarations and agreements: list, sections, and which measures come from them."""

import pytest
from django.test import Client
from django.urls import reverse

from measures.models import Measure, SourceAgreement
from measures.states import MeasureState
from portal.activity.models import Event
from tests.factories import World
from tests.measures.factories import make_agreement, make_measure, make_section
from tests.measures.test_milestones import posted

PUBLISHED = {"state": MeasureState.PUBLISHED}
LIST = "/massnahmen/grundlagen/"


@pytest.fixture
def editor(world: World, sign_in) -> Client:
    return sign_in(world.editor)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_counts_what_one_may_see(rows: int, world, sign_in, django_assert_num_queries) -> None:
    for _row in range(rows):
        agreement = make_agreement()
        make_measure(agreement=agreement, **PUBLISHED)
        make_measure(agreement=agreement)
        make_measure(agreement=agreement, state=MeasureState.ARCHIVED)
    client = sign_in(world.partner_b)
    client.get(LIST, secure=True)

    with django_assert_num_queries(4):
        response = client.get(LIST, secure=True)

    assert [row["count"] for row in response.context["rows"]] == [1] * rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_shows_measures_by_section(rows: int, world, sign_in, django_assert_num_queries) -> None:
    agreement = make_agreement()
    for number in range(rows):
        section = make_section(agreement, str(number))
        make_measure(f"Aus {number}", agreement=agreement, agreement_section=section, **PUBLISHED)
        make_measure(f"Sonst {number}", agreement=agreement, **PUBLISHED)
        make_measure("Entwurf", agreement=agreement, agreement_section=section)
    client = sign_in(world.partner_b)
    client.get(agreement.get_absolute_url(), secure=True)

    with django_assert_num_queries(7):
        response = client.get(agreement.get_absolute_url(), secure=True)

    titles = [[title for _number, title, _url in found] for _row, found in response.context["sections"]]
    assert titles == [[f"Aus {number}"] for number in range(rows)]
    assert [title for _n, title, _u in response.context["others"]] == [f"Sonst {n}" for n in range(rows)]


def test_sections_stand_in_the_order_of_their_numbers(editor: Client) -> None:
    agreement = make_agreement()
    rows = [{"number": number, "title": f"Titel {number}"} for number in ("2.10", "1", "2.9")]

    editor.post(reverse("measures:sections_edit", args=[agreement.key]), posted(*rows), secure=True)

    assert list(agreement.sections.values_list("number", flat=True)) == ["1", "2.9", "2.10"]


def test_a_measure_gets_its_section_and_says_so(editor: Client, world: World, sign_in) -> None:
    agreement = make_agreement()
    section = make_section(agreement, "2", title="Strukturwandel")
    measure = make_measure(agreement=agreement, **PUBLISHED)
    row = {"key": section.key, "version": 1, "number": "2", "title": section.title, "measures": measure.pk}

    editor.post(reverse("measures:sections_edit", args=[agreement.key]), posted(row, initial=1), secure=True)

    measure.refresh_from_db()
    assert measure.agreement_section == section
    assert Event.objects.get(subject="measures.measure").changes == {
        "agreement_section": ["", "2 Strukturwandel"]
    }
    page = sign_in(world.partner_b).get(measure.get_absolute_url(), secure=True).content.decode()
    assert "2 Strukturwandel" in page
    assert agreement.get_absolute_url() in page


def test_a_section_of_a_former_agreement_is_not_shown(world: World, sign_in) -> None:
    section = make_section(make_agreement(), "2", title="Von früher")
    measure = make_measure(agreement=make_agreement(), agreement_section=section, **PUBLISHED)

    page = sign_in(world.partner_b).get(measure.get_absolute_url(), secure=True).content.decode()

    assert "Von früher" not in page


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ([{"number": "1", "title": "A"}, {"number": "1", "title": "B"}], "number"),
        ([{"number": "1", "title": "A"}, {"number": "", "title": "B"}], "number"),
    ],
)
def test_wrong_sections_come_back(rows: list[dict], field: str, editor: Client) -> None:
    agreement = make_agreement()

    response = editor.post(
        reverse("measures:sections_edit", args=[agreement.key]), posted(*rows), secure=True
    )

    assert list(response.context["form"].forms[1].errors) == [field]
    assert not agreement.sections.exists()


def test_a_measure_comes_from_one_section(editor: Client) -> None:
    agreement = make_agreement()
    measure = make_measure(agreement=agreement)
    rows = [{"number": number, "title": "Titel", "measures": measure.pk} for number in "12"]

    response = editor.post(
        reverse("measures:sections_edit", args=[agreement.key]), posted(*rows), secure=True
    )

    assert list(response.context["form"].forms[1].errors) == ["measures"]


def test_only_the_agreements_own_measures_can_be_named(editor: Client) -> None:
    """S11: a foreign key in the form touches nothing."""
    agreement, foreign = make_agreement(), make_measure()
    row = {"number": "1", "title": "Titel", "measures": foreign.pk}

    editor.post(reverse("measures:sections_edit", args=[agreement.key]), posted(row), secure=True)

    assert Measure.objects.get().agreement_section is None


def test_two_editors_end_in_the_conflict_page(editor: Client) -> None:
    """L01"""
    agreement = make_agreement("Alt")
    url = reverse("measures:agreement_edit", args=[agreement.key])

    editor.post(url, {"title": "Erster", "level": "state", "version": "1"}, secure=True)
    second = editor.post(url, {"title": "Zweiter", "level": "state", "version": "1"}, secure=True)

    assert second.status_code == 409
    assert SourceAgreement.objects.get().title == "Erster"

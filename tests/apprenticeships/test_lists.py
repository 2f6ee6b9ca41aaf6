"""Lists: their statements do not grow with their rows; filters, order, paging, empty states."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apprenticeships.dashboard import dashboard
from apprenticeships.models import Case
from apprenticeships.states import NEVER
from portal.region.models import OccupationGroup
from tests.apprenticeships import factories as make
from tests.apprenticeships.suggestions_factories import make_suggestion
from tests.factories import World, make_municipality, make_occupation


def a_group(world: World) -> OccupationGroup:
    return make_occupation(kldb3=str(world.serial)).group


# session, user and memberships are the first three
LISTS = {
    "case_list": (6, lambda world: make.make_case(world)),
    "pool": (5, lambda world: make.make_case(world, released_to_pool=True)),
    "company_case_list": (5, lambda world: make.make_company_case(world)),
    "tip_list": (5, lambda world: make.make_tip(world)),
    "my_tips": (5, lambda world: make.make_tip(world, reporter=world.adviser_a)),
    "offer_list": (6, lambda world: make.make_offer(world)),
    # one of them for the districts of the filter
    "company_list": (6, lambda world: make.make_company(world)),
    "suggestion_list": (5, lambda world: make_suggestion(world)),
    "responsibility_list": (
        4,
        lambda world: make.make_responsibility(world, world.adviser_a, group=a_group(world)),
    ),
}  # fmt: skip


def signed_in_for_a_while(sign_in, world: World) -> Client:
    """A client whose session has its beginning and its token already, as on every page but the first."""
    client = sign_in(world.adviser_a)
    client.get(reverse("apprenticeships:tip_create"), secure=True)
    return client


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", LISTS)
def test_statements_of_a_list(world: World, sign_in, django_assert_num_queries, name: str, rows: int) -> None:
    count, add = LISTS[name]
    for serial in range(rows):
        world.serial = 400 + serial
        add(world)
    client = signed_in_for_a_while(sign_in, world)

    with django_assert_num_queries(count):
        page = client.get(reverse(f"apprenticeships:{name}"), secure=True)

    assert page.status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_statements_of_the_case_list_with_two_filters(
    world: World, sign_in, django_assert_num_queries, rows: int
) -> None:
    for _index in range(rows):
        make.make_case(world, state="in_placement")
    client = signed_in_for_a_while(sign_in, world)
    query = {"state": "in_placement", "district": world.district.ags, "q": "mechatron"}

    with django_assert_num_queries(6):
        page = client.get(reverse("apprenticeships:case_list"), query, secure=True)

    assert len(page.context["page"].rows) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_statements_of_a_case_page(world: World, sign_in, django_assert_num_queries, rows: int) -> None:
    case = make.make_case(world)
    for _index in range(rows):
        make.make_note(case, "x")
        make.make_offer(world)
        make.make_company(world)
    client = signed_in_for_a_while(sign_in, world)

    with django_assert_num_queries(12):
        client.get(reverse("apprenticeships:case_detail", args=[case.number]), secure=True)


@pytest.mark.parametrize("rows", [1, 3])
def test_statements_of_heute(world: World, django_assert_num_queries, rows: int) -> None:
    for _index in range(rows):
        make.make_case(world, due_on=timezone.localdate(), company_case=make.make_company_case(world))
        make.make_tip(world)
        make.make_offer(world)
    actor = world.actor("adviser_a")
    with django_assert_num_queries(13):
        sections = [section for section in dashboard(actor, timezone.localdate()) if section]

    assert sum(len(section.items) for section in sections) == 3 * rows


def numbers(page: object) -> list[str]:
    return [row[0] for row in page.context["page"].rows]


def test_filters_of_the_case_list(world: World, sign_in) -> None:
    other = make_municipality("Weinsberg")
    baker = make_occupation("Bäcker/in", "292")
    first = make.make_case(world, due_on=date(2026, 10, 1), company=make.make_company(world, "Muster-Öfen"))
    second = make.make_case(
        world, residence=other, occupation=baker, state="in_placement", adviser=world.colleague_a
    )
    closed = make.make_case(world, state="closed")
    client, url = sign_in(world.adviser_a), reverse("apprenticeships:case_list")

    for query, found in (
        ({}, [first, second]),
        ({"q": "ofen"}, [first]),
        ({"q": "BÄCKER"}, [second]),
        ({"q": "weinsb"}, [second]),
        ({"q": first.number}, [first]),
        ({"state": "in_placement"}, [second]),
        ({"state": "closed"}, [closed]),
        ({"state": "all"}, [first, second, closed]),
        ({"district": world.district.ags}, [first]),
        ({"group": "292"}, [second]),
        ({"whose": "mine"}, [first]),
        ({"whose": "deputy"}, [first]),
        ({"state": "nonsense"}, [first, second]),
        ({"sort": "nr"}, [second, first]),
        ({"sort": "nonsense"}, [first, second]),
    ):
        assert numbers(client.get(url, query, secure=True)) == [case.number for case in found], query


def test_the_list_goes_on_where_it_stopped(world: World, sign_in, settings) -> None:
    settings.LIST_PAGE_SIZE = 2
    days = [date(2026, 10, 3), NEVER, date(2026, 10, 1), date(2026, 10, 1), NEVER]
    cases = [make.make_case(world, due_on=day) for day in days]
    client, found = sign_in(world.adviser_a), []
    url = reverse("apprenticeships:case_list")

    while url:
        page = client.get(url, secure=True)
        found += numbers(page)
        url = page.context["page"].next_url

    assert found == [cases[index].number for index in (2, 3, 0, 1, 4)]


def test_an_empty_list_says_what_leaving_a_filter_out_gives(world: World, sign_in) -> None:
    make.make_case(world)
    make.make_case(world, state="closed")

    page = sign_in(world.adviser_a).get(
        reverse("apprenticeships:case_list"),
        {"q": "gibt es nicht", "district": world.district.ags},
        secure=True,
    )

    labels = [action["label"] for action in page.context["without"]]
    assert [label.rsplit("(", 1)[-1].rstrip(")") for label in labels[:3]] == ["1", "0", "0"]


def test_the_call_list_of_a_case_by_distance(world: World, sign_in) -> None:
    case = make.make_case(world)
    far = make.make_company(
        world, "Muster-Fern", municipality=make_municipality(latitude=49.9, longitude=9.7)
    )
    near = make.make_company(world, "Muster-Nah")
    related = make.make_company(
        world, "Muster-Verwandt", occupations=[make_occupation(kldb3="261")],
        municipality=make_municipality(latitude=49.4, longitude=9.7),
    )  # fmt: skip
    make.make_company(world, "Muster-Bäcker", occupations=[make_occupation(kldb3="292")])
    make.make_company(world, "Muster-Fremd", organisation=world.chamber_b)

    page = sign_in(world.adviser_a).get(
        reverse("apprenticeships:company_list"), {"fall": case.number}, secure=True
    )

    rows = page.context["page"].rows
    assert [row["name"] for row in rows] == [near.name, related.name, far.name]


def test_each_office_sees_its_own_of_company_cases(world: World, sign_in) -> None:
    make.make_company_case(world, company=make.make_company(world, "Muster-Geheim"))
    make.make_company_case(world, company=make.make_company(world, "Muster-Offen"), is_public=True)
    url = reverse("apprenticeships:company_case_list")

    def names(who: str) -> list[str]:
        return [row[3] for row in sign_in(getattr(world, who)).get(url, secure=True).context["page"].rows]

    assert names("adviser_a") == ["Muster-Offen", "Muster-Geheim"]
    assert names("adviser_b") == names("partner_b") == names("editor") == ["Muster-Offen"]
    assert [len(names("office")), names("office")[0]] == [2, "Muster-Offen"]
    assert "Muster-Geheim" not in names("office")


def test_lists_are_ready_for_many_rows(world: World) -> None:
    """The order of the case list with a filter is an index, so no page sorts the table."""
    names = {index.name for index in Case._meta.indexes}

    assert {"case_list_open", "case_list_state", "case_list_district", "case_list_group"} <= names

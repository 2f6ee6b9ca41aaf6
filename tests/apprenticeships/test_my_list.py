"""The adviser's list: whom to call today and why."""

from datetime import timedelta

import pytest
from django.urls import reverse

from apprenticeships.dashboard import adviser_day
from apprenticeships.models import (
    PlacementProposal,
)
from portal.areas import NOW, WEEK
from tests.apprenticeships import cases_factories
from tests.apprenticeships import factories as make
from tests.apprenticeships.test_case_work import TODAY
from tests.factories import World


def test_the_area_begins_with_the_list(world: World, sign_in) -> None:
    answer = sign_in(world.adviser_a).get(reverse("apprenticeships:start"), secure=True)

    assert answer.url == reverse("apprenticeships:work_list")


def the_day(world: World, who: str = "adviser_a") -> dict[str, list[str]]:
    """Heading → numbers of its rows, in order."""
    sections = [one for one in adviser_day(world.actor(who), TODAY) if one.place in (NOW, WEEK)]
    return {one.title: [item.number or item.row["number"] for item in one.items] for one in sections if one}


def test_the_list_in_its_order(world: World) -> None:
    make.stand_in(world.colleague_a, world.adviser_a)
    yesterday, week = TODAY - timedelta(days=1), TODAY + timedelta(days=5)
    today = make.make_case(world, due_on=TODAY)
    late = make.make_case(world, due_on=yesterday)
    by_deadline = make.make_case(world, due_on=week)
    cases_factories.make_deadline(by_deadline, due_on=yesterday - timedelta(days=1))
    done = make.make_case(world)
    cases_factories.make_deadline(done, due_on=yesterday, done_on=yesterday)
    soon = make.make_case(world)
    cases_factories.make_deadline(soon, due_on=week)
    proposed = make.make_case(world, state="in_placement")
    PlacementProposal.objects.create(
        case=proposed, offer=make.make_offer(world), organisation=world.chamber_a, expires_on=TODAY
    )
    answered = make.make_case(world, state="in_placement")
    PlacementProposal.objects.create(
        case=answered,
        offer=make.make_offer(world),
        organisation=world.chamber_a,
        expires_on=TODAY,
        state="trial",
    )
    stood_in = make.make_case(world, adviser=world.colleague_a, due_on=yesterday)
    make.make_case(world, adviser=world.adviser_b, due_on=yesterday)
    make.make_case(world, state="closed", due_on=yesterday)
    tip = make.make_tip(world)

    assert the_day(world) == {
        "Überfällig": [by_deadline.number, late.number],
        "Heute": [today.number, proposed.number],
        "Hinweise zu entscheiden": [tip.number],
        "In Vertretung": [stood_in.number],
        "Diese Woche": [soon.number],
    }


def test_a_case_stands_once_with_all_its_reasons(world: World) -> None:
    case = make.make_case(world, due_on=TODAY, next_step="Zusage nachfragen")
    cases_factories.make_deadline(case, title="Insolvenzgeld beantragen", due_on=TODAY + timedelta(days=6))

    (section,) = [one for one in adviser_day(world.actor("adviser_a"), TODAY) if one.items]

    (item,) = section.items
    assert item.title == "Zusage nachfragen"
    assert any(word.endswith("Insolvenzgeld beantragen") for word in item.meta)


def test_deputies_cases_while_they_stand_in_and_not_after(world: World) -> None:
    make.make_case(world, due_on=TODAY)
    make.stand_in(world.adviser_a, world.deputy_a)
    during = the_day(world, "deputy_a")
    make.stand_in(world.adviser_a, world.deputy_a, days=1)

    assert list(during) == ["In Vertretung"]
    assert the_day(world, "deputy_a") == {}


def test_a_long_list_says_how_many_there_are(world: World, sign_in, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apprenticeships.dashboard.MOST_ITEMS", 2)
    for _one in range(3):
        make.make_case(world, due_on=TODAY - timedelta(days=1))

    page = sign_in(world.adviser_a).get(reverse("apprenticeships:work_list"), secure=True)

    (section,) = page.context["sections"]
    assert (len(section.items), section.count, section.hidden) == (2, 3, 1)
    assert (page.context["due"], page.context["overdue"]) == (3, 3)
    assert "2 von 3 werden gezeigt" in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_statements_of_the_list(world: World, sign_in, django_assert_num_queries, rows: int) -> None:
    for _index in range(rows):
        case = make.make_case(world, due_on=TODAY, company_case=make.make_company_case(world))
        cases_factories.make_deadline(case, due_on=TODAY)
        make.make_tip(world)
        make.make_offer(world)
    client = sign_in(world.adviser_a)
    client.get(reverse("apprenticeships:tip_create"), secure=True)

    with django_assert_num_queries(15):
        page = client.get(reverse("apprenticeships:work_list"), secure=True)

    assert sum(section.count for section in page.context["sections"]) == 2 * rows


@pytest.mark.parametrize(("back", "url_name"), [("list", "apprenticeships:work_list"), ("today", "home")])
def test_a_step_from_a_row_leads_back_to_it(world: World, sign_in, back: str, url_name: str) -> None:
    case = make.make_case(world)
    row = cases_factories.make_deadline(case, kind="own")
    client = sign_in(world.adviser_a)

    for url in (
        reverse("apprenticeships:case_place", args=[case.number]),
        reverse("apprenticeships:deadline_done", kwargs={"number": case.number, "key": row.key}),
    ):
        assert client.post(url, {"back": back}, secure=True).url == reverse(url_name) + "#teil-1"


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "home", ""])
def test_no_other_place_to_go_back_to(world: World, sign_in, back: str) -> None:
    """S12: the word is looked up, never followed."""
    case = make.make_case(world)
    url = reverse("apprenticeships:case_place", args=[case.number])

    answer = sign_in(world.adviser_a).post(url, {"back": back}, secure=True)

    assert answer.url == reverse("apprenticeships:case_detail", args=[case.number])

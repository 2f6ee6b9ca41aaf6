"""Counted without a person: own counts exactly, the region's with small ones hidden, never today's."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from apprenticeships.figures import ReportingYear
from apprenticeships.models import NoPlaceCount
from apprenticeships.no_place import own_counts, region_counts, years
from portal.region.models import District
from tests.apprenticeships import factories as make
from tests.apprenticeships.test_lists import signed_in_for_a_while
from tests.factories import World, make_municipality

TODAY = date(2026, 11, 24)
YEAR = ReportingYear.of(TODAY)
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def counted(world: World, count: int, month: date = OCTOBER, **values: object) -> NoPlaceCount:
    values.setdefault("district", world.district)
    values.setdefault("organisation", world.chamber_a)
    return NoPlaceCount.objects.create(month=month, count=count, **values)


def told(year: ReportingYear = YEAR) -> dict[str, str]:
    found = region_counts(year, TODAY)
    return {name: str(cell) for name, cell in found.rows}


def test_a_count_keeps_who_counted_and_the_occupation_group(world: World, sign_in) -> None:
    tips = [
        make.make_tip(world, subject="no_place", company_and_place="Künzelsau", occupations=words)
        for words in ("Mechatroniker", "Mechatroniker", "")
    ]

    for tip in tips:
        url = reverse("apprenticeships:tip_count", args=[tip.number])
        sign_in(world.adviser_a).post(url, secure=True)

    rows = {(row.organisation, row.group, row.count) for row in NoPlaceCount.objects.all()}
    assert rows == {(world.chamber_a, world.occupation.group, 2), (world.chamber_a, None, 1)}


def test_own_counts_are_exact_and_those_of_others_are_not_shown(world: World) -> None:
    counted(world, 1, NOVEMBER)
    counted(world, 2)
    counted(world, 9, organisation=world.chamber_b)
    counted(world, 4, date(2026, 9, 1))  # the reporting year before
    counted(world, 5, organisation=None)

    def seen(who: str) -> list[tuple[date, int]]:
        rows = NoPlaceCount.objects.permitted(world.actor(who), "view")
        return [(one.month, one.count) for one in own_counts(rows, YEAR)]

    assert seen("adviser_a") == seen("colleague_a") == [(NOVEMBER, 1), (OCTOBER, 2)]
    assert seen("adviser_b") == [(OCTOBER, 9)]
    for who in ("partner_a", "office", "editor", "dpo", "operator"):
        assert seen(who) == [], who


def test_the_regions_counts_hide_small_ones_and_what_gives_them_away(world: World) -> None:
    other, third = (make_municipality(district=make_district(n)).district for n in (1, 2))
    counted(world, 20, organisation=None)
    counted(world, 2, district=other, organisation=None)
    counted(world, 12, district=third, organisation=None)

    found = region_counts(YEAR, TODAY)

    shown = {name: cell.value for name, cell in found.rows}
    assert shown[other.name] is None
    assert found.total.value is None or sum(value is None for value in shown.values()) >= 2


def make_district(number: int) -> District:
    return District.objects.create(ags=f"0990{number}", name=f"Musterkreis {number}", short_name=str(number))


def test_what_remains_for_an_organisation_is_not_small(world: World) -> None:
    """Chamber A counted ten of eleven: with its own part taken off the sum would tell one of chamber B."""
    counted(world, 10)
    counted(world, 1, organisation=world.chamber_b)

    assert told().get(world.district.name) != "11"


def test_the_present_month_counts_for_the_region_when_it_is_over(world: World) -> None:
    counted(world, 7, organisation=None)
    counted(world, 5, NOVEMBER, organisation=None)

    assert told()[world.district.name] == "7"
    assert region_counts(YEAR, date(2026, 12, 1)).stand == date(2026, 11, 30)
    assert dict(region_counts(YEAR, date(2026, 12, 1)).rows)[world.district.name].value == 12


def test_too_few_are_not_told_at_all(world: World) -> None:
    counted(world, 2, organisation=None)

    assert region_counts(YEAR, TODAY).rows == []


def test_years_go_back_to_the_first_count(world: World) -> None:
    assert years(TODAY) == [YEAR]

    counted(world, 1, date(2025, 9, 1))

    assert [str(year) for year in years(TODAY)] == ["2026/27", "2025/26", "2024/25"]


@pytest.mark.parametrize("who", ["adviser_a", "partner_a"])
def test_the_page_shows_own_counts_to_those_who_count(world: World, sign_in, who: str) -> None:
    month = timezone.localdate().replace(day=1)
    counted(world, 2, month, group=world.occupation.group)
    client, url = sign_in(getattr(world, who)), reverse("figures:no_place")

    page = client.get(url, secure=True)

    own = [row[1:] for row in page.context["own"]]
    exact = [(world.district.name, world.occupation.group.title, 2)]
    assert own == (exact if who == "adviser_a" else [])
    assert page.context["counts_itself"] == (who == "adviser_a")
    assert client.get(url, {"year": "1"}, secure=True).status_code == 200
    assert url in client.get(reverse("figures:page"), secure=True).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_statements_of_the_page(world: World, sign_in, django_assert_num_queries, rows: int) -> None:
    month = timezone.localdate().replace(day=1)
    for number in range(rows):
        counted(world, 1, month, district=make_district(number))
    client = signed_in_for_a_while(sign_in, world)

    with django_assert_num_queries(7):
        page = client.get(reverse("figures:no_place"), secure=True)

    assert len(page.context["own"]) == rows

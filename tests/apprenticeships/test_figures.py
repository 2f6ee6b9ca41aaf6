"""The figures: what they count, for whom exactly, and that small counts stay hidden (D15)."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from apprenticeships import figures as source
from apprenticeships.figures import (
    ReportingYear,
    last_stand,
    live_tallies,
    open_places,
    reporting_years,
    tallies,
)
from apprenticeships.models import Case, CaseStatistic
from apprenticeships.publication import (
    DISTRICT,
    GROUP,
    KIND,
    MONTH,
    Figures,
    Names,
    figures,
    key_figures,
    map_places,
)
from portal.smallcells import Cell
from tests.apprenticeships.figures_factories import make_reported
from tests.factories import World, make_district, make_municipality, make_occupation

YEAR = ReportingYear(2026)
STAND = date(2026, 8, 31)
DAY = date(2026, 3, 10)
HTTPS = {"secure": True}


def made(*, exact: bool = False, rows=None, stand: date = STAND, year: ReportingYear = YEAR) -> Figures:
    found = tallies(Case.objects.all() if rows is None else rows, None, year, stand)
    return figures(found, year, stand, Names.load(), exact=exact)


def values(cells: list[Cell]) -> list[int | None]:
    return [cell.value for cell in cells]


def test_a_reporting_year_runs_from_october_to_september() -> None:
    assert ReportingYear.of(date(2026, 9, 30)) == ReportingYear(2026)
    assert ReportingYear.of(date(2026, 10, 1)) == ReportingYear(2027)
    assert (YEAR.first, YEAR.last, str(YEAR)) == (date(2025, 10, 1), date(2026, 9, 30), "2025/26")
    assert [YEAR.months[0], YEAR.months[-1], len(YEAR.months)] == [date(2025, 10, 1), date(2026, 9, 1), 12]
    assert str(ReportingYear(2000)) == "1999/00"


def test_the_region_is_shown_as_of_the_last_month() -> None:
    assert last_stand(date(2026, 11, 24)) == date(2026, 10, 31)
    assert last_stand(date(2026, 3, 1)) == date(2026, 2, 28)


def test_the_years_reach_back_to_the_first_report(world: World) -> None:
    assert reporting_years(Case.objects.all(), STAND) == [YEAR]

    make_reported(world, on=date(2024, 9, 30))

    assert [year.ends_in for year in reporting_years(Case.objects.all(), STAND)] == [2026, 2025, 2024]


def test_anonymised_cases_of_others_open_no_year_of_ones_own(world: World) -> None:
    quarter = date(2023, 10, 1)
    CaseStatistic.objects.create(
        organisation=world.chamber_b, kind="loses", outcome="school", placed=False,
        opened_quarter=quarter, closed_quarter=quarter,
    )  # fmt: skip

    own, of_b = (
        reporting_years(Case.objects.none(), STAND, organisation=one.pk)
        for one in (world.chamber_a, world.chamber_b)
    )

    assert [year.ends_in for year in own] == [2026]
    assert [year.ends_in for year in of_b] == [2026, 2025, 2024]


def test_four_results_and_the_days_to_the_contract(world: World) -> None:
    for result, number in (("seamless", 4), ("gap", 3), ("open", 2), ("other", 1)):
        make_reported(world, number, on=DAY, result=result, days=10 if result == "seamless" else 24)

    one = made(exact=True)

    assert values(one.sums) == [4, 3, 2, 1]
    assert one.reported == Cell(10)
    assert one.median_days == 10
    found = key_figures(one)
    assert (found.placed, found.seamless, found.open) == (Cell(7), Cell(4), Cell(2))
    assert found.seamless_percent == 57


@pytest.mark.parametrize(
    ("values", "result"),
    [
        ({"state": "closed", "outcome": "same", "registered_on": DAY, "closed_on": STAND}, "gap"),
        ({"state": "closed", "outcome": "related", "closed_on": STAND}, "gap"),
        ({"state": "closed", "outcome": "continued", "closed_on": STAND}, "other"),
        ({"state": "closed", "outcome": "exam", "closed_on": STAND}, "other"),
        ({"state": "closed", "outcome": "same", "closed_on": STAND + timedelta(days=1)}, "open"),
        ({"state": "stabilised", "closed_on": STAND}, "other"),
        ({"state": "withdrawn", "closed_on": None}, "other"),
        ({"state": "promise"}, "open"),
        ({"state": "signed"}, "open"),
        ({"state": "on_hold"}, "open"),
        ({"state": "aftercare", "registered_on": STAND, "probation_until": STAND}, "gap"),
        ({"state": "registered", "registered_on": STAND + timedelta(days=1)}, "open"),
    ],
)
def test_what_each_state_counts_as(world: World, values: dict, result: str) -> None:
    (case,) = make_reported(world, on=DAY)
    where = world.chamber_a if values.get("registered_on") else None
    Case.objects.filter(pk=case.pk).update(registered_with=where, **values)

    (found,) = live_tallies(Case.objects.all(), YEAR, STAND)

    assert found.result == result


@pytest.mark.parametrize("gap", [-400, 0, 1, 2, 40])
def test_seamless_is_what_the_case_says(world: World, gap: int) -> None:
    (case,) = make_reported(world, on=DAY, result="seamless")
    Case.objects.filter(pk=case.pk).update(new_start_on=case.ends_on + timedelta(days=gap))

    (found,) = live_tallies(Case.objects.all(), YEAR, STAND)

    assert (found.result == "seamless") is Case.objects.get(pk=case.pk).is_seamless


def test_only_reports_of_the_year_and_before_the_stand_count(world: World) -> None:
    for day in (YEAR.first - timedelta(days=1), YEAR.first, STAND, STAND + timedelta(days=1)):
        make_reported(world, on=day)

    assert made(exact=True).reported == Cell(2)


def test_four_breakdowns_of_the_same_cases(world: World) -> None:
    other = make_municipality("Weinsberg", make_district(ags="08125", name="Landkreis Heilbronn"))
    baker = make_occupation("Bäcker/in", "292")
    make_reported(world, 2, on=DAY, result="seamless")
    make_reported(world, 1, on=date(2026, 4, 2), residence=other, occupation=baker, kind="none")

    one = made(exact=True)

    assert {name: [c.label for c in b.categories] for name, b in one.breakdowns.items()} == {
        DISTRICT: ["Landkreis Heilbronn", "Hohenlohekreis"],
        GROUP: ["Mustergruppe 261", "Mustergruppe 292"],
        KIND: ["Verliert den Ausbildungsplatz", "Kann die Ausbildung nicht beginnen", "Findet kein Angebot"],
        MONTH: [c.label for c in one.breakdowns[MONTH].categories],
    }
    assert len(one.breakdowns[MONTH].categories) == 11
    assert values(one.breakdowns[DISTRICT].table.row_totals) == [1, 2]
    assert values(one.breakdowns[KIND].table.rows[0]) == [2, 0, 0, 0]


def test_what_is_left_of_anonymised_cases_is_counted(world: World) -> None:
    """By quarter, and without what was taken out of them."""
    values = {
        "organisation": world.chamber_a, "kind": "loses", "outcome": "same", "placed": True,
        "seamless": False, "opened_quarter": date(2026, 1, 1), "closed_quarter": date(2026, 4, 1),
    }  # fmt: skip
    whole = {"group": world.occupation.group, "district": world.district}
    CaseStatistic.objects.bulk_create(CaseStatistic(**values, **whole) for _ in range(5))
    CaseStatistic.objects.create(**values)
    make_reported(world, 4, on=DAY)

    one = made(exact=True)
    cut = tallies(Case.objects.none(), world.chamber_b.pk, YEAR, STAND)

    assert one.reported == Cell(10)
    assert sum(int(row.value or 0) for row in one.breakdowns[MONTH].table.row_totals) == 10
    assert one.breakdowns[MONTH].categories[1].members == ("2026-01-01",)
    assert one.breakdowns[DISTRICT].categories[-1].members == ("",)
    assert cut == []


# --- small counts ------------------------------------------------------------------------------------------


def region(world: World) -> None:
    """A year of three districts and two chambers, with one unmistakable case: a baker in Wertheim in May."""
    world.heilbronn = make_district(ags="08121", name="Heilbronn, Stadtkreis", short_name="Stadt Heilbronn")
    world.tauber = make_district(ags="08128", name="Main-Tauber-Kreis", short_name="Main-Tauber-Kreis")
    city = make_municipality("Heilbronn", world.heilbronn, ags="08121000")
    mergentheim = make_municipality("Bad Mergentheim", world.tauber, ags="08128007")
    world.wertheim = make_municipality("Wertheim", world.tauber, ags="08128131")
    world.baker = make_occupation("Bäcker/in", "292")
    for adviser in (world.adviser_a, world.adviser_b):
        for place in (city, world.town, mergentheim):
            for month in (date(2025, 11, 5), date(2026, 2, 5), date(2026, 6, 5)):
                for result in ("seamless", "gap", "open", "other"):
                    make_reported(world, 4, on=month, result=result, adviser=adviser, residence=place)
    make_reported(
        world, on=date(2026, 5, 5), occupation=world.baker, residence=world.wertheim, kind="start",
        adviser=world.adviser_b,
    )  # fmt: skip


def all_cells(one: Figures) -> list[Cell]:
    cells = [one.reported, *one.sums]
    for breakdown in one.breakdowns.values():
        cells += [cell for row in breakdown.table.rows for cell in row]
        cells += [*breakdown.table.row_totals, *breakdown.table.column_totals]
    return cells


def test_no_small_count_in_the_region(world: World) -> None:
    region(world)

    one = made()

    assert [cell for cell in all_cells(one) if cell.is_shown and cell.value < 3] == []
    assert one.reported == Cell(289)
    labels = [category.label for b in one.breakdowns.values() for category in b.categories]
    assert "Mustergruppe 292" not in labels  # one case: put together with its neighbours
    for breakdown in one.breakdowns.values():
        assert all(cell.is_shown for cell in breakdown.table.row_totals)
        assert sum(values(breakdown.table.row_totals)) == 289


def test_a_chamber_cannot_take_off_its_own_cases(world: World) -> None:
    """Chamber A knows its cases exactly: what remains of every shown number is 0 or at least three."""
    region(world)
    make_reported(world, 9, on=DAY, result="gap", kind="none")  # all of chamber A
    make_reported(world, 1, on=DAY, result="gap", kind="none", adviser=world.adviser_b)

    one, own = made(), made(exact=True, rows=Case.objects.filter(organisation=world.chamber_a))

    for name, breakdown in one.breakdowns.items():
        mine = own.breakdowns[name]
        for category, row in zip(breakdown.categories, breakdown.table.rows, strict=True):
            for group, cell in zip(breakdown.results, row, strict=True):
                if not cell.is_shown:
                    continue
                known = sum(
                    mine.table.rows[mine.place(code)][own.results.index(result)].value
                    for code in category.members
                    for result in own.results
                    if result.members[0] in group.members and mine.place(code) is not None
                )
                assert cell.value - known == 0 or cell.value - known >= 3


def test_too_few_cases_are_not_shown_at_all(world: World) -> None:
    make_reported(world, 2, on=DAY)
    few = made()
    make_reported(world, 8, on=DAY)
    make_reported(world, 1, on=DAY, adviser=world.adviser_b)
    one_of_another = made()

    assert not few
    assert str(few.reported) in ("weniger als 3", "fewer than 3")
    assert not one_of_another
    assert not one_of_another.reported.is_shown


def test_results_are_told_on_a_coarser_level_where_one_is_small(world: World) -> None:
    for result, number in (("seamless", 12), ("gap", 1), ("open", 9), ("other", 8)):
        make_reported(world, number, on=DAY, result=result)

    one = made()

    assert [group.members for group in one.results] == [("seamless", "gap"), ("open",), ("other",)]
    assert values(one.sums) == [13, 9, 8]
    assert not key_figures(one).seamless.is_shown


def test_a_median_of_few_is_not_shown(world: World) -> None:
    make_reported(world, 4, on=DAY, result="seamless", days=11)
    make_reported(world, 4, on=DAY)

    assert made().median_days is None
    assert made(exact=True).median_days == 11

    make_reported(world, 1, on=DAY, result="seamless", days=11)
    assert made().median_days == 11


# --- map ---------------------------------------------------------------------------------------------------


def places(world: World, *, exact: bool = False) -> dict[str, dict[str, tuple[str, int]]]:
    towns = {
        ags: (name, district)
        for ags, name, district in world.town._meta.model.objects.values_list("ags", "name", "district__ags")
    }
    found = open_places(Case.objects.all(), YEAR, STAND)
    return {place.ags: place.discs for place in map_places(made(exact=exact), found, Names.load(), towns)}


def test_discs_from_three_on_and_a_rest_that_says_nothing(world: World) -> None:
    towns = [make_municipality(name, world.district) for name in ("Öhringen", "Ingelfingen", "Kupferzell")]
    for result in ("seamless", "gap", "other"):
        make_reported(world, 4, on=DAY, result=result)
    make_reported(world, 6, on=DAY)
    for town in towns:
        make_reported(world, 1, on=DAY, residence=town)
    assert places(world)["08126"] == {"08126046": ("Künzelsau", 6)}

    Case.objects.filter(residence=towns[2]).delete()

    assert places(world) == {"08126": {}}  # a rest of two: nothing of the district
    assert places(world, exact=True)["08126"] == {"08126046": ("Künzelsau", 6)}


# --- pages -------------------------------------------------------------------------------------------------


@pytest.fixture
def now(world: World) -> date:
    """Reports of the last reporting year of today."""
    return last_stand(timezone.localdate())


def content(response) -> str:
    data = b"".join(response.streaming_content) if response.streaming else response.content
    return data.decode()


def everything_shown(client, query: str = "") -> dict[str, str]:
    """Page, downloads and pictures as text."""
    urls = {"page": reverse("figures:page"), "csv": reverse("figures:export", kwargs={"kind": "csv"})}
    for picture in ("karte", "verbleib", "verlauf"):
        urls[picture] = reverse(
            "figures:picture", kwargs={"picture": picture, "look": "hell", "size": "breit"}
        )
    return {name: content(client.get(f"{url}?{query}", **HTTPS)) for name, url in urls.items()}


PLANTED = ("Wertheim", "ZZ-Beruf", "ZZ-Gruppe")


def plant(world: World, now: date) -> None:
    """Many alike, and one case that is the only one of its occupation, district and month."""
    for adviser in (world.adviser_a, world.adviser_b):
        for result in ("seamless", "gap", "open", "other"):
            make_reported(world, 9, on=now - timedelta(days=25), result=result, days=17, adviser=adviser)
    rare = make_occupation("ZZ-Beruf", "999")
    rare.group.title = "ZZ-Gruppe"
    rare.group.save()
    tauber = make_district(ags="08128", name="Main-Tauber-Kreis", short_name="Main-Tauber-Kreis")
    world.wertheim = make_municipality("Wertheim", tauber, ags="08128131")
    (world.rare,) = make_reported(
        world, on=now - timedelta(days=25), occupation=rare, residence=world.wertheim, kind="start",
        adviser=world.adviser_b,
    )  # fmt: skip


@pytest.mark.parametrize("who", ["partner_a", "adviser_a", "editor", "office", "dpo"])
def test_a_unique_case_is_nowhere_to_be_seen(world: World, now: date, sign_in, who: str) -> None:
    """D15: page, pictures, map and download of everybody who may not open the row, with every filter."""
    plant(world, now)
    client = sign_in(getattr(world, who))
    with translation.override("de"):
        for query in ("whose=all", "whose=all&district=08128", "whose=all&group=999", "whose=all&kind=start"):
            shown = everything_shown(client, query)
            text = re.sub(r"<select.*?</select>", "", " ".join(shown.values()), flags=re.DOTALL)
            numbers = re.findall(r"[>;](\d+)[<;\r]", re.sub(r"<path[^>]*>|<source[^>]*>", "", text))

            assert not [number for number in numbers if number in ("1", "2")]
            assert "Wertheim" not in text
            assert "73" in shown["page"]


def test_the_own_chamber_sees_its_single_case(world: World, now: date, sign_in) -> None:
    plant(world, now)

    shown = everything_shown(sign_in(world.adviser_b), "group=999")

    assert "ZZ-Gruppe" in shown["page"]
    assert ";1;" in shown["csv"]


def test_the_digest_hides_what_the_page_hides(world: World, now: date) -> None:
    """D15: a need released to the pool that is the only one of its group is not named in a mail."""
    from apprenticeships.digest import digest

    plant(world, now)
    world.partner_org_a.districts.add(world.wertheim.district)
    Case.objects.filter(state="in_placement").update(released_to_pool=True)
    moment = timezone.now()

    sections = [one for one in digest(world.actor("partner_a"), moment - timedelta(days=7), moment) if one]

    text = " ".join(f"{item.title} {item.why}" for section in sections for item in section.items)
    assert "ZZ-Gruppe" not in text
    assert not re.search(r"\b[12] (place|Platz|Plätze)", text)


def test_filters_combine_for_ones_own_and_not_for_all(world: World, now: date, sign_in) -> None:
    plant(world, now)
    client = sign_in(world.adviser_b)
    query = "district=08128&kind=start"

    own = client.get(reverse("figures:page") + f"?{query}", **HTTPS)
    answer = client.get(reverse("figures:page") + f"?{query}&whose=all", **HTTPS)

    assert own.context["key_figures"][0][1] == Cell(1)
    assert answer.status_code == 302
    assert "district=08128" in answer["Location"]
    assert "kind=" not in answer["Location"]


def test_a_partner_cannot_ask_for_exact_figures(world: World, now: date, sign_in) -> None:
    make_reported(world, 2, on=now)

    page = sign_in(world.partner_a).get(reverse("figures:page") + "?whose=own", **HTTPS)

    assert page.context["exact"] is False
    assert page.context["key_figures"][0][1].mark == "few"


def test_an_adviser_without_agreement_gets_the_regions_figures(world: World, now: date, sign_in) -> None:
    """D16"""
    world.chamber_a.agreement_on = None
    world.chamber_a.save()

    page = sign_in(world.adviser_a).get(reverse("figures:page"), **HTTPS)

    assert page.context["exact"] is False


def test_the_download_is_recorded(world: World, now: date, sign_in) -> None:
    from portal.activity.models import Event

    sign_in(world.office).get(reverse("figures:export", kwargs={"kind": "csv"}) + "?kind=start", **HTTPS)

    assert Event.objects.filter(verb="figures_exported", note="kind=start").count() == 1


def fill(world: World, now: date, number: int) -> None:
    """`number` cases in many towns, occupations and months."""
    groups = [make_occupation(kldb3=str(300 + index)) for index in range(20)]
    districts = [world.district, *[make_district() for _index in range(4)]]
    towns = [make_municipality(district=district) for district in districts for _town in range(4)]
    each = number // 400
    results = ("seamless", "gap", "open", "other")
    for index in range(400):
        make_reported(
            world, each, on=now - timedelta(days=index % 28), result=results[index % 4],
            adviser=(world.adviser_a, world.adviser_b)[index % 2], occupation=groups[index % 20],
            residence=towns[(index * 7) % 20], days=index % 9,
        )  # fmt: skip


@pytest.mark.parametrize("rows", [400, 1200])
def test_statements_of_the_page(
    world: World, now: date, sign_in, django_assert_num_queries, rows: int
) -> None:
    """Session, user, memberships; two of names, the first year, the cases, towns, open places; the market."""
    fill(world, now, rows)
    client = sign_in(world.partner_a)
    client.get(reverse("region:index"), **HTTPS)

    with django_assert_num_queries(STATEMENTS):
        page = client.get(reverse("figures:page"), **HTTPS)

    assert page.context["has_figures"]


STATEMENTS = 12


def test_the_year_is_found_by_its_index_among_fifty_thousand(world: World, now: date) -> None:
    """Two years back lie 50,000 cases; the statement of this year reads only this year's rows."""
    make_reported(world, 50_000, on=now - timedelta(days=800))
    make_reported(world, 300, on=now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE apprenticeships_case")
    year = ReportingYear.of(now)

    plan = source._of_year(Case.objects.all(), year, now).explain()

    assert "case_reported" in plan
    assert sum(one.number for one in live_tallies(Case.objects.all(), year, now)) == 300

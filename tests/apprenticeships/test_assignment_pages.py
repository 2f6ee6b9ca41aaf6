"""Pages of the proposals: what they say, how many statements they take, what they never tell."""

import csv
import io
import re

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from apprenticeships.actions.assignments import compute_run
from apprenticeships.actions.pairs import set_wish
from apprenticeships.digest import digest
from apprenticeships.models import AssignmentRun, Case
from apprenticeships.shortage import of_region, of_run, table_rows
from apprenticeships.shortage_chart import shortage_svg
from apprenticeships.states import OfferKind
from tests.apprenticeships import factories as make
from tests.apprenticeships.assignment_factories import make_run
from tests.apprenticeships.disclosure_factories import make_rule
from tests.apprenticeships.test_lists import signed_in_for_a_while
from tests.factories import World, make_district, make_municipality, make_occupation

PERSON = "Toni Muster-Verborgen"


def done_run(world: World, **values: object) -> AssignmentRun:
    run = make_run(world, **values)
    compute_run(run.pk)
    run.refresh_from_db()
    return run


def text_of(page: object) -> str:
    main = re.search(r"<main.*</main>", page.content.decode(), re.S)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def get(client, name: str, **kwargs: object) -> object:
    return client.get(reverse(f"apprenticeships:{name}", kwargs=kwargs), secure=True)


# session, user and memberships are the first three
PAGES = {
    "assignment_list": 5,
    "assignment_detail": 8,
    "assignment_missing": 6,
    "assignment_compare": 7,
    "run_shortage": 6,
    "shortage": 7,
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", PAGES)
def test_statements_of_a_page(world: World, sign_in, django_assert_num_queries, name: str, rows: int) -> None:
    for _index in range(rows):
        make.make_case(world)
        make.make_case(world, occupation=make_occupation())
        make.make_offer(world)
    done_run(world)
    run = done_run(world)
    kwargs = {} if name in ("assignment_list", "shortage") else {"key": run.key}
    client = signed_in_for_a_while(sign_in, world)

    with django_assert_num_queries(PAGES[name]):
        page = get(client, name, **kwargs)

    assert page.status_code == 200


def test_a_run_is_started_watched_and_read(world: World, sign_in) -> None:
    case, offer = make.make_case(world), make.make_offer(world)
    client = sign_in(world.adviser_a)

    started = client.post(reverse("apprenticeships:assignment_start"), {"with_watched": "on"}, secure=True)
    waiting = client.get(started.url, secure=True)
    run = AssignmentRun.objects.get()
    compute_run(run.pk)
    done = client.get(started.url, secure=True)

    assert 'hx-trigger="every 3s"' in waiting.content.decode()
    assert "<progress" in waiting.content.decode()
    assert "hx-trigger" not in done.content.decode()
    assert case.number in text_of(done)
    assert offer.company_name in text_of(done)
    assert "Art. 22" in text_of(done)
    assert run.with_watched


def test_a_second_start_is_refused_in_words(world: World, sign_in) -> None:
    client = sign_in(world.adviser_a)
    url = reverse("apprenticeships:assignment_start")
    client.post(url, secure=True)

    page = client.post(url, secure=True, follow=True)

    assert AssignmentRun.objects.count() == 1
    assert "kern-alert--warning" in page.content.decode()


def test_a_pair_is_confirmed_and_a_changed_one_refused(world: World, sign_in) -> None:
    make.make_case(world)
    changed = make.make_case(world)
    make.make_offer(world, seats=2)
    run = done_run(world)
    Case.objects.filter(pk=changed.pk).update(state="promise")
    client = sign_in(world.adviser_a)

    for pair in run.pairs.all():
        url = reverse("apprenticeships:pair_confirm", kwargs={"key": run.key, "pair": pair.key})
        client.post(url, secure=True)
    page = get(client, "assignment_detail", key=run.key)

    assert list(run.pairs.order_by("case").values_list("refusal", flat=True)) == ["", "case"]
    assert "bp-state--good" in page.content.decode()


def test_cases_of_other_chambers_are_profiles(world: World, sign_in) -> None:
    """D: neither number nor place of residence of another chamber's case, and only while it is released."""
    make_rule()
    town = make_municipality("Geheimhausen", world.district)
    other = make.make_case(
        world, adviser=world.adviser_b, released_to_pool=True, residence=town, person={"name": PERSON}
    )
    lonely = make.make_case(
        world,
        adviser=world.adviser_b,
        released_to_pool=True,
        residence=town,
        occupation=make_occupation(kldb3="999"),
    )
    make.make_offer(world)
    run = done_run(world, with_pool=True)
    client = sign_in(world.adviser_a)

    for name in ("assignment_detail", "assignment_missing"):
        text = text_of(get(client, name, key=run.key))
        assert world.chamber_b.short_name in text
        for secret in (other.number, lonely.number, "Geheimhausen", PERSON):
            assert secret not in text
    Case.objects.update(released_to_pool=False)
    assert other.occupation.short_name not in text_of(get(client, "assignment_detail", key=run.key))


def test_no_page_of_a_run_shows_a_person(world: World, sign_in) -> None:
    make.make_case(world, person={"name": PERSON})
    make.make_case(world, person={"name": PERSON}, occupation=make_occupation())
    make.make_offer(world)
    done_run(world)
    run = done_run(world)
    client = sign_in(world.adviser_a)

    for name in ("assignment_detail", "assignment_missing", "assignment_compare", "run_shortage"):
        assert PERSON not in get(client, name, key=run.key).content.decode()


# --- why not ----------------------------------------------------------------------------------------------


def test_why_not_in_words(world: World, sign_in) -> None:
    year = timezone.localdate().year
    make.make_case(
        world,
        reach_km=25,
        contract_start=timezone.localdate().replace(year=year - 1, day=1),
        contract_end=timezone.localdate().replace(year=year + 2, day=1),
    )
    far = make_municipality(latitude=49.28 + 38 / 111.2, longitude=9.69)
    for _index in range(3):
        make.make_offer(world, municipality=far)
    make.make_offer(world, years=[1])
    make.make_offer(world, kind=OfferKind.NETWORK, months=6)
    run = done_run(world)

    with override_settings(LANGUAGE_CODE="en"):
        text = text_of(get(sign_in(world.adviser_a), "assignment_missing", key=run.key))

    assert re.search(r"3 \w+ .*40 km .*25 km", text)
    assert len(run.missing.get().options) == 3


def test_the_case_page_says_why_not_and_keeps_wishes(world: World, sign_in) -> None:
    case = make.make_case(world, reach_km=10)
    far = make.make_offer(world, municipality=make_municipality(latitude=49.28 + 30 / 111.2, longitude=9.69))
    client = sign_in(world.adviser_a)
    before = text_of(get(client, "case_detail", number=case.number))
    done_run(world)

    client.post(
        reverse("apprenticeships:wish_create", kwargs={"number": case.number}),
        {"offer": str(far.key), "kind": "not_company", "reason": "apprentice"},
        secure=True,
    )
    page = get(client, "case_detail", number=case.number)

    assert far.company_name in text_of(page)
    assert re.search(r"30 km|35 km", text_of(page))
    assert page.context["wishes"][0]["offer"] == far.company_name
    assert "35 km" not in before
    client.post(page.context["wishes"][0]["drop_url"], secure=True)
    assert get(client, "case_detail", number=case.number).context["wishes"] == []


def test_a_wish_without_an_offer_is_refused_at_the_field(world: World, sign_in) -> None:
    case = make.make_case(world)
    url = reverse("apprenticeships:wish_create", kwargs={"number": case.number})

    page = sign_in(world.adviser_a).post(url, {"offer": "", "kind": "pin", "reason": "agreed"}, secure=True)

    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"offer"}
    assert not case.pair_wishes.exists()


def test_a_placed_case_says_where(world: World, sign_in) -> None:
    case, offer = make.make_case(world), make.make_offer(world)
    set_wish(case, offer, by=world.actor("adviser_a"), kind="pin", reason="agreed")
    done_run(world)

    page = get(sign_in(world.adviser_a), "case_detail", number=case.number)

    assert page.context["in_run"]["offer"] == offer.company_name


# --- where places are missing -------------------------------------------------------------------------------


def missing_market(world: World) -> None:
    """Chamber A: five in one district, one in another, one alone in its group. Chamber B: four."""
    other = make_municipality(district=make_district(ags="08127"))
    lonely = make_occupation("Musterseltener", "999")
    for _index in range(5):
        make.make_case(world)
    make.make_case(world, residence=other)
    make.make_case(world, occupation=lonely)
    for _index in range(4):
        make.make_case(world, adviser=world.adviser_b, residence=other)
    done_run(world)
    done_run(world, started_by=world.adviser_b)


def test_the_report_of_a_run_is_exact_for_its_own_organisation(world: World) -> None:
    missing_market(world)
    run = AssignmentRun.objects.filter(organisation=world.chamber_a).get()

    report = of_run(run)

    assert [[cell.value for cell in (*row.cells, row.total)] for row in report.rows] == [[5, 1, 6], [1, 0, 1]]
    assert report.total.value == 7


def test_the_regions_report_hides_small_cells(world: World) -> None:
    """D: nothing under 3 is shown or can be worked out; the row of one is not there at all."""
    missing_market(world)

    report = of_region(world.actor("partner_a"))

    assert [[cell.value for cell in (*row.cells, row.total)] for row in report.rows] == [[5, 5, 10]]
    assert "Musterseltener" not in str(list(table_rows(report)))


def test_who_knows_the_own_part_cannot_subtract_it(world: World) -> None:
    """Chamber B knows its four of five: the fifth is not to be worked out."""
    missing_market(world)

    report = of_region(world.actor("adviser_b"))

    values = [cell.value for cell in report.rows[0].cells]
    assert values[1] is None


def test_small_rows_are_merged_where_they_are_large_enough_together(world: World) -> None:
    for kldb3 in ("111", "112", "113"):
        make.make_case(world, occupation=make_occupation(kldb3=kldb3))
    done_run(world)

    report = of_region(world.actor("partner_a"))

    assert [(row.group, row.total.value) for row in report.rows] == [("", 3)]


def test_a_case_in_the_pool_of_two_runs_counts_once(world: World) -> None:
    for _index in range(3):
        make.make_case(world, released_to_pool=True)
    done_run(world, with_pool=True)
    done_run(world, started_by=world.adviser_b, with_pool=True)
    done_run(world, with_pool=True)

    assert of_region(world.actor("partner_a")).total.value == 3


def test_csv_and_chart_show_what_the_page_shows(world: World, sign_in) -> None:
    missing_market(world)
    client = sign_in(world.partner_a)

    rows = list(
        csv.reader(
            io.StringIO(b"".join(get(client, "shortage_export").streaming_content).decode("utf-8-sig")),
            delimiter=";",
        )
    )
    chart = get(client, "shortage_chart", theme="dark", width="narrow")

    assert [row[-1] for row in rows[1:]] == ["10"]
    assert chart["Content-Type"] == "image/svg+xml"
    assert ">10</text>" in chart.content.decode()
    assert "style" not in chart.content.decode()
    assert "<script" not in chart.content.decode()


def test_an_empty_region_has_a_page_and_a_chart_of_nothing(world: World, sign_in) -> None:
    client = sign_in(world.partner_a)

    assert get(client, "shortage").status_code == 200
    assert shortage_svg(of_region(world.actor("partner_a")), "light", "wide").startswith("<svg")


def test_the_partners_digest_leads_to_the_call_for_places(world: World) -> None:
    for _index in range(3):
        make.make_case(world, released_to_pool=True)
    now = timezone.now()

    urls = [section.url for section in digest(world.actor("partner_a"), now, now)]

    assert reverse("apprenticeships:shortage") in urls

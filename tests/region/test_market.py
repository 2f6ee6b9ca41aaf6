"""Market figures: ANR and eANR, and taking a table over."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import override_settings
from django.urls import reverse

from portal.activity.models import Event
from portal.region.market import anr, extended_anr, guessed_mapping, market_years, read_rows
from portal.region.market_actions import prepare_import, store_import
from portal.region.models import MarketFigure, MarketImport
from portal.tables import read_table
from portal.workflow import TransitionRefused
from tests.factories import World

HTTPS = {"secure": True}
HEADER = "Agenturbezirk;Berichtsjahr;Neu abgeschlossene Ausbildungsverträge;Unbesetzte Stellen;"
HEADER += "Unversorgte Bewerber;Bewerber mit Alternative zum 30.09.\n"
BIBB = (
    "Tabelle 3: Angebot und Nachfrage nach Arbeitsagenturbezirken;;;;;\n"
    + HEADER
    + "611 Aalen;2025;3.000;100;90;200\n"
    + "627 Heilbronn;2025;4.000;300;150;300\n"
    + "674 Schwäbisch Hall-Tauberbischofsheim;2025;3.000;500;100;*\n"
)


def part(naa: int | None, ubs: int | None, uvb: int | None, bma: int | None = 0) -> dict[str, int | None]:
    return {"NAA": naa, "UBS": ubs, "UVB": uvb, "BMA": bma}


def test_the_rates_of_2009() -> None:
    """Germany: ANR 100.3 and eANR 88.5 (BIBB); NAA as published, the other sums made to fit."""
    germany = [part(566_004, 17_131, 15_558, 77_346)]

    assert anr(germany) == Decimal("100.3")
    assert extended_anr(germany) == Decimal("88.5")


def test_a_rate_of_two_regions_is_sum_over_sum_and_no_mean() -> None:
    large, small = part(4_000, 300, 150, 300), part(1_000, 500, 100, 400)

    assert anr([large]) == Decimal("103.6")
    assert anr([small]) == Decimal("136.4")
    assert anr([large, small]) == Decimal("110.5")  # 5800 / 5250; the mean would be 120.0
    assert extended_anr([large, small]) == Decimal("97.5")


@pytest.mark.parametrize("missing", ["NAA", "UBS", "UVB"])
def test_a_secret_figure_gives_no_rate(missing: str) -> None:
    secret = part(4_000, 300, 150, 300) | {missing: None}

    assert anr([secret]) is None
    assert anr([secret, part(1_000, 500, 100)]) is None


def test_only_the_extended_rate_needs_those_with_an_alternative() -> None:
    figures = part(4_000, 300, 150, None)

    assert anr([figures]) == Decimal("103.6")
    assert extended_anr([figures]) is None
    assert anr([{"NAA": 1_000}]) is None
    assert anr([]) is None


def test_a_small_denominator_gives_no_rate() -> None:
    assert anr([part(99, 5, 0)]) is None
    assert anr([part(99, 5, 1)]) == Decimal("104.0")
    with override_settings(MARKET_FEWEST=10):
        assert anr([part(9, 5, 1)]) == Decimal("140.0")


def prepared(world: World, data: str, **values) -> MarketImport:
    run = MarketImport(**{"source": "bibb", "title": "Muster", "published_on": date(2026, 1, 15)} | values)
    table = read_table(data.encode(), known={"naa", "ubs"})
    return prepare_import(run, table, by=world.actor("office"))


def test_titles_say_what_columns_hold(world: World) -> None:
    run = prepared(world, BIBB)

    assert [run.mapping.get(str(place)) for place in range(6)] == [
        "region",
        "year",
        "NAA",
        "UBS",
        "UVB",
        "BMA",
    ]
    rows = read_rows(run)
    assert [(row.number, row.region, row.year) for row in rows] == [(4, "627", 2025), (5, "674", 2025)]
    assert [(one.value, one.mark) for one in rows[1].figures] == [
        (3000, ""),
        (500, ""),
        (100, ""),
        (None, "*"),
    ]


GENESIS = (
    "Statistik_Code;Zeit_Code;Zeit_Label;Zeit;1_Merkmal_Code;1_Auspraegung_Code;1_Auspraegung_Label;"
    "AUS001__Neu abgeschlossene Ausbildungsverträge__Anzahl\n"
    "21211;STAG;Stichtag;30.09.2024;KREISE;08126;Hohenlohekreis;812\n"
    "21211;STAG;Stichtag;30.09.2024;KREISE;08128;Main-Tauber-Kreis, Landkreis;-\n"
    "21211;STAG;Stichtag;30.09.2024;KREISE;08127;Schwäbisch Hall, Landkreis;viele\n"
)


def test_a_flat_file_of_genesis(world: World) -> None:
    run = prepared(world, GENESIS, source="genesis")
    run.mapping = {"5": "region", "3": "year", "7": "NAA"}

    rows = read_rows(run)

    assert [(row.region, row.year) for row in rows] == [("08126", 2024), ("08128", 2024), ("08127", None)]
    assert (rows[0].figures[0].value, rows[1].figures[0].mark) == (812, "-")
    assert "viele" in rows[2].problem


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        ("2025", 2025),
        ("2024/25", 2025),
        ("2024/2025", 2025),
        ("30.09.2025", 2025),
        ("Berichtsjahr 2025", 2025),
    ],
)
def test_years_as_offices_write_them(world: World, cell: str, year: int) -> None:
    run = prepared(world, HEADER + f"627;{cell};1;2;3;4\n")

    assert [row.year for row in read_rows(run)] == [year]


@pytest.mark.parametrize(
    ("cell", "month", "year"),
    [
        ("Mai 2025", date(2025, 5, 1), 2025),
        ("2025-11", date(2025, 11, 1), 2026),
        ("Oktober", date(2024, 10, 1), 2025),
    ],
)
def test_months_belong_to_their_reporting_year(world: World, cell: str, month: date, year: int) -> None:
    run = prepared(world, f"Region;Monat;Unbesetzte Stellen\n627;{cell};7\n", year=2025)

    assert [(row.month, row.year) for row in read_rows(run)] == [(month, year)]


@pytest.mark.parametrize("cell", ["bald", "1066", "99999"])
def test_a_year_that_is_none_is_a_problem_of_its_row(world: World, cell: str) -> None:
    run = prepared(world, HEADER + f"627;{cell};1;2;3;4\n")

    (row,) = read_rows(run)
    assert cell in row.problem
    assert store_import(run, by=world.actor("office")) == 0


def test_the_mapping_is_remembered_per_source(world: World) -> None:
    run = prepared(world, "Bezirk Nr;Wann;Zahl A\n627;2025;10\n")
    run.mapping = {"0": "region", "1": "year", "2": "UBS"}
    run.save()
    store_import(run, by=world.actor("office"))

    again = prepared(world, "Wann;Zahl A;Bezirk Nr\n2026;10;627\n")
    other = prepared(world, "Wann;Zahl A;Bezirk Nr\n2026;10;627\n", source="ba")

    assert again.mapping == {"0": "year", "1": "UBS", "2": "region"}
    assert other.mapping == {}


def test_one_meaning_stands_for_one_column() -> None:
    assert guessed_mapping(["Jahr", "Berichtsjahr"], {}) == {"0": "year"}


def test_figures_are_stored_once_and_replaced_by_a_later_state(world: World) -> None:
    first = prepared(world, BIBB)
    assert store_import(first, by=world.actor("office")) == 8
    later = prepared(world, BIBB.replace("4.000", "4.100"), published_on=date(2026, 3, 1))
    store_import(later, by=world.actor("editor"))
    earlier = prepared(world, BIBB.replace("4.000", "1"), published_on=date(2025, 12, 1))

    assert store_import(earlier, by=world.actor("office")) == 0
    assert MarketFigure.objects.count() == 8
    assert MarketFigure.objects.get(region="627", key="NAA").value == 4_100
    assert Event.objects.filter(verb="market_figures_stored").count() == 3


def test_a_file_is_stored_once(world: World) -> None:
    run = prepared(world, BIBB)
    store_import(run, by=world.actor("office"))

    with pytest.raises(TransitionRefused):
        store_import(run, by=world.actor("office"))
    with pytest.raises(TransitionRefused):
        store_import(prepared(world, BIBB), by=world.actor("adviser_a"))


def test_the_region_is_both_agencies_together(world: World) -> None:
    store_import(prepared(world, BIBB.replace("*", "100")), by=world.actor("office"))
    one_only = HEADER + "627;2024;4000;300;150;300\n"
    store_import(prepared(world, one_only), by=world.actor("office"))

    newest, before = market_years()

    assert (newest.name, newest.sums["NAA"]) == ("2024/25", 7_000)
    assert (newest.anr, newest.eanr) == (Decimal("107.6"), Decimal("102.0"))
    assert (before.anr, before.eanr, before.sums["NAA"]) == (None, None, None)


def test_the_tables_refuse_what_cannot_be(world: World) -> None:
    run = prepared(world, BIBB)
    values = {"region": "627", "key": "NAA", "year": 2025, "run": run}
    with pytest.raises(IntegrityError, match="market_value_or_mark"):
        MarketFigure.objects.create(**values)


def test_one_figure_per_region_key_and_period(world: World) -> None:
    values = {"region": "627", "key": "NAA", "year": 2025, "run": prepared(world, BIBB), "value": 1}
    MarketFigure.objects.create(**values)

    with pytest.raises(IntegrityError, match="market_figure_once"):
        MarketFigure.objects.create(**values)


def upload(client, data: bytes = BIBB.encode("cp1252"), **values):
    file = SimpleUploadedFile("anr.csv", data)
    form = {"file": file, "source": "bibb", "title": "Muster 1", "published_on": "2026-01-15"} | values
    return client.post(reverse("region:market_import"), form, **HTTPS)


def test_from_the_file_to_the_page(world: World, sign_in) -> None:
    client = sign_in(world.editor)

    answer = upload(client)
    preview = client.get(answer["Location"], **HTTPS).content.decode()
    assert "3.000" in preview
    assert not MarketFigure.objects.exists()
    run = MarketImport.objects.get()
    answer = client.post(reverse("region:market_store", args=[run.key]), follow=True, **HTTPS)

    page = answer.content.decode()
    assert "2024/25" in page
    assert "107,6" in page
    assert "Muster 1" in page
    assert "Abbruchquote" not in page


def test_a_picture_is_no_table(world: World, sign_in) -> None:
    page = upload(sign_in(world.office), b"\x89PNG\r\n\x1a\n" + b"0" * 50)

    assert page.status_code == 200
    assert page.context["form"].errors["file"]
    assert not MarketImport.objects.exists()


def test_columns_are_said_by_hand_each_once(world: World, sign_in) -> None:
    client, run = sign_in(world.office), prepared(world, BIBB)
    url = reverse("region:market_preview", args=[run.key])

    twice = client.post(url, {"column_0": "region", "column_1": "region"}, **HTTPS)
    client.post(url, {"column_0": "region", "column_1": "year", "column_2": "UVB"}, **HTTPS)

    assert twice.context["form"].errors
    run.refresh_from_db()
    assert run.mapping == {"0": "region", "1": "year", "2": "UVB"}


def test_a_stored_file_cannot_be_mapped_anew_or_discarded(world: World, sign_in) -> None:
    run = prepared(world, BIBB)
    store_import(run, by=world.actor("office"))
    client = sign_in(world.office)

    mapped = client.post(reverse("region:market_preview", args=[run.key]), {"column_0": "year"}, **HTTPS)
    client.post(reverse("region:market_discard", args=[run.key]), **HTTPS)

    assert mapped.status_code == 403
    assert MarketImport.objects.filter(pk=run.pk).exists()


@pytest.mark.parametrize("years", [1, 3])
def test_statements_of_the_market_page(world: World, sign_in, django_assert_num_queries, years: int) -> None:
    for year in range(years):
        store_import(prepared(world, BIBB.replace("2025", str(2020 + year))), by=world.actor("office"))
    client = sign_in(world.partner_a)
    client.get(reverse("region:index"), **HTTPS)

    with django_assert_num_queries(4):
        client.get(reverse("region:market"), **HTTPS)

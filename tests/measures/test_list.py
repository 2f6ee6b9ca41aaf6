"""The catalogue's list: queries, filters in the address, search, export."""

import csv
import io
import json
from datetime import date
from uuid import uuid4

import openpyxl
import pytest
from django.test import Client
from django.utils.html import strip_tags

from measures.exports import COLUMNS
from measures.models import Measure
from measures.states import FocusArea, Light, MeasureState, Progress, Validity
from tests.factories import World
from tests.measures.factories import make_measure, make_programme

LIST = "/massnahmen/"
PUBLISHED = {"state": MeasureState.PUBLISHED}


@pytest.fixture
def client(world: World, sign_in) -> Client:
    """A partner's browser that has opened a page before."""
    client = sign_in(world.partner_a)
    client.get(LIST, secure=True)
    return client


def titles(client: Client, query: str = "", path: str = LIST) -> list[str]:
    response = client.get(f"{path}{query}", secure=True)
    assert response.status_code == 200
    return [strip_tags(row.title) for row in response.context["page"].rows]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("query", ["", "?q=Muster&lead=Muster&progress=running&overdue=on&group=Schulen"])
def test_the_list_takes_five_statements(
    rows: int, query: str, client, world, django_assert_num_queries
) -> None:
    for _row in range(rows):
        measure = make_measure(lead=world.chamber_a, target_groups=["Schulen"], **PUBLISHED)
        measure.milestones.create(title="Erster", due_on=date(2026, 1, 31))
        indicator = measure.indicators.create(title="Beratungen")
        indicator.readings.create(organisation=world.chamber_a, read_on=date(2026, 3, 1), value=3)
    words, similar = bool(query), bool(query) and rows < 3  # a statement of their own

    with django_assert_num_queries(5 + words + similar):
        assert len(titles(client, query)) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_word_and_the_programmes_that_fit_take_two_statements_more(
    rows: int, client, world, django_assert_num_queries
) -> None:
    for _row in range(3):
        make_measure(**PUBLISHED)
    for _row in range(rows):
        make_programme()

    with django_assert_num_queries(7):
        response = client.get(f"{LIST}?q=Muster", secure=True)

    assert len(response.context["programmes"].rows) == rows


def test_the_order_is_focus_area_then_german_title(client: Client) -> None:
    for title, area in [("Zebra", 1), ("Öffnung", 1), ("Oben", 1), ("Anfang", 2)]:
        make_measure(title, focus_area=area, **PUBLISHED)

    assert titles(client) == ["Oben", "Öffnung", "Zebra", "Anfang"]


def test_pages_go_on_where_the_last_one_ended(client: Client, settings) -> None:
    settings.LIST_PAGE_SIZE = 2
    for title in "ABCDE":
        make_measure(title, **PUBLISHED)

    found, url = [], LIST
    while url:
        page = client.get(url, secure=True).context["page"]
        found += [row.title for row in page.rows]
        url = page.next_url

    assert found == list("ABCDE")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=lotse", ["Azubi-Lotsen für Betriebe"]),
        ("?q=betrieb", ["Azubi-Lotsen für Betriebe", "Pflege im Tandem"]),
        ("?q=UBI-LOT", ["Azubi-Lotsen für Betriebe"]),
        ("?q=M-2026-777", ["Pflege im Tandem"]),
        ("?q=praxisanleitungen", ["Pflege im Tandem"]),
        ("?q=nirgends", []),
        ("?q=%25", []),
        ("?lead=muster-i", ["Azubi-Lotsen für Betriebe"]),
        ("?lead=verbund", ["Pflege im Tandem"]),
        ("?progress=paused", ["Pflege im Tandem"]),
        ("?light=red", ["Azubi-Lotsen für Betriebe"]),
        ("?focus=2", ["Pflege im Tandem"]),
        ("?state=archived", ["Alte Maßnahme"]),
        ("?state=draft", []),
        ("?state=published", ["Azubi-Lotsen für Betriebe", "Pflege im Tandem"]),
        ("?group=schuel", ["Pflege im Tandem"]),
        ("?lead=MUSTER-I", ["Azubi-Lotsen für Betriebe"]),
        ("?overdue=on", ["Pflege im Tandem"]),
        ("?agreement=0", []),
        ("?agreement=nonsense", ["Azubi-Lotsen für Betriebe", "Pflege im Tandem"]),
        ("?progress=nonsense&focus=9", ["Azubi-Lotsen für Betriebe", "Pflege im Tandem"]),
        ("?kind=programme", ["Einstiegsqualifizierung"]),
        ("?kind=programme&validity=ended", []),
        ("?kind=programme&origin=federal", ["Einstiegsqualifizierung"]),
    ],
)
def test_filters(query: str, expected: list[str], client: Client, world: World) -> None:
    light = {"light": Light.RED, "light_reason": "Geld fehlt."}
    make_measure("Azubi-Lotsen für Betriebe", lead=world.chamber_a, **light, **PUBLISHED)
    tandem = make_measure(
        "Pflege im Tandem",
        number="M-2026-777",
        summary="Betriebe teilen sich die Praxisanleitung.",
        focus_area=FocusArea.STRUCTURAL_CHANGE,
        progress=Progress.PAUSED,
        target_groups=["Schülerinnen und Schüler"],
        **PUBLISHED,
    )
    tandem.milestones.create(title="Erster", due_on=date(2026, 1, 31))
    make_measure("Alte Maßnahme", state=MeasureState.ARCHIVED)
    make_programme("Einstiegsqualifizierung", validity=Validity.IN_FORCE)

    assert titles(client, query) == expected


def test_tiles_and_tabs_count_what_one_may_see(client: Client) -> None:
    make_measure("Fremder Entwurf")
    make_measure("Lotsen", **PUBLISHED)
    make_programme("Prämie", focus_area=2)
    make_programme("Lotsenprämie", focus_area=2)

    context = client.get(f"{LIST}?q=lotsen", secure=True).context

    assert [(tile["regional"], tile["programmes"]) for tile in context["tiles"]] == [(1, 0), (0, 2), (0, 0)]
    assert [tab["count"] for tab in context["tabs"]] == ["1", "1"]


def test_an_empty_list_says_which_filter_to_drop(client: Client) -> None:
    make_measure("Lotsen", **PUBLISHED)

    response = client.get(f"{LIST}?q=nirgends&progress=running", secure=True)

    urls = [action["url"] for action in response.context["empty_actions"]]
    assert urls == ["/massnahmen/?progress=running", "/massnahmen/?q=nirgends", "/massnahmen/?kind=regional"]


# --- export -----------------------------------------------------------------------------------------------


@pytest.fixture
def exported(world: World) -> Measure:
    measure = make_measure(
        "=1+1",
        number="M-2026-900",
        lead=world.chamber_a,
        target_groups=["Betriebe", "Schulen"],
        sources=["https://muster.example/a"],
        contact="Alex Musterlein, 07940 000",
        period_end=date(2027, 6, 30),
        **PUBLISHED,
    )
    measure.supporters.set([world.partner_org_b, world.chamber_b])
    make_measure("Anderes", focus_area=3, **PUBLISHED)
    return measure


def test_csv_has_the_filtered_rows(client: Client, exported: Measure) -> None:
    response = client.get(f"{LIST}export.csv?focus=1", secure=True)

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(table) == 2
    record = dict(zip(COLUMNS, table[1], strict=True))
    assert record["number"] == "M-2026-900"
    assert record["title"] == "'=1+1"
    assert record["lead"] == "Muster-IHK"
    assert record["supporters"] == "Muster-HWK\nMuster-Innung Metall"
    assert record["target_groups"] == "Betriebe\nSchulen"
    assert record["period_end"] == "30.06.2027"
    assert "Musterlein" not in text


def test_xlsx_has_the_same_columns(client: Client, exported: Measure) -> None:
    response = client.get(f"{LIST}export.xlsx?focus=1", secure=True)

    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    cells = dict(zip(COLUMNS, list(sheet.iter_rows())[1], strict=True))
    assert sheet.max_row == 2
    assert (cells["title"].value, cells["title"].data_type) == ("=1+1", "s")
    assert cells["period_end"].value.date() == date(2027, 6, 30)


def test_json_has_the_same_columns(client: Client, exported: Measure) -> None:
    response = client.get(f"{LIST}export.json?focus=1", secure=True)

    records = json.loads(response.content)
    assert [list(record) for record in records] == [list(COLUMNS)]
    assert records[0]["target_groups"] == ["Betriebe", "Schulen"]
    assert (records[0]["class"], records[0]["progress"]) == ("regional", "running")


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_an_export_takes_four_statements(kind: str, client, exported, django_assert_num_queries) -> None:
    with django_assert_num_queries(4):
        response = client.get(f"{LIST}export.{kind}", secure=True)
        b"".join(response.streaming_content) if response.streaming else None


def test_a_foreign_draft_shows_nowhere(world: World, sign_in) -> None:
    """S10: the canary of a draft led elsewhere, in every list, search and export a partner can fetch."""
    canary = f"ZZ-B-{uuid4()}"
    words = {
        "title": canary,
        "summary": canary,
        "description": canary,
        "funding": canary,
        "partners_text": canary,
    }
    draft = make_measure(**words, lead=world.partner_org_b, sources=[canary], target_groups=[canary])
    programme = make_programme(**words, state=MeasureState.DRAFT)
    client = sign_in(world.partner_a)

    pages = [LIST, f"{LIST}?kind=programme", f"{LIST}?state=draft", f"{LIST}?q={canary[5:]}"]
    pages += [f"{LIST}export.{kind}?{query}" for kind in ("csv", "json") for query in ("", "kind=programme")]
    pages += [f"{LIST}{draft.number}/", f"{LIST}{programme.number}/"]
    for page in pages:
        response = client.get(page, secure=True)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert canary not in body.decode().replace(f'value="{canary[5:]}"', ""), page

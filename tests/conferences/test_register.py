"""The register of decisions: tiles, filters, columns, export, and the cost of the list."""

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from conferences.filters import Column, RegisterFilter
from conferences.models import Decision
from conferences.states import DecisionState, Result
from measures.states import MeasureState
from tests.conferences.factories import make_conference, make_decision, make_item, make_released, make_task
from tests.factories import World, make_body
from tests.measures.factories import make_measure

URL = "/konferenzen/beschluesse/"
TODAY = date(2026, 11, 3)


def tiles(world: World, actor: str, **data: str) -> dict[str, int]:
    form = RegisterFilter(data, actor=world.actor(actor), today=TODAY)
    form.narrow(Decision.objects.permitted(world.actor(actor), "view"))
    return {value or "all": count for value, _label, count in form.tiles()}


def shown(world: World, actor: str, **data: str) -> list[str]:
    form = RegisterFilter(data, actor=world.actor(actor), today=TODAY)
    rows = form.narrow(Decision.objects.permitted(world.actor(actor), "view"))
    return sorted(rows.values_list("number", flat=True))


@pytest.fixture
def decisions(world: World) -> World:
    """One decision per tile, one postponed, one of an unreleased conference."""
    world.body = make_body("Muster-Allianz", world.partner_org_a)
    conference = make_released(world.body)
    late = date(2026, 10, 31)
    make_decision(conference, world.chamber_a, number="B 2026/01", due_on=late, text="Lotsen einsetzen")
    make_decision(conference, number="B 2026/02", due_on=late, state=DecisionState.REPORTED_DONE)
    make_decision(
        conference, number="B 2026/03", due_on=late, state=DecisionState.DONE, done_on=date(2026, 11, 1)
    )
    with_task = make_decision(
        conference, world.chamber_b, number="B 2026/04", state=DecisionState.IN_PROGRESS
    )
    make_task(conference, world.chamber_b, decision=with_task)
    with_measure = make_decision(conference, number="B 2026/05", due_on=TODAY)
    with_measure.measures.add(make_measure(state=MeasureState.PUBLISHED))
    make_decision(conference, result=Result.POSTPONED)
    make_decision(make_conference(make_body("Andere")), text="noch geheim")
    return world


def test_tiles(decisions: World) -> None:
    expected = {"all": 6, "overdue": 1, "open": 3, "reported": 1, "done": 1, "gap": 3}

    assert tiles(decisions, "partner_b") == expected
    assert tiles(decisions, "office") == expected | {"all": 7}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"state": "overdue"}, ["B 2026/01"]),
        ({"state": "open"}, ["B 2026/01", "B 2026/04", "B 2026/05"]),
        ({"state": "reported"}, ["B 2026/02"]),
        ({"state": "done"}, ["B 2026/03"]),
        ({"state": "gap"}, ["B 2026/01", "B 2026/02", "B 2026/03"]),
        ({"q": "lotsen"}, ["B 2026/01"]),
        ({"q": "b-2026-04"}, ["B 2026/04"]),
        ({"organisation": "muster-hwk"}, ["B 2026/04"]),
        ({"year": "2025"}, []),
        ({"year": "2026", "state": "done"}, ["B 2026/03"]),
        ({"body": "quatsch", "state": "done"}, ["B 2026/03"]),
        ({"q": "nichts davon"}, []),
    ],
)
def test_filters(decisions: World, data: dict[str, str], expected: list[str]) -> None:
    assert shown(decisions, "partner_b", **data) == expected


def test_filter_by_body(decisions: World) -> None:
    assert len(shown(decisions, "office", body=str(decisions.body.key))) == 6


def test_tiles_count_within_the_other_filters(decisions: World) -> None:
    assert tiles(decisions, "partner_b", q="Lotsen", state="done")["open"] == 1


def test_a_measure_that_the_reader_may_not_see_fills_no_gap(world: World) -> None:
    decision = make_decision(make_released(), number="B 2026/01")
    decision.measures.add(make_measure(state=MeasureState.DRAFT))

    assert (tiles(world, "partner_a")["gap"], tiles(world, "office")["gap"]) == (1, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_six_statements_whatever_the_number_of_rows(
    world: World, sign_in, django_assert_num_queries, count: int
) -> None:
    conference = make_released(make_body("A"), make_body("B"))
    for serial in range(1, count + 1):
        row = make_decision(conference, world.chamber_a, world.chamber_b, number=f"B 2026/{serial:02d}")
        row.measures.add(make_measure(state=MeasureState.PUBLISHED))
        make_task(conference, world.chamber_a, decision=row)
    client = sign_in(world.office)

    client.get(URL, secure=True)  # the first request of a session writes to it

    with django_assert_num_queries(6):
        answer = client.get(URL, secure=True)

    assert len(answer.context["page"].rows) == count


def test_the_page_shows_what_the_mock_shows(decisions: World, sign_in) -> None:
    page = sign_in(decisions.office).get(URL, secure=True).content.decode()

    for text in ("B 2026/04", "Muster-HWK", "Lotsen einsetzen", f"{URL}B-2026-01/", "#schritte", "TOP 1-6"):
        assert text in page


def test_links_keep_filter_and_columns(decisions: World, sign_in) -> None:
    answer = sign_in(decisions.office).get(f"{URL}?q=Lotsen&column=text&column=due", secure=True)

    links = [url for _label, url in answer.context["exports"]]
    assert links == [f"{URL}export.{kind}?q=Lotsen&column=text&column=due" for kind in ("xlsx", "csv")]
    assert answer.context["tiles"][1][2] == f"{URL}?q=Lotsen&column=text&column=due&state=overdue"


def test_paging_keeps_the_order(world: World, sign_in, settings) -> None:
    settings.LIST_PAGE_SIZE = 2
    conference = make_released()
    for serial in (1, 2, 3):
        make_decision(conference, number=f"B 2026/{serial:02d}")
    client = sign_in(world.office)

    first = client.get(URL, secure=True).context["page"]
    second = client.get(first.next_url, secure=True).context["page"]

    found = [row.label for page in (first, second) for row in page.rows]
    assert found == ["B 2026/03", "B 2026/02", "B 2026/01"]


# --- export -------------------------------------------------------------------------------------------


def csv_rows(client, query: str = "") -> list[list[str]]:
    answer = client.get(f"{URL}export.csv{query}", secure=True)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def xlsx_rows(client, query: str = "") -> list[tuple]:
    answer = client.get(f"{URL}export.xlsx{query}", secure=True)
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    return [tuple(sheet.rows)][0]


def test_csv_of_the_present_filter_with_chosen_columns(decisions: World, sign_in) -> None:
    client = sign_in(decisions.partner_b)

    rows = csv_rows(client, "?state=done&column=due&column=public")

    assert len(rows[0]) == 6
    assert rows[1][:3] == ["B 2026/03", "22.10.2026", "31.10.2026"]
    assert rows[1][4] == "01.11.2026"
    assert len(rows) == 2


def test_xlsx_has_typed_dates(decisions: World, sign_in) -> None:
    _head, row = xlsx_rows(sign_in(decisions.partner_b), "?state=done&column=due&column=public")

    values = [cell.value for cell in row]
    assert values[0] == "B 2026/03"
    assert values[1:3] == [datetime(2026, 10, 22), datetime(2026, 10, 31)]
    assert values[5] is True
    assert [cell.data_type for cell in row[1:3]] == ["d", "d"]


def test_an_empty_export_still_has_its_header(world: World, sign_in) -> None:
    client = sign_in(world.partner_b)

    assert len(csv_rows(client)) == 1
    assert [cell.value for cell in xlsx_rows(client)[0]][0] == csv_rows(client)[0][0]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "|", "%", "\t", "\r", "\n", ";=", " ="])
def test_no_cell_is_a_formula(world: World, sign_in, sign: str) -> None:
    """S14: what would start a formula is text, in CSV after a leading apostrophe."""
    text = f"{sign}cmd|'/C calc'!A0"
    conference = make_released()
    make_decision(conference, number="B 2026/01", text=text, votes=text, delay_reason=text)
    client = sign_in(world.office)
    query = "?column=text&column=delay&column=votes"

    _head, row = csv_rows(client, query)
    _head, cells = xlsx_rows(client, query)

    for place in (2, 5, 6):
        assert row[place].startswith("'")
        assert cells[place].data_type == "s"


def test_every_column_can_be_exported(decisions: World, sign_in) -> None:
    query = "?" + "&".join(f"column={value}" for value in Column.values)

    rows = csv_rows(sign_in(decisions.office), query)

    assert {len(row) for row in rows} == {13}
    assert "M-2019-" in rows[1][10]


def test_what_is_not_ones_own_to_read_stands_in_no_export(world: World, sign_in) -> None:
    """S10: the office's notes never, non-public ones only with a seat."""
    conference = make_released(make_body("Muster-Allianz", world.partner_org_a))
    make_decision(conference, number="B 2026/01", is_public=False, text="ZZ-SECRET", office_note="ZZ-OFFICE")
    query = "?" + "&".join(f"column={value}" for value in Column.values)
    found = {
        name: str(csv_rows(sign_in(getattr(world, name)), query))
        for name in ("partner_a", "partner_b", "office")
    }

    assert {name for name, text in found.items() if "ZZ-SECRET" in text} == {"partner_a", "office"}
    assert not [name for name, text in found.items() if "ZZ-OFFICE" in text]


def test_years_offered_end_with_this_year(world: World) -> None:
    form = RegisterFilter({}, actor=world.actor("office"), today=timezone.localdate() + timedelta(days=400))

    assert len(form.fields["year"].choices) == 11


def test_amended_decisions_are_named_where_they_may_be_seen(world: World, sign_in) -> None:
    conference = make_released(make_body("Muster-Allianz", world.partner_org_a))
    secret = make_item(conference, is_public=False)
    old = make_decision(conference, number="B 2026/01", agenda_item=secret)
    make_decision(conference, number="B 2026/02", amends=old, agenda_item=make_item(conference))

    found = {
        name: "B 2026/01" in sign_in(getattr(world, name)).get(URL, secure=True).content.decode()
        for name in ("partner_a", "partner_b")
    }

    assert found == {"partner_a": True, "partner_b": False}

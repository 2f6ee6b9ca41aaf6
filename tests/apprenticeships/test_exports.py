"""Exports read back: own rows only, no persons, nothing that Excel takes for a formula."""

import csv
import io
from datetime import date

import openpyxl
from django.urls import reverse

from portal.activity.models import Event
from tests.apprenticeships import factories as make
from tests.factories import World


def read_csv(response: object) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_cases_as_csv(world: World, sign_in) -> None:
    case = make.make_case(
        world, contract_number="=1+1", person={"name": "Toni Muster-Export"}, due_on=date(2026, 10, 9),
        contract_start=date(2024, 9, 1), company=make.make_company(world, "Muster-Alt"),
    )  # fmt: skip
    make.make_case(world, state="closed")
    make.make_case(world, adviser=world.adviser_b)
    url = reverse("apprenticeships:case_export", kwargs={"kind": "csv"})

    header, *rows = read_csv(sign_in(world.adviser_a).get(url, secure=True))

    assert [row[0] for row in rows] == [case.number]
    assert len(header) == len(rows[0]) == 24
    assert rows[0][4] == "Muster-Alt"
    assert rows[0][8] == "'=1+1"
    assert rows[0][19] == "09.10.2026"
    assert all("Muster-Export" not in cell for cell in rows[0])
    assert Event.objects.get(verb="cases_exported").note == "1"


def test_the_export_carries_the_filter_and_keeps_its_header(world: World, sign_in) -> None:
    make.make_case(world)
    url = reverse("apprenticeships:case_export", kwargs={"kind": "csv"}) + "?state=promise"

    assert len(read_csv(sign_in(world.adviser_a).get(url, secure=True))) == 1


def test_cases_as_xlsx(world: World, sign_in) -> None:
    case = make.make_case(world, due_on=date(2026, 10, 9))
    url = reverse("apprenticeships:case_export", kwargs={"kind": "xlsx"})

    answer = sign_in(world.adviser_a).get(url, secure=True)
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active

    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][0] == case.number
    assert rows[1][19].date() == date(2026, 10, 9)


def test_offers_as_csv_and_xlsx(world: World, sign_in) -> None:
    make.make_offer(world, company_name="@Muster", years=[2, 3], seats=3, seats_taken=1)
    url = reverse("apprenticeships:offer_export", kwargs={"kind": "csv"})
    as_xlsx = reverse("apprenticeships:offer_export", kwargs={"kind": "xlsx"})

    _header, first = read_csv(sign_in(world.adviser_a).get(url, secure=True))
    partner = sign_in(world.partner_a).get(url, secure=True)
    answer = sign_in(world.adviser_b).get(as_xlsx, secure=True)
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active

    assert (first[0], first[4], first[5], first[7]) == ("'@Muster", str(world.occupation), "2, 3", "2")
    assert partner.status_code == 403
    assert sheet["A2"].value == "@Muster"
    assert sheet["A2"].data_type == "s"


def test_an_export_leaves_one_event_with_filter_and_rows_and_no_typed_text(world: World, sign_in) -> None:
    """D13: what was asked by choice is kept; of the search text only that there was one."""
    make.make_offer(world, company_name="Muster-Export GmbH")
    url = reverse("apprenticeships:offer_export", kwargs={"kind": "csv"}) + "?q=Muster-Export&kind=takeover"

    list(sign_in(world.adviser_a).get(url, secure=True).streaming_content)

    event = Event.objects.get(verb="offers_exported")
    assert event.note == "1"
    assert event.changes == {"kind": [None, "takeover"], "q": []}

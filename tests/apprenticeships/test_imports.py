"""Imports: register rows, companies and offers from the upload to the result, and taking them back."""

import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from apprenticeships.actions.cases import move_case, write_note
from apprenticeships.actions.companies import log_call
from apprenticeships.imports import COMPANIES, OFFERS, REGISTER
from apprenticeships.models import Apprentice, Case, TakeoverOffer, TrainingCompany
from apprenticeships.states import CaseState
from portal.activity.models import AccessEntry, Event
from portal.digests.sweeps import sweeps
from portal.imports import actions, columns
from portal.imports.kinds import Kind
from portal.imports.models import ImportChunk, ImportMapping, ImportRow, ImportRun
from portal.imports.states import WORKFLOW, ImportState, RowOutcome, RowUndone
from portal.tables import read_table, read_text
from portal.workflow import TransitionRefused
from tests.apprenticeships import factories as make
from tests.factories import World, make_municipality

HEADER = "Vertragsnr.\tNachname\tVorname\tGeb.-Datum\tAusbildungsberuf\tPLZ Ort\tVertragsbeginn\tVertragsende"
CANARY = "Zzcanary"


def register_row(
    number: str, *, name: str = CANARY, born: str = "01.02.2005", place: str = "Künzelsau"
) -> str:
    return f"{number}\t{name}\tToni\t{born}\tMechatroniker/in\t74653 {place}\t01.09.2025\t28.02.2029"


def uploaded(world: World, kind: Kind, text: str, *, who: str = "adviser_a", **context: str) -> ImportRun:
    table = read_text(text, known=kind.known_titles())
    return actions.upload(kind, table, by=world.actor(who), context=context)


def imported(world: World, kind: Kind, text: str, *, who: str = "adviser_a", **context: str) -> ImportRun:
    run = uploaded(world, kind, text, who=who, **context)
    actions.begin(run, by=world.actor(who))
    return run


def outcomes(run: ImportRun) -> list[str]:
    return list(run.rows.order_by("number").values_list("outcome", flat=True))


def register(*rows: str) -> str:
    return "\n".join([HEADER, *rows])


# --- register rows ---------------------------------------------------------------------------------------


def test_the_preview_stores_nothing_of_the_area_and_the_import_opens_cases(world: World) -> None:
    run = uploaded(world, REGISTER, register(register_row("4711"), register_row("4712", name="Muster-Zwei")))

    assert (run.state, outcomes(run), Case.objects.count()) == (ImportState.PREVIEWED, ["new", "new"], 0)

    actions.begin(run, by=world.actor("adviser_a"))

    assert run.state == ImportState.DONE
    case = Case.objects.get(contract_number="4711")
    assert (case.occupation, case.residence, case.adviser) == (world.occupation, world.town, world.adviser_a)
    assert (case.contract_start, case.contract_end) == (date(2025, 9, 1), date(2029, 2, 28))
    assert case.is_minor is False
    person = Apprentice.objects.get(case=case)
    assert person.name.unseal() == f"Toni {CANARY}"
    assert person.birth_date.unseal() == "2005-02-01"


def test_twelve_pasted_rows_become_cases_of_the_company_case(world: World, sign_in) -> None:
    row = make.make_company_case(world, phase="applied", ends_on=date(2026, 12, 31))
    text = register(*[register_row(f"M-{index}", name=f"Muster-{index}x", born="") for index in range(12)])
    client = sign_in(world.adviser_a)

    page = client.post(
        reverse("apprenticeships:company_case_paste", args=[row.number]),
        {"text": text, "register": "hwo"},
        secure=True,
    )
    run = ImportRun.objects.get()
    preview = client.get(page.url, secure=True)
    answer = client.post(reverse("apprenticeships:import_begin", args=[run.key]), secure=True, follow=True)

    assert page.url == reverse("apprenticeships:import_run", args=[run.key])
    assert CANARY not in preview.content.decode() and "M-11" in preview.content.decode()
    cases = list(Case.objects.filter(company_case=row))
    assert len(cases) == 12
    assert {(case.state, case.register, case.ends_on) for case in cases} == {
        (CaseState.WATCHING, "hwo", date(2026, 12, 31))
    }
    assert answer.redirect_chain[-1][0] == reverse("apprenticeships:company_case_detail", args=[row.number])


def test_what_cannot_be_imported_is_said_at_its_row(world: World) -> None:
    make_municipality("Öhringen", world.district)
    rows = [
        register_row("1", place="Oeringen"),
        register_row("2").replace("Mechatroniker/in", "Mechatronicer"),
        register_row("3").replace("01.09.2025", "31.02.2025"),
        register_row("4").replace("28.02.2029", "28.02.2020"),
        register_row("", name="").replace("\tToni\t", "\t\t"),
        register_row("6") + "\tzu viel",
        register_row("7", born="gestern"),
        register_row("8", name="Acht").replace("01.09.2025", "45901"),
        register_row("9", name="Neun", place="Kuenzelsau").replace("01.09.2025", "1.9.25"),
    ]

    run = uploaded(world, REGISTER, register(*rows))

    messages = dict(run.rows.values_list("number", "message"))
    assert outcomes(run) == ["error"] * 7 + ["new"] * 2
    assert "Öhringen" in messages[2]
    assert "Mechatroniker/in" in messages[3]
    assert "31.02.2025" in messages[4]
    assert "gestern" not in messages[8]
    assert all(messages[number] for number in range(2, 9))
    assert Case.objects.count() == 0


def test_a_column_with_the_same_person_is_a_duplicate_inside_the_own_organisation_only(world: World) -> None:
    """D17: what another organisation holds never shows."""
    imported(world, REGISTER, register(register_row("4711")), who="adviser_b")

    first = imported(world, REGISTER, register(register_row("4711")))
    second = uploaded(
        world,
        REGISTER,
        register(
            register_row("4711", name="Anders"), register_row("99"), register_row("", name="Neu-Muster")
        ),
    )

    assert outcomes(first) == ["new"]
    assert outcomes(second) == ["duplicate", "duplicate", "new"]
    number = Case.objects.get(organisation=world.chamber_a).number
    assert number in second.rows.get(number=2).message
    assert number in second.rows.get(number=3).message


def test_the_same_row_twice_in_one_table_is_said(world: World) -> None:
    run = uploaded(world, REGISTER, register(register_row("1"), register_row("1", name="Anders")))

    assert outcomes(run) == ["new", "duplicate"]


def test_a_duplicate_is_imported_all_the_same_where_it_is_ticked(world: World) -> None:
    imported(world, REGISTER, register(register_row("1"), register_row("2", name="Zwei")))
    run = uploaded(world, REGISTER, register(register_row("1"), register_row("2", name="Zwei")))

    actions.begin(run, by=world.actor("adviser_a"), accepted=[3])

    assert outcomes(run) == ["duplicate", "new"]
    assert sorted(Case.objects.values_list("contract_number", flat=True)) == ["1", "2", "2"]


def test_running_twice_and_going_on_after_an_interruption_stores_every_row_once(
    world: World, monkeypatch
) -> None:
    monkeypatch.setattr(actions, "CHUNK_ROWS", 2)
    monkeypatch.setattr("portal.imports.cells.CHUNK_ROWS", 2)
    run = uploaded(
        world, REGISTER, register(*[register_row(str(n), name=f"N{'x' * n}") for n in range(1, 6)])
    )
    WORKFLOW.apply(run, "begin", by=world.actor("adviser_a"))

    actions.advance(run.pk, budget=timedelta(seconds=-1))
    after_one_chunk = Case.objects.count()
    actions.advance(run.pk)
    actions.advance(run.pk)
    run.refresh_from_db()

    assert (after_one_chunk, Case.objects.count(), run.state) == (2, 5, ImportState.DONE)


def test_a_chunk_that_fails_leaves_nothing_and_the_import_can_go_on(world: World, monkeypatch) -> None:
    run = uploaded(world, REGISTER, register(register_row("1"), register_row("2", name="Zwei")))

    def breaks(self, findings):
        Case.objects.create(
            number="F-0000-0001", adviser=world.adviser_a, organisation=world.chamber_a, register="bbig",
            occupation=world.occupation, residence=world.town,
        )  # fmt: skip
        raise ValueError

    with monkeypatch.context() as broken:
        broken.setattr("apprenticeships.imports.register.RegisterReader.store", breaks)
        actions.begin(run, by=world.actor("adviser_a"))
    assert (run.state, Case.objects.count()) == (ImportState.FAILED, 0)

    actions.begin(run, by=world.actor("adviser_a"))

    assert (run.state, Case.objects.count()) == (ImportState.DONE, 2)


def test_an_import_of_somebody_without_access_stops(world: World) -> None:
    run = uploaded(world, REGISTER, register(register_row("1")))
    WORKFLOW.apply(run, "begin", by=world.actor("adviser_a"))
    world.adviser_a.is_active = False
    world.adviser_a.save()

    actions.advance(run.pk)
    run.refresh_from_db()

    assert (run.state, Case.objects.count()) == (ImportState.FAILED, 0)


# --- taking back -----------------------------------------------------------------------------------------


def test_taking_back_deletes_what_nothing_was_built_on_and_names_the_rest(world: World) -> None:
    actor = world.actor("adviser_a")
    run = imported(world, REGISTER, register(*[register_row(str(n), name=f"N{'x' * n}") for n in range(4)]))
    moved, called = Case.objects.get(contract_number="1"), Case.objects.get(contract_number="2")
    move_case(moved, "place", by=actor)
    write_note(called, by=actor, result="reached", due_on=None)

    actions.revert(run, by=actor)

    assert run.state == ImportState.REVERTED
    assert set(Case.objects.values_list("contract_number", flat=True)) == {"1", "2"}
    kept = run.rows.filter(undone=RowUndone.KEPT)
    assert {row.object_number for row in kept} == {moved.number, called.number}
    assert all(row.message for row in kept)
    assert Apprentice.objects.count() == 2


def test_cases_that_the_company_case_itself_moved_can_be_taken_back(world: World) -> None:
    row = make.make_company_case(world, phase="applied")
    run = imported(world, REGISTER, register(register_row("1")), company_case=row.number, register="bbig")

    actions.revert(run, by=world.actor("adviser_a"))

    assert not Case.objects.exists()


def test_companies_and_offers_are_taken_back_as_they_were(world: World) -> None:
    actor = world.actor("adviser_a")
    before = make.make_company(world, "Muster-Alt GmbH", phone="1", occupations=[])
    text = "Firma\tOrt\tTelefon\tBerufe\nMuster-Alt GmbH\tKünzelsau\t2\tMechatroniker/in\n"
    text += "Muster-Neu\tKünzelsau\t3\t\n"
    run = imported(world, COMPANIES, text)
    offers = imported(
        world, OFFERS, "Firma\tOrt\tBeruf\tPlätze\nMuster-Neu\tKünzelsau\tMechatroniker/in\t2\n"
    )
    used = imported(world, COMPANIES, "Firma\tOrt\nMuster-Angerufen\tKünzelsau\n")
    log_call(TrainingCompany.objects.get(name="Muster-Angerufen"), by=actor, result="reached")
    before.refresh_from_db()
    assert (before.phone, before.occupations.count(), TakeoverOffer.objects.count()) == ("2", 1, 1)

    for one in (offers, run, used):
        actions.revert(one, by=actor)

    before.refresh_from_db()
    assert (before.phone, before.occupations.count(), TakeoverOffer.objects.count()) == ("1", 0, 0)
    assert set(TrainingCompany.objects.values_list("name", flat=True)) == {
        "Muster-Alt GmbH",
        "Muster-Angerufen",
    }


@pytest.mark.parametrize("state", ImportState.values)
@pytest.mark.parametrize("step", list(WORKFLOW.steps))
def test_every_step_from_every_state(world: World, step: str, state: str) -> None:
    run = uploaded(world, REGISTER, register(register_row("1")))
    ImportRun.objects.filter(pk=run.pk).update(state=state)
    run.refresh_from_db()

    if state in WORKFLOW.steps[step].sources:
        WORKFLOW.apply(run, step, by=world.actor("adviser_a"))
        assert run.state == WORKFLOW.steps[step].target
    else:
        with pytest.raises(TransitionRefused):
            WORKFLOW.apply(run, step, by=world.actor("adviser_a"))


@pytest.mark.parametrize("field", ["outcome", "undone"])
def test_unknown_words_are_refused_by_the_database(world: World, field: str) -> None:
    run = uploaded(world, REGISTER, register(register_row("1")))

    with pytest.raises(IntegrityError), transaction.atomic():
        run.rows.update(**{field: "odd"})
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportRun.objects.update(state="odd")


# --- persons ---------------------------------------------------------------------------------------------


def stored_texts() -> str:
    """Everything that the tables of the import hold in the clear."""
    rows = [*ImportRun.objects.values(), *ImportRow.objects.values(), *ImportMapping.objects.values()]
    chunks = [chunk.cells.token for chunk in ImportChunk.objects.all() if chunk.cells]
    events = [*Event.objects.values()]
    return repr([rows, chunks, events])


def test_cells_are_sealed_and_only_rejected_rows_are_left_after_the_import(world: World) -> None:
    run = uploaded(
        world,
        REGISTER,
        register(register_row("1"), register_row("2", born="gestern", name="Rejected-Muster")),
    )
    assert CANARY not in stored_texts()

    actions.begin(run, by=world.actor("adviser_a"))

    assert CANARY not in stored_texts()
    left = [row.cells for _index, rows in actions._opened(run) for row in rows]
    assert [cells[1] for cells in left] == ["Rejected-Muster"]


def test_after_seven_days_no_cell_is_left(world: World) -> None:
    waiting = uploaded(world, REGISTER, register(register_row("1")))
    done = imported(world, REGISTER, register(register_row("2", born="gestern")))
    running = uploaded(world, REGISTER, register(register_row("3")))
    WORKFLOW.apply(running, "begin", by=world.actor("adviser_a"))
    now = timezone.now()

    actions.wipe(now + timedelta(days=6))
    assert ImportChunk.objects.count() == 3
    actions.wipe(now + timedelta(days=8))
    actions.wipe(now + timedelta(days=8))

    assert ImportChunk.objects.count() == 0
    assert set(ImportRun.objects.values_list("pk", "state")) == {
        (done.pk, ImportState.DONE), (running.pk, ImportState.FAILED),
    }  # fmt: skip
    assert not ImportRun.objects.filter(pk=waiting.pk).exists()
    assert {"imports.resume", "imports.wipe"} <= {name for name, _sweep in sweeps()}


def test_rejected_rows_come_back_in_their_columns_with_the_reason_and_the_opening_is_logged(
    world: World, sign_in
) -> None:
    """D07: one access entry per download."""
    run = imported(world, REGISTER, register(register_row("1"), register_row("2", born="gestern")))
    client = sign_in(world.adviser_a)

    found = {}
    for form in ("csv", "xlsx"):
        url = reverse("apprenticeships:import_rejected", kwargs={"key": run.key, "form": form})
        found[form] = b"".join(client.post(url, secure=True).streaming_content)

    rows = list(csv.reader(io.StringIO(found["csv"].decode("utf-8-sig")), delimiter=";"))
    sheet = openpyxl.load_workbook(io.BytesIO(found["xlsx"])).active
    assert rows[0][:8] == HEADER.split("\t")
    assert len(rows) == sheet.max_row == 2
    assert rows[1][:4] == ["2", CANARY, "Toni", "gestern"]
    assert rows[1][8]
    entries = AccessEntry.objects.filter(purpose="import")
    assert [entry.fields for entry in entries] == ["last_name,first_name,birth_date"] * 2


def test_corrected_rejected_rows_are_understood_again(world: World) -> None:
    run = imported(world, REGISTER, register(register_row("1", born="gestern")))
    header, rows = actions.rejected_rows(run, by=world.actor("adviser_a"))
    text = "\n".join("\t".join(map(str, row)) for row in (header, *rows)).replace("gestern", "01.02.2004")

    again = imported(world, REGISTER, text)

    assert (outcomes(again), Case.objects.count()) == (["new"], 1)


def test_the_deputy_of_today_sees_an_import_and_colleagues_do_not(world: World, sign_in) -> None:
    run = uploaded(world, REGISTER, register(register_row("1")))
    make.stand_in(world.adviser_a, world.deputy_a)
    url = reverse("apprenticeships:import_run", args=[run.key])

    assert sign_in(world.deputy_a).get(url, secure=True).status_code == 200
    assert sign_in(world.colleague_a).get(url, secure=True).status_code == 404


# --- pages -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"\x89PNG\r\n", b"A;\x00\n", b"", b"Vertragsnr.;Beruf\n"])
def test_a_file_that_is_no_table_is_said_at_the_field(world: World, sign_in, data: bytes) -> None:
    file = io.BytesIO(data)
    file.name = "liste.xlsx"

    answer = sign_in(world.adviser_a).post(
        reverse("apprenticeships:import_upload", args=["register"]),
        {"file": file, "register": "bbig"},
        secure=True,
    )

    assert "file" in answer.context["form"].errors
    assert not ImportRun.objects.exists()


def test_a_company_case_of_another_organisation_is_not_found(world: World, sign_in) -> None:
    foreign = make.make_company_case(world, adviser=world.adviser_b)
    client, data = sign_in(world.adviser_a), {"text": register(register_row("1")), "register": "bbig"}

    answer = client.post(
        reverse("apprenticeships:import_upload", args=["register"]),
        data | {"company_case": foreign.number},
        secure=True,
    )

    assert "company_case" in answer.context["form"].errors


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_does_not_ask_more_for_more_rows(
    world: World, sign_in, django_assert_num_queries, count: int
) -> None:
    text = register(*[register_row(str(n), name=f"N{'x' * n}") for n in range(count)])
    run = uploaded(world, REGISTER, text)
    client = sign_in(world.adviser_a)
    url = reverse("apprenticeships:import_run", args=[run.key])
    client.get(url, secure=True)

    with django_assert_num_queries(9):
        client.get(url, secure=True)


def test_reading_rows_asks_once_for_all_of_them(world: World, django_assert_num_queries) -> None:
    reader = REGISTER.reader(world.actor("adviser_a"), {})
    rows = [
        (number, {"contract_number": str(number), "name": f"N{'x' * number}", "occupation": "Mechatroniker",
                  "residence": "74653 Künzelsau"})
        for number in range(1, 30)
    ]  # fmt: skip

    with django_assert_num_queries(1):
        findings = reader.check(rows)

    assert {finding.outcome for finding in findings} == {RowOutcome.NEW}


def test_the_cases_go_back_in_the_chambers_columns_without_persons(world: World, sign_in) -> None:
    """D13: the log row has filter and row count; D02: nobody is named."""
    imported(world, REGISTER, register(register_row("4711")))

    answer = sign_in(world.adviser_a).get(
        reverse("apprenticeships:case_export_chamber", args=["csv"]),
        {"state": "all", "q": "4711"},
        secure=True,
    )
    content = b"".join(answer.streaming_content).decode("utf-8-sig")

    header, row = csv.reader(io.StringIO(content), delimiter=";")
    case = Case.objects.get()
    assert header[:8] == HEADER.split("\t")
    assert row[:8] == ["4711", "", "", "", "Mechatroniker/in", "Künzelsau", "01.09.2025", "28.02.2029"]
    assert row[8] == case.number
    assert CANARY not in content
    event = Event.objects.get(verb="chamber_cases_exported")
    assert (event.note, event.changes) == ("1", {"state": [None, "all"], "q": []})


def test_the_export_back_can_be_imported_again(world: World, sign_in) -> None:
    """Round trip: all rows are known by their contract number."""
    imported(world, REGISTER, register(register_row("4711"), register_row("4712", name="Zwei")))
    answer = sign_in(world.adviser_a).get(
        reverse("apprenticeships:case_export_chamber", args=["xlsx"]), secure=True
    )
    table = read_table(b"".join(answer.streaming_content), known=REGISTER.known_titles())

    run = actions.upload(REGISTER, table, by=world.actor("adviser_a"))
    actions.choose_columns(run, columns.read(run.mapping), by=world.actor("adviser_a"))

    assert outcomes(run) == ["duplicate", "duplicate"]

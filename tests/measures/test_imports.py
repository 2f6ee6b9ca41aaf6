"""Import of measures: what a row becomes, that drafts come of it, and that an export comes back unchanged."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from measures.actions.drafts import draft_from_content, submit_draft
from measures.content import content_of
from measures.drafting import open_draft
from measures.imports import MEASURES
from measures.imports.measures import differences
from measures.models import Measure
from measures.states import MeasureState, RevisionKind
from portal.imports import actions
from portal.imports.models import ImportRun
from portal.imports.states import RowOutcome
from portal.tables import Table, read_table, read_text
from tests.factories import World, make_occupation
from tests.measures.factories import make_agreement, make_measure, make_programme

HTTPS = {"secure": True}
PUBLISHED = {"state": MeasureState.PUBLISHED}


def upload(world: World, table: Table | str) -> ImportRun:
    if isinstance(table, str):
        table = read_text(table, known=MEASURES.known_titles())
    return actions.upload(MEASURES, table, by=world.actor("editor"))


def outcomes(run: ImportRun) -> list[tuple[str, str]]:
    return list(run.rows.values_list("outcome", "message"))


def imported(world: World, table: Table | str) -> ImportRun:
    run = upload(world, table)
    actions.begin(run, by=world.actor("editor"))
    return run


@pytest.fixture
def catalogue(world: World) -> list[Measure]:
    """Texts that spreadsheets like to change."""
    group = make_occupation("Pflegefachmann/-frau", "813", is_system_relevant=True).group
    first = make_measure(
        "-10 % Abbrüche; oder weniger",
        lead=world.chamber_a,
        lead_text="",
        summary="+49 ist keine Formel\nzweite Zeile",
        description="# Kopf\r\n\r\n- ein **Punkt**\r\n- noch einer\r\n\r\n=1+1",
        target_groups=["Betriebe; bis 20", "Schulen"],
        sources=["https://muster.example/a?b=1;c=2", "'-x"],
        period_text="2022",
        period_end=date(2027, 6, 30),
        funding="@Kammer",
        agreement=make_agreement("Gemeinsame Erklärung"),
        needs_check=True,
        number="M-2025-001",
        **PUBLISHED,
    )
    first.supporters.set([world.partner_org_b, world.chamber_b])
    first.occupation_groups.add(group)
    second = make_programme(
        "Einstiegsqualifizierung",
        checked_on=date(2026, 10, 12),
        funding="01.08.",
        number="M-2025-002",
    )
    return [first, second, make_measure("Noch ein Entwurf", number="M-2025-003")]


def export(world: World, sign_in, kind: str) -> bytes:
    client, found = sign_in(world.editor), []
    for query in ("kind=regional", "kind=programme", "kind=regional&state=draft"):
        answer = client.get(reverse(f"measures:export_{kind}") + f"?{query}", **HTTPS)
        found.append(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    return found


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_an_export_comes_back_unchanged(world: World, sign_in, catalogue, kind: str) -> None:
    for data in export(world, sign_in, kind):
        run = upload(world, read_table(data, known=MEASURES.known_titles()))

        assert {outcome for outcome, _message in outcomes(run)} == {RowOutcome.UNCHANGED}


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_also_after_libreoffice_has_saved_it(world: World, sign_in, catalogue, kind: str, tmp_path) -> None:
    source, saved = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for number, data in enumerate(export(world, sign_in, kind)):
        (source / f"{number}.{kind}").write_bytes(data)
    options = ["--infilter=CSV:59,34,76,1"] if kind == "csv" else []
    target = "csv:Text - txt - csv (StarCalc):59,34,76" if kind == "csv" else kind
    subprocess.run(  # noqa: S603 - our own files
        [
            shutil.which("soffice"), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
            *options, "--convert-to", target, "--outdir", str(saved), *map(str, sorted(source.iterdir())),
        ],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip

    for file in sorted(Path(saved).iterdir()):
        run = upload(world, read_table(file.read_bytes(), known=MEASURES.known_titles()))

        assert {outcome for outcome, _message in outcomes(run)} == {RowOutcome.UNCHANGED}


def test_a_new_row_becomes_a_draft_and_a_known_one_its_next_text(world: World, catalogue) -> None:
    known = catalogue[0]
    table = (
        "Nummer\tArt\tSchwerpunkt\tTitel\tFederführung\tEbene\n"
        f"{known.number}\tRegionale Maßnahme\t1\tAzubi-Lotsen\tMuster-IHK\tRegion\n"
        "\tProgramm oder Grundlage\t2\tNeue Förderung\t\tBund\n"
    )

    run = imported(world, table)

    new = Measure.objects.get(title="Neue Förderung")
    known.refresh_from_db()
    assert [row[0] for row in outcomes(run)] == [RowOutcome.CHANGED, RowOutcome.NEW]
    assert (new.state, new.kind, new.focus_area) == (MeasureState.DRAFT, "programme", 2)
    assert known.title == "-10 % Abbrüche; oder weniger"
    assert open_draft(known).head.content["title"] == "Azubi-Lotsen"
    assert open_draft(known).head.kind == RevisionKind.IMPORTED
    assert known.state == MeasureState.PUBLISHED


def test_what_is_in_work_at_other_fields_stays(world: World, catalogue) -> None:
    known = catalogue[0]
    draft_from_content(known, {"funding": "Land"}, by=world.actor("editor"), kind=RevisionKind.SAVED)

    imported(world, f"Nummer\tZusammenfassung\n{known.number}\tNeu gefasst\n")

    head = open_draft(known).head
    assert (head.content["funding"], head.content["summary"]) == ("Land", "Neu gefasst")


def test_the_preview_tells_the_changes_field_by_field(world: World, catalogue, sign_in) -> None:
    known = catalogue[0]
    run = upload(world, f"Nummer\tTitel\tEnde\n{known.number}\tAzubi-Lotsen\t31.12.2027\n")

    page = sign_in(world.editor).get(reverse("measures:import_run", args=[run.key]), **HTTPS).content.decode()

    assert "Azubi-Lotsen" in page
    assert "<del>" in page
    assert "<ins>" in page
    rows = [(2, {"number": known.number, "title": "Azubi-Lotsen"})]
    assert [(one.stored, one.typed) for one in differences(world.actor("editor"), rows)[2]] == [
        (known.title, "Azubi-Lotsen")
    ]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"Nummer": "M-1999-001", "Titel": "x"}, "M-1999-001"),
        ({"Titel": "x"}, "Schwerpunkt"),
        ({"Titel": "", "Schwerpunkt": "1"}, "Titel"),
        ({"Titel": "x", "Schwerpunkt": "9"}, "9"),
        ({"Titel": "x" * 201, "Schwerpunkt": "1"}, "200"),
        ({"Titel": "x", "Schwerpunkt": "1", "Federführung": "Unbekannt AG"}, "Unbekannt AG"),
        ({"Titel": "x", "Schwerpunkt": "1", "Ende": "31.02.2027"}, "31.02.2027"),
        ({"Titel": "x", "Schwerpunkt": "1", "Beginn": "1.5.2027", "Ende": "1.4.2027"}, ""),
        ({"Titel": "x", "Schwerpunkt": "1", "Art": "Programm oder Grundlage"}, "Ebene"),
        ({"Titel": "x", "Schwerpunkt": "1", "KldB": "999"}, "999"),
    ],
)
def test_bad_rows_say_what_is_wrong(world: World, row: dict[str, str], words: str) -> None:
    run = upload(world, "\t".join([*row, "Zu prüfen"]) + "\n" + "\t".join([*row.values(), "nein"]) + "\n")

    ((outcome, message),) = outcomes(run)
    assert outcome == RowOutcome.ERROR
    assert words in message
    assert message


def test_what_cannot_be_worked_on_is_refused(world: World, catalogue) -> None:
    reviewed, archived = catalogue[0], make_measure("Alt", state=MeasureState.ARCHIVED)
    editor = world.actor("editor")
    draft = draft_from_content(reviewed, {"funding": "Land"}, by=editor, kind=RevisionKind.SAVED)
    submit_draft(draft, version=draft.version, by=editor)

    run = upload(world, f"Nummer\tFörderung\n{reviewed.number}\tBund\n{archived.number}\tBund\n")

    assert [outcome for outcome, _message in outcomes(run)] == [RowOutcome.ERROR] * 2


def test_the_same_title_and_the_same_row_twice_are_noticed(world: World, catalogue) -> None:
    run = upload(world, "Titel\tSchwerpunkt\nEinstiegsqualifizierung\t1\nDoppelt\t1\nDoppelt\t1\n")

    assert [outcome for outcome, _message in outcomes(run)] == [
        RowOutcome.DUPLICATE,
        RowOutcome.NEW,
        RowOutcome.ERROR,
    ]


def test_an_import_can_be_taken_back_as_long_as_nobody_went_on(world: World, catalogue) -> None:
    editor, (first, second, _draft) = world.actor("editor"), catalogue
    run = imported(
        world,
        f"Nummer\tTitel\tSchwerpunkt\n{first.number}\tEins\t1\n{second.number}\tZwei\t1\n\tDrei\t1\n",
    )
    draft_from_content(second, {"funding": "Land"}, by=editor, kind=RevisionKind.SAVED)

    actions.revert(run, by=editor)

    assert not Measure.objects.filter(title="Drei").exists()
    assert open_draft(first) is None
    assert open_draft(second).head.content["title"] == "Zwei"
    assert list(run.rows.values_list("undone", flat=True)) == ["gone", "kept", "gone"]


def test_an_import_belongs_to_its_area(world: World, sign_in) -> None:
    run = upload(world, "Titel\tSchwerpunkt\nEins\t1\n")
    client = sign_in(world.editor)

    assert client.get(reverse("measures:import_run", args=[run.key]), **HTTPS).status_code == 200
    assert client.get(reverse("apprenticeships:import_run", args=[run.key]), **HTTPS).status_code == 404


def test_the_preview_looks_rows_up_together(world: World, django_assert_max_num_queries) -> None:
    lines = [f"Maßnahme {number}\t1" for number in range(400)]
    table = read_text("\n".join(["Titel\tSchwerpunkt", *lines]), known=MEASURES.known_titles())

    with django_assert_max_num_queries(40):
        run = upload(world, table)

    assert run.counts == {"new": 400}


def test_the_content_of_a_draft_equals_its_columns(world: World) -> None:
    imported(world, "Titel\tSchwerpunkt\tBeteiligte\nEins\t1\tMuster-IHK; Muster-HWK\n")

    measure = Measure.objects.get(title="Eins")
    assert open_draft(measure).head.content | {"kind": "regional"} == content_of(measure) | {
        "kind": "regional"
    }
    assert {one.short_name for one in measure.supporters.all()} == {"Muster-IHK", "Muster-HWK"}

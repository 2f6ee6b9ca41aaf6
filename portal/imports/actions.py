"""Uploading a table, previewing it row by row, importing it by chunks, taking it back, wiping its cells.

Each chunk is one transaction: it is locked, its rows are stored and marked done together. So a worker that
is killed leaves a chunk either wholly or not at all, and whoever comes next goes on with the next one.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Count, ProtectedError, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import ANONYMOUS, Actor
from portal.activity.recording import record, record_access
from portal.imports import columns
from portal.imports.cells import CHUNK_ROWS, chunks, open_rows, seal_rows
from portal.imports.kinds import Finding, Kind, Reader, Stored, Values, kind_of
from portal.imports.models import ImportChunk, ImportRow, ImportRun
from portal.imports.states import (
    NOT_BEGUN,
    REJECTED,
    TAKEN,
    WORKFLOW,
    ImportState,
    RowOutcome,
    RowUndone,
)
from portal.partners.actors import actor_of
from portal.queue import send
from portal.tables import Row, Table
from portal.workflow import TransitionRefused

log = logging.getLogger(__name__)

TASK = "imports.advance"
KEPT = timedelta(days=7)  # cells of an upload, whatever became of it
BUDGET = timedelta(seconds=45)  # of one task; the next one goes on
UNDO_ROWS = 200


@transaction.atomic
def upload(
    kind: Kind, table: Table, *, by: Actor, file_name: str = "", context: dict[str, Any] | None = None
) -> ImportRun:
    """Keeps the cells of a table, sealed, and guesses its columns. Stores no row of the area.

    Where no column is left to look at, the preview follows at once. Side effect: event.
    """
    mapping, is_settled = columns.guess(kind, table.header, by.organisation_id)
    run = ImportRun.objects.create(
        organisation_id=by.organisation_id,
        kind=kind.key,
        uploaded_by_id=by.membership_id,
        file_name=file_name[-120:],
        header=list(table.header),
        header_row=table.header_row,
        mapping=columns.write(mapping),
        context=context or {},
        row_count=len(table.rows),
    )
    for index, rows in chunks(table.rows):
        ImportChunk.objects.create(run=run, index=index, cells=seal_rows(rows))
    record("import_uploaded", run, by=by, note=f"{kind.key}, {len(table.rows)}")
    if is_settled and not kind.enough(set(mapping.values())):
        _preview(run, kind, chunks(table.rows), by=by)
    return run


@transaction.atomic
def choose_columns(run: ImportRun, mapping: columns.Mapping, *, by: Actor) -> None:
    """Sets which column is what, remembers it for the organisation, and previews every row."""
    run.mapping = columns.write(mapping)
    run.save(update_fields=["mapping"])
    columns.remember(run, timezone.now())
    _preview(run, kind_of(run), _opened(run), by=by)


def _opened(run: ImportRun) -> Iterator[tuple[int, Sequence[Row]]]:
    for chunk in run.chunks.order_by("index").iterator(chunk_size=20):
        yield chunk.index, open_rows(chunk.cells)


def _preview(run: ImportRun, kind: Kind, parts: Iterable[tuple[int, Sequence[Row]]], *, by: Actor) -> None:
    """Says for every row what it is to become; nothing but rows of the import itself is written."""
    reader, counts = kind.reader(by, run.context), Counter()
    run.rows.all().delete()
    mapping = columns.read(run.mapping)
    for index, rows in parts:
        findings = _check(reader, rows, mapping)
        counts.update(str(finding.outcome) for finding in findings)
        _copy_rows(run, index, rows, findings)
    WORKFLOW.apply(run, "preview", by=by, counts=dict(counts))


def values_of(row: Row, mapping: columns.Mapping) -> Values:
    """The row's cells by field."""
    return {name: row.cells[index] for index, name in mapping.items() if index < len(row.cells)}


def _check(reader: Reader, rows: Sequence[Row], mapping: columns.Mapping) -> list[Finding]:
    whole = [row for row in rows if not row.problem]
    found = iter(reader.check([(row.number, values_of(row, mapping)) for row in whole]))
    return [Finding(RowOutcome.ERROR, row.problem) if row.problem else next(found) for row in rows]


_COPIED = (
    "run_id",
    "chunk",
    "number",
    "outcome",
    "message",
    "accepted",
    "is_done",
    "object_number",
    "undone",
)


def _copy_rows(run: ImportRun, index: int, rows: Sequence[Row], findings: Sequence[Finding]) -> None:
    names = ", ".join(_COPIED)
    statement = f"COPY {ImportRow._meta.db_table} ({names}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row, finding in zip(rows, findings, strict=True):
            outcome, message = str(finding.outcome), finding.message[:400]
            copy.write_row((run.pk, index, row.number, outcome, message, False, False, "", ""))


def begin(run: ImportRun, *, by: Actor, accepted: Sequence[int] = (), accept_all: bool = False) -> None:
    """Starts the import; `accepted` are the numbers of duplicates that are wanted all the same.

    A table that fits into one chunk is imported at once, a larger one by the worker. Side effects: state,
    event; then those of the rows. Raises TransitionRefused.
    """
    with transaction.atomic():
        WORKFLOW.apply(run, "begin", by=by, begun_at=timezone.now(), problem="")
        duplicates = run.rows.filter(outcome=RowOutcome.DUPLICATE, is_done=False)
        if not accept_all:
            duplicates = duplicates.filter(number__in=list(accepted))
        duplicates.update(accepted=True)
        columns.remember(run, timezone.now())
        record("import_begun", run, by=by, note=run.kind)
        if run.row_count > CHUNK_ROWS:
            send(TASK, run.pk)
    if run.row_count <= CHUNK_ROWS:
        advance(run.pk)
        run.refresh_from_db()


def advance(pk: int, *, budget: timedelta = BUDGET) -> None:
    """Goes on with an import or with taking one back, chunk by chunk, for at most `budget`.

    Safe to run twice and by several workers: a chunk is locked while it is worked on.
    """
    run = ImportRun.objects.select_related("uploaded_by__user").filter(pk=pk).first()
    if run is None or run.state not in (ImportState.RUNNING, ImportState.REVERTING):
        return
    actor, until = _actor(run), timezone.now() + budget
    if actor is None:
        _fail(run, _("Whoever uploaded the table has no access any more."))
        return
    reader = kind_of(run).reader(actor, run.context)
    step = _import_chunk if run.state == ImportState.RUNNING else _undo_chunk
    try:
        while step(run, reader, actor):
            if timezone.now() > until:
                send(TASK, pk)
                return
    except Exception as error:  # whatever it is: the chunk is rolled back, those before it stay
        log.error("import stopped: import=%s error=%s", run.pk, type(error).__name__)
        _fail(run, _("A part of the rows could not be stored; all before it are."))
        return
    _finish(run, actor)


def _actor(run: ImportRun) -> Actor | None:
    """The uploader as of now; None when the access or the right has ended."""
    membership = run.uploaded_by
    actor = actor_of(membership.user, membership) if membership.user.is_active else ANONYMOUS
    if actor.membership_id != membership.pk or not kind_of(run).allowed(actor):
        return None
    return actor


def _fail(run: ImportRun, problem: str) -> None:
    try:
        WORKFLOW.apply(run, "fail", by=None, problem=problem, ended_at=timezone.now())
    except TransitionRefused:
        log.warning("import not to be stopped any more: import=%s", run.pk)


@transaction.atomic
def _import_chunk(run: ImportRun, reader: Reader, actor: Actor) -> bool:
    """Stores the wanted rows of the next chunk; False when none is left to take."""
    chunk = run.chunks.filter(is_done=False).select_for_update(skip_locked=True).order_by("index").first()
    if chunk is None:
        return False
    rows = {row.number: row for row in run.rows.filter(chunk=chunk.index)}
    cells = open_rows(chunk.cells)
    found = zip(cells, _check(reader, cells, columns.read(run.mapping)), strict=True)
    wanted = []
    for cell, finding in found:
        row = rows[cell.number]
        if finding.outcome in _stored_outcomes(row):
            wanted.append((row, finding))
        elif row.outcome != RowOutcome.ERROR:
            row.outcome, row.message = finding.outcome, finding.message[:400]
    _note(wanted, reader.store([finding for _row, finding in wanted]))
    ImportRow.objects.bulk_update(
        rows.values(),
        [
            "outcome",
            "message",
            "is_done",
            "object_id",
            "object_number",
            "object_version",
            "before",
            "done_at",
        ],
    )
    left = [cell for cell in cells if rows[cell.number].outcome in REJECTED]
    chunk.cells, chunk.is_done = (seal_rows(left) if left else ""), True
    chunk.save(update_fields=["cells", "is_done"])
    return True


def _stored_outcomes(row: ImportRow) -> tuple[str, ...]:
    """What the row may turn out to be now, so that it is stored: as previewed, or a wanted duplicate."""
    if row.accepted:
        return (*TAKEN, RowOutcome.DUPLICATE)
    return TAKEN if row.outcome in TAKEN else ()


def _note(wanted: Sequence[tuple[ImportRow, Finding]], stored: Sequence[Stored]) -> None:
    now = timezone.now()
    for (row, _finding), result in zip(wanted, stored, strict=True):
        row.outcome, row.message = result.outcome, result.message[:400]
        row.object_id, row.object_number = result.object_id, result.number
        row.object_version, row.before = result.version, result.before
        row.is_done, row.done_at = result.object_id is not None, now


@transaction.atomic
def _finish(run: ImportRun, actor: Actor) -> None:
    """Ends the run when no chunk is left, not even with another worker."""
    try:
        if run.state == ImportState.RUNNING and not run.chunks.filter(is_done=False).exists():
            counts = dict(run.rows.order_by().values_list("outcome").annotate(Count("pk")))
            WORKFLOW.apply(run, "finish", by=None, counts=counts, ended_at=timezone.now())
            record("import_done", run, by=actor, note=_words(counts))
        elif run.state == ImportState.REVERTING and not _to_undo(run).exists():
            WORKFLOW.apply(run, "reverted", by=None, ended_at=timezone.now())
            record("import_reverted", run, by=actor)
    except TransitionRefused:
        log.info("import was ended by another worker: import=%s", run.pk)


def _words(counts: dict[str, int]) -> str:
    return ", ".join(f"{outcome}={number}" for outcome, number in sorted(counts.items()))


def revert(run: ImportRun, *, by: Actor) -> None:
    """Takes back what an import has stored, as long as nothing was built on it; kept rows say why.

    Side effects: state, event; the rows' own. Raises TransitionRefused.
    """
    with transaction.atomic():
        WORKFLOW.apply(run, "revert", by=by, problem="")
        record("import_revert_begun", run, by=by, note=run.kind)
        if run.row_count > CHUNK_ROWS:
            send(TASK, run.pk)
    if run.row_count <= CHUNK_ROWS:
        advance(run.pk)
        run.refresh_from_db()


def _to_undo(run: ImportRun) -> QuerySet[ImportRow]:
    return run.rows.filter(is_done=True, object_id__isnull=False, undone=RowUndone.NOT)


@transaction.atomic
def _undo_chunk(run: ImportRun, reader: Reader, actor: Actor) -> bool:
    """Takes the last rows back first, since a row may build on an earlier one."""
    rows = list(_to_undo(run).select_for_update(skip_locked=True).order_by("-number")[:UNDO_ROWS])
    for row in rows:
        try:
            with transaction.atomic():
                kept = reader.undo(row)
        except ProtectedError:
            kept = _("something refers to it")
        row.undone = RowUndone.KEPT if kept else RowUndone.GONE
        row.message = kept[:400]
    ImportRow.objects.bulk_update(rows, ["undone", "message"])
    return bool(rows)


@transaction.atomic
def discard(run: ImportRun, *, by: Actor) -> None:
    """Throws an upload away that was not imported. Side effect: event."""
    gone = ImportRun.objects.permitted(by, "edit").filter(pk=run.pk, state__in=NOT_BEGUN)
    if not gone.exists():
        raise TransitionRefused(_("This import has begun, so it can only be taken back."))
    record("import_discarded", run, by=by)
    gone.delete()


@transaction.atomic
def rejected_rows(run: ImportRun, *, by: Actor) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The rows that were not imported, in the columns of the upload, each with its reason.

    Side effect: one access entry in the same transaction, as the cells may be about persons.
    """
    if not ImportRun.objects.permitted(by, "edit").filter(pk=run.pk).exists():
        raise PermissionDenied
    kind = kind_of(run)
    personal = [name for name in columns.read(run.mapping).values() if kind.column(name).personal]
    record_access(run, by=by, purpose="import", fields=",".join(personal)[:200])
    left = run.rows.filter(outcome__in=REJECTED, is_done=False)
    reasons = dict(left.values_list("number", "message"))
    rows = [
        (*row.cells, reasons[row.number])
        for _index, part in _opened(run)
        for row in part
        if row.number in reasons
    ]
    return [*run.header, _reason_title(run.header)], rows


def _reason_title(header: Sequence[str]) -> str:
    title = columns.reason_title()
    while title in header:
        title += " *"
    return title


def resume(now: datetime) -> None:
    """Rings for imports that a lost message or a killed worker left unfinished."""
    for pk in ImportRun.objects.filter(state__in=[ImportState.RUNNING, ImportState.REVERTING]).values_list(
        "pk", flat=True
    ):
        send(TASK, pk)


def wipe(now: datetime) -> None:
    """After 7 days no cell of an upload is left; what was never imported goes as a whole."""
    old = ImportRun.objects.filter(created_at__lt=now - KEPT, wiped_at=None)
    old.filter(state__in=NOT_BEGUN).delete()
    for run in old.filter(state=ImportState.RUNNING):
        _fail(run, _("The import took longer than the cells of an upload are kept."))
    for run in old:
        with transaction.atomic():
            run.chunks.all().delete()
            ImportRun.objects.filter(pk=run.pk).update(wiped_at=now)

"""The pages of imports: what can be imported, upload, columns, preview with its steps, result."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.access import fetch, require
from portal.exports import csv_response, xlsx_response
from portal.imports import actions, columns
from portal.imports.cells import open_rows
from portal.imports.forms import ColumnsForm, UploadForm
from portal.imports.kinds import Kind, kind_named, kind_of, kinds_for
from portal.imports.models import ImportRow, ImportRun
from portal.imports.showing import Showing
from portal.imports.states import (
    NOT_BEGUN,
    OUTCOME_MARKS,
    REJECTED,
    TAKEN,
    ImportState,
    RowOutcome,
    RowUndone,
)
from portal.listing import paginate, with_query
from portal.steps import take_step
from portal.templatetags.portal_ui import moment
from portal.wordwise import compare

RUNS_SHOWN = 30
ROWS_SHOWN = 100  # on one page, so that most companies' apprentices stand on it
FIELDS = ("number", "outcome", "message", "accepted", "object_number", "object_id", "undone", "chunk")


def _url(request: HttpRequest, name: str, **kwargs: Any) -> str:
    """An address of the area through which the page was opened."""
    return reverse(f"{request.resolver_match.namespace}:{name}", kwargs=kwargs)


def _run(request: HttpRequest, key: str, action: str = "view") -> ImportRun:
    rows = ImportRun.objects.select_related("uploaded_by__user")
    run = fetch(rows, request.actor, action, key=key)
    if kind_of(run).area != request.resolver_match.namespace:
        raise Http404
    require(kind_of(run).allowed(request.actor))
    return run


def _posted(request: HttpRequest) -> tuple[Any, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


@require_safe
def import_start(request: HttpRequest) -> HttpResponse:
    """What this person can import, and the person's imports so far."""
    kinds = kinds_for(request.actor, request.resolver_match.namespace)
    require(bool(kinds))
    labels = {kind.key: str(kind.label) for kind in kinds}
    states = dict(ImportState.choices)
    rows = ImportRun.objects.permitted(request.actor, "view").filter(kind__in=labels)
    context = {
        "kinds": [(kind, _url(request, "import_upload", kind=kind.key)) for kind in kinds],
        "runs": [
            (_url(request, "import_run", key=key), labels[kind], moment(at), rows, states[state], name)
            for key, kind, at, rows, state, name in rows.order_by("-pk").values_list(
                "key", "kind", "created_at", "row_count", "state", "file_name"
            )[:RUNS_SHOWN]
        ],
    }
    return render(request, "imports/start.html", context)


@require_http_methods(["GET", "POST"])
def import_upload(request: HttpRequest, kind: str) -> HttpResponse:
    """A table as a file or pasted."""
    found = kind_named(kind, request.resolver_match.namespace)
    if found is None:
        raise Http404
    require(found.allowed(request.actor))
    back = _url(request, "import_start")
    return take_upload(
        request, found, title=str(found.label), lead=str(found.lead), crumbs=[(_("Import"), back)], back=back
    )


def take_upload(
    request: HttpRequest,
    kind: Kind,
    *,
    title: str,
    lead: str,
    crumbs: list[tuple[str, str]],
    back: str,
    **more: Any,
) -> HttpResponse:
    """The upload page of a kind; `more` goes to the form and from there into the run's context."""
    form_class = kind.form or UploadForm
    form = form_class(*_posted(request), kind=kind, actor=request.actor, **more)
    if request.method == "POST" and form.is_valid():
        run = actions.upload(
            kind, form.table, by=request.actor, file_name=form.file_name, context=form.context()
        )
        name = "import_run" if run.state == ImportState.PREVIEWED else "import_columns"
        return redirect(_url(request, name, key=run.key))
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "crumbs": [*crumbs, (title, "")],
        "cancel_url": back,
        "columns": [(column.label, column.required) for column in kind.columns],
    }
    return render(request, "imports/upload.html", context)


@require_http_methods(["GET", "POST"])
def import_columns(request: HttpRequest, key: str) -> HttpResponse:
    """Which column of the table is what."""
    run = _run(request, key, "edit")
    page = _url(request, "import_run", key=key)
    if run.state not in NOT_BEGUN:
        return redirect(page)
    kind = kind_of(run)
    data = request.POST if request.method == "POST" else None
    form = ColumnsForm(data, kind=kind, header=run.header, mapping=columns.read(run.mapping))
    if data is not None and form.is_valid():
        return take_step(
            request, lambda: actions.choose_columns(run, form.mapping(), by=request.actor), back=page
        )
    context = {
        "form": form,
        "title": _("Which column is what?"),
        "lead": kind.enough(set(run.mapping.values())),
        "crumbs": [*_crumbs(request, run), (_("Columns"), "")],
        "cancel_url": page if run.state == ImportState.PREVIEWED else kind.back(run.context)[1],
    }
    return render(request, "imports/columns.html", context)


def _crumbs(request: HttpRequest, run: ImportRun) -> list[tuple[str, str]]:
    kind = kind_of(run)
    title, url = kind.back(run.context)
    return [(title, url), (str(kind.label), _url(request, "import_run", key=run.key))]


@require_safe
def import_run(request: HttpRequest, key: str) -> HttpResponse:
    """One import: the preview per row, the progress, or the result."""
    run = _run(request, key)
    if run.state == ImportState.UPLOADED:
        return redirect(_url(request, "import_columns", key=key))
    kind = kind_of(run)
    shown = request.GET.get("zeigen", "")
    rows = run.rows.filter(outcome=shown) if shown in RowOutcome.values else run.rows.all()
    if shown == RowUndone.KEPT:
        rows = run.rows.filter(undone=RowUndone.KEPT)
    showing = Showing(timezone.localdate())
    page = paginate(request, rows, order=("number", "id"), fields=FIELDS, size=ROWS_SHOWN)
    is_preview = run.state in NOT_BEGUN
    with_cells = _with_cells(run, page.rows)
    differences = _differences(request, kind, with_cells) if is_preview else {}
    titles = [column for column in kind.columns if column.shown and column.name in run.mapping.values()]
    context = {
        "run": run,
        "kind": kind,
        "title": str(kind.label),
        "crumbs": [*_crumbs(request, run)[:1], (str(kind.label), "")],
        "page": page,
        "rows": [
            _line(kind, run, row, cells, showing) | {"differences": differences.get(row[0], [])}
            for row, cells in with_cells
        ],
        "titles": [str(column.label) for column in titles] if is_preview else [],
        "has_persons": is_preview and any(_personal(kind, run)),
        "pager": _("%(count)s rows on this page") % {"count": len(page.rows)},
        "filters": _filters(request, run, shown),
        "back": kind.back(run.context),
        **_steps(request, run),
    }
    return render(request, "imports/run.html", context)


def _differences(
    request: HttpRequest, kind: Kind, rows: list[tuple[tuple, dict[str, Any]]]
) -> dict[int, list[tuple]]:
    """By row number (label, pieces before, pieces after) of what the changing rows of the page change."""
    changing = [(row[0], cells) for row, cells in rows if row[1] == RowOutcome.CHANGED]
    if kind.differences is None or not changing:
        return {}
    return {
        number: [(one.label, *compare(one.stored, one.typed)) for one in found]
        for number, found in kind.differences(request.actor, changing).items()
    }


def _steps(request: HttpRequest, run: ImportRun) -> dict[str, Any]:
    """What can be done now, and how far it is."""
    urls = {
        name: _url(request, f"import_{name}", key=run.key)
        for name in ("begin", "discard", "revert", "columns")
    }
    rejected = {form: _url(request, "import_rejected", key=run.key, form=form) for form in ("xlsx", "csv")}
    done = run.row_count
    if run.state == ImportState.RUNNING:
        done = run.rows.filter(chunk__in=run.chunks.filter(is_done=True).values("index")).count()
    return {
        "urls": urls,
        "rejected_urls": rejected,
        "is_preview": run.state in NOT_BEGUN,
        "is_running": run.state in (ImportState.RUNNING, ImportState.REVERTING),
        "is_done": run.state == ImportState.DONE,
        "is_failed": run.state == ImportState.FAILED,
        "is_reverted": run.state == ImportState.REVERTED,
        "done": done,
        "taken": run.count(*TAKEN),
        "duplicates": run.count(RowOutcome.DUPLICATE),
        "rejected": run.count(*REJECTED) if run.wiped_at is None else 0,
        "kept": run.rows.filter(undone=RowUndone.KEPT).count() if run.state == ImportState.REVERTED else 0,
        "summary": _summary(run),
    }


def _summary(run: ImportRun) -> str:
    count = ngettext("%(count)s row", "%(count)s rows", run.row_count) % {"count": run.row_count}
    parts = [f"{run.counts[value]} {label}" for value, label in RowOutcome.choices if run.counts.get(value)]
    return f"{count}: {', '.join(parts)}" if parts else count


def _filters(request: HttpRequest, run: ImportRun, shown: str) -> list[tuple[str, str, bool]]:
    """(label with count, address, current) for all rows and each outcome that occurs."""
    found = [(_("All rows"), "", run.row_count)]
    found += [
        (str(label), value, run.counts[value]) for value, label in RowOutcome.choices if run.counts.get(value)
    ]
    return [
        (f"{label} ({count})", with_query(request, zeigen=value or None, after=None), value == shown)
        for label, value, count in found
    ]


def _personal(kind: Kind, run: ImportRun) -> list[str]:
    return [name for name in run.mapping.values() if (column := kind.column(name)) and column.personal]


def _with_cells(run: ImportRun, rows: list[tuple]) -> list[tuple[tuple, dict[str, Any]]]:
    """The rows of the page with their cells by field, where these are still kept."""
    mapping = columns.read(run.mapping)
    chunks = run.chunks.filter(index__in={row[7] for row in rows}) if run.state in NOT_BEGUN else []
    cells = {
        row.number: actions.values_of(row, mapping) for chunk in chunks for row in open_rows(chunk.cells)
    }
    return [(row, cells.get(row[0], {})) for row in rows]


def _line(kind: Kind, run: ImportRun, row: tuple, cells: dict[str, Any], showing: Showing) -> dict[str, Any]:
    """One row of the table: what it is to become, the cells that are not about a person, and why."""
    number, outcome, message, accepted, object_number, object_id, undone, _chunk, _pk = row
    shown = [column for column in kind.columns if column.shown and column.name in run.mapping.values()]
    filled = [str(column.label) for column in kind.columns if column.personal and cells.get(column.name)]
    stored = ImportRow(run=run, object_id=object_id, object_number=object_number)
    mark = (*OUTCOME_MARKS[outcome], str(RowOutcome(outcome).label))
    if undone:
        mark = ("", "clock" if undone == RowUndone.GONE else "lock", str(RowUndone(undone).label))
    return {
        "number": number,
        "mark": mark,
        "cells": [(str(column.label), showing.text(column, cells.get(column.name))) for column in shown],
        "person": ", ".join(filled),
        "message": message,
        "can_accept": outcome == RowOutcome.DUPLICATE and run.state in NOT_BEGUN,
        "object_number": object_number if kind.has_numbers else _("Look at it"),
        "url": kind.links(stored) if object_id and undone != RowUndone.GONE else "",
    }


@require_POST
def import_begin(request: HttpRequest, key: str) -> HttpResponse:
    """Starts the import, with the duplicates that are wanted all the same."""
    run = _run(request, key, "edit")
    accepted = [int(number) for number in request.POST.getlist("accepted") if number.isdigit()]

    def begin() -> None:
        actions.begin(
            run, by=request.actor, accepted=accepted, accept_all=request.POST.get("accept_all") == "1"
        )
        if run.state == ImportState.DONE:
            count = run.rows.filter(is_done=True).count()
            text = ngettext("%(count)s row imported.", "%(count)s rows imported.", count)
            messages.success(request, text % {"count": count})

    answer = take_step(request, begin, back=_url(request, "import_run", key=key))
    is_whole = run.state == ImportState.DONE and not run.count(*REJECTED)
    return redirect(kind_of(run).back(run.context)[1]) if is_whole and any(run.context.values()) else answer


@require_POST
def import_discard(request: HttpRequest, key: str) -> HttpResponse:
    """Throws the upload away."""
    run = _run(request, key, "edit")
    _title, back = kind_of(run).back(run.context)
    done = _("The upload has been thrown away.")
    return take_step(request, lambda: actions.discard(run, by=request.actor), done=done, back=back)


@require_POST
def import_revert(request: HttpRequest, key: str) -> HttpResponse:
    """Takes the import back."""
    run = _run(request, key, "edit")
    page = _url(request, "import_run", key=key)
    return take_step(request, lambda: actions.revert(run, by=request.actor), back=page)


@require_POST
def import_rejected(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """The rejected rows in the columns of the upload, each with its reason; the opening is logged."""
    run = _run(request, key, "edit")
    header, rows = actions.rejected_rows(run, by=request.actor)
    answer = xlsx_response if form == "xlsx" else csv_response
    return answer(_("rejected_rows"), header, rows)

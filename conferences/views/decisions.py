"""Decisions: register with export, page, recording, and the steps of putting them into practice."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conferences import actions, rules
from conferences.exports import header_and_rows
from conferences.filters import SHOWN_AT_FIRST, Column, RegisterFilter
from conferences.forms import DecisionForm, ReopenForm, decision_form_of
from conferences.history import moments
from conferences.marks import decision_mark
from conferences.models import AgendaItem, Conference, Decision
from conferences.querysets import DecisionQuerySet
from conferences.register import FIELDS, ORDER, for_register
from conferences.states import DECISION_WORKFLOW
from conferences.views.answers import crumbs, form_page
from conferences.views.rows import TaskLine, register_presenter, result_text
from measures.models import Measure
from portal.access import Actor, fetch
from portal.exports import csv_response, xlsx_response
from portal.forms import StaleSave, conflict
from portal.listing import chips, paginate, with_query
from portal.steps import take_step

FILTERS = ("q", "body", "organisation", "year", "state")

# --- register -----------------------------------------------------------------------------------------


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """All decisions the actor may see, with tiles, filter, columns and export."""
    today = timezone.localdate()
    found, form = _filtered(request)
    columns = columns_of(request)
    page = paginate(
        request,
        found,
        order=ORDER,
        fields=FIELDS,
        present=register_presenter(today, confirms=rules.is_office(request.actor)),
    )
    tiles = [
        (label, count, with_query(request, state=value or None, after=None), value)
        for value, label, count in form.tiles()
    ]
    context = {
        "form": form,
        "page": page,
        "tiles": tiles,
        "tile": request.GET.get("state", ""),
        "chips": chips(request, form),
        "columns": columns,
        "choices": [(value, label, value in columns) for value, label in Column.choices],
        "kept": [(name, request.GET[name]) for name in FILTERS if request.GET.get(name)],
        "kept_columns": [("column", column) for column in request.GET.getlist("column")],
        "exports": export_links(request),
    }
    return render(request, "conferences/decision_list.html", context)


def _filtered(request: HttpRequest) -> tuple[DecisionQuerySet, RegisterFilter]:
    form = RegisterFilter(request.GET, actor=request.actor, today=timezone.localdate())
    found = form.narrow(Decision.objects.permitted(request.actor, "view"))
    return for_register(found, request.actor), form


def columns_of(request: HttpRequest) -> list[str]:
    """The columns named in the address, in their own order; without any the usual ones."""
    asked = set(request.GET.getlist("column"))
    return [value for value in Column.values if value in asked] or [column.value for column in SHOWN_AT_FIRST]


def export_links(request: HttpRequest) -> list[tuple[str, str]]:
    """The present filter and columns as XLSX and CSV."""
    query = request.GET.copy()
    query.pop("after", None)
    end = f"?{query.urlencode()}" if query else ""
    return [
        (_("Excel (XLSX)"), reverse("conferences:decisions_xlsx") + end),
        (_("CSV"), reverse("conferences:decisions_csv") + end),
    ]


@require_safe
def export_csv(request: HttpRequest) -> HttpResponse:
    found, _form = _filtered(request)
    return csv_response(_file_name(), *header_and_rows(found, columns_of(request)))


@require_safe
def export_xlsx(request: HttpRequest) -> HttpResponse:
    found, _form = _filtered(request)
    return xlsx_response(_file_name(), *header_and_rows(found, columns_of(request)))


def _file_name() -> str:
    return f"beschluesse-{timezone.localdate().isoformat()}"


# --- one decision -------------------------------------------------------------------------------------


@require_safe
def detail(request: HttpRequest, lookup: dict) -> HttpResponse:
    """Text, result, who puts it into practice until when, what follows, and what has happened."""
    actor = request.actor
    decision = fetch(_decisions(actor), actor, "view", **lookup)
    tasks = decision.tasks.permitted(actor, "view").with_access(actor, "tick_off", "edit")
    conference_url = decision.conference.get_absolute_url()
    context = {
        "decision": decision,
        "conference": decision.conference,
        "crumbs": crumbs(decision.label, decision.conference),
        "item": _visible_item(decision, actor),
        "mark": decision_mark(decision.number, decision.state, decision.result),
        "result": result_text(decision.result, decision.votes),
        "is_overdue": decision.is_overdue(timezone.localdate()),
        "amends": Decision.objects.permitted(actor, "view").filter(pk=decision.amends_id).first(),
        "amended_by": decision.amended_by.permitted(actor, "view").select_related("agenda_item"),
        "measures": Measure.objects.permitted(actor, "view").filter(decisions=decision).order_by("number"),
        "tasks": [
            TaskLine.of(task, f"{conference_url}#{task.number}")
            for task in tasks.select_related("organisation")
        ],
        "moments": moments(decision, actor),
        "steps": _steps(decision),
        "reopen_form": ReopenForm(),
        "office_note": decision.office_note if decision.may_edit else "",
    }
    return render(request, "conferences/decision_detail.html", context)


def _decisions(actor: Actor) -> DecisionQuerySet:
    rows = Decision.objects.select_related("conference", "agenda_item", "reported_by")
    return rows.with_responsible_names().with_access(actor, "edit", "remove", "report", "confirm")


def _visible_item(decision: Decision, actor: Actor) -> AgendaItem | None:
    return AgendaItem.objects.permitted(actor, "view").filter(pk=decision.agenda_item_id).first()


def _steps(decision: Decision) -> list[str]:
    """The steps that fit the state and that this reader may take."""
    if not decision.number:
        return []
    return [
        name
        for name in DECISION_WORKFLOW.steps_from(decision.state)
        if getattr(decision, f"may_{DECISION_WORKFLOW.steps[name].needs}")
    ]


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Records a decision; `?top=` presets item and proposed text."""
    conference = fetch(Conference.objects, request.actor, "decide", slug=slug)
    item = conference.agenda.filter(position=_whole(request.GET.get("top"))).first()
    initial = {"agenda_item": item, "text": item.proposed_text, "is_public": item.is_public} if item else {}
    form = DecisionForm(request.POST or None, conference=conference, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        return take_step(
            request,
            lambda: actions.add_decision(form, conference, by=request.actor),
            done=_("The decision is recorded. It gets its number when the conference is closed."),
            back=f"{conference.get_absolute_url()}#beschluesse",
        )
    return form_page(
        request, form, _("Record a decision"), back=conference.get_absolute_url(), conference=conference
    )


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 5 else 0


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, lookup: dict) -> HttpResponse:
    rows = Decision.objects.select_related("conference", "agenda_item", "amends")
    decision = fetch(rows, request.actor, "edit", **lookup)
    form = decision_form_of(decision)(
        request.POST or None, instance=decision, conference=decision.conference, actor=request.actor
    )
    back, title = decision.get_absolute_url(), decision.label
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_decision(form, by=request.actor)
        except StaleSave as stale:
            return conflict(request, form, stale, back=back)
        messages.success(request, _("Saved."))
        return redirect(back)
    return form_page(request, form, title, back=back, conference=decision.conference)


# --- steps --------------------------------------------------------------------------------------------


@require_POST
def remove(request: HttpRequest, lookup: dict) -> HttpResponse:
    rows = Decision.objects.select_related("conference", "agenda_item")
    decision = fetch(rows, request.actor, "edit", **lookup)
    return take_step(
        request,
        lambda: actions.remove_decision(decision, by=request.actor),
        done=_("The decision is removed."),
        back=decision.conference.get_absolute_url(),
    )


@require_POST
def start(request: HttpRequest, lookup: dict) -> HttpResponse:
    decision = fetch(Decision.objects, request.actor, "report", **lookup)
    return take_step(
        request,
        lambda: actions.start(decision, by=request.actor),
        done=_("Noted as begun."),
        back=decision.get_absolute_url(),
    )


@require_POST
def report_done(request: HttpRequest, lookup: dict) -> HttpResponse:
    decision = fetch(Decision.objects, request.actor, "report", **lookup)
    return take_step(
        request,
        lambda: actions.report_done(decision, by=request.actor),
        done=_("Thank you. The office will confirm it."),
        back=decision.get_absolute_url(),
    )


@require_POST
def confirm_done(request: HttpRequest, lookup: dict) -> HttpResponse:
    decision = fetch(Decision.objects, request.actor, "confirm", **lookup)
    return take_step(
        request,
        lambda: actions.confirm_done(decision, by=request.actor),
        done=_("Confirmed as done."),
        back=decision.get_absolute_url(),
    )


@require_POST
def reopen(request: HttpRequest, lookup: dict) -> HttpResponse:
    """Needs a reason; without one the page says so and nothing happens."""
    decision = fetch(Decision.objects, request.actor, "confirm", **lookup)
    form = ReopenForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Please say why the decision is taken up again."))
        return redirect(f"{decision.get_absolute_url()}#schritte")
    return take_step(
        request,
        lambda: actions.reopen(decision, reason=form.cleaned_data["reason"], by=request.actor),
        done=_("The decision is under way again."),
        back=decision.get_absolute_url(),
    )

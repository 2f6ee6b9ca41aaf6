"""Company cases: list, page, opening with rows of apprentices, marking public."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprenticeships import routing, rules
from apprenticeships.actions.company_cases import (
    add_rows,
    company_of,
    mark_public,
    open_company_case,
)
from apprenticeships.actions.deadlines import refresh_deadlines
from apprenticeships.actions.tips import accept_tip
from apprenticeships.filters import CompanyCaseFilter
from apprenticeships.forms.company_cases import CompanyCaseForm, NewCompanyCaseForm, RowsForm
from apprenticeships.models import Case, CompanyCase, Handover, Tip, training_year
from apprenticeships.states import CASE_MARKS, NEVER, CaseState, Outcome, Phase
from apprenticeships.states.handovers import HandoverState
from apprenticeships.timeline import entries
from apprenticeships.views.shared import form_page, marks, pager_text
from portal.access import fetch, require
from portal.activity.recording import record, timeline
from portal.forms import StaleSave, conflict
from portal.listing import chips, paginate
from portal.posting import posted
from portal.templatetags.portal_ui import day, due_level, due_text

PIP_KINDS = {
    CaseState.REGISTERED: "done",
    CaseState.AFTERCARE: "done",
    CaseState.CLOSED: "done",
    CaseState.PROMISE: "good",
    CaseState.SIGNED: "good",
    CaseState.STABILISED: "good",
    CaseState.IN_PLACEMENT: "active",
    CaseState.WATCHING: "watch",
}
PIP_ORDER = (
    CaseState.CLOSED, CaseState.AFTERCARE, CaseState.REGISTERED, CaseState.SIGNED, CaseState.PROMISE,
    CaseState.STABILISED, CaseState.IN_PLACEMENT, CaseState.WATCHING, CaseState.CHECKED, CaseState.ON_HOLD,
    CaseState.WITHDRAWN,
)  # fmt: skip


@require_safe
def company_case_list(request: HttpRequest) -> HttpResponse:
    """What one may know of the companies in trouble: number and phase, name, or everything."""
    require(rules.list_company_cases(request.actor))
    rows = CompanyCase.objects.permitted(request.actor, "view").with_access(request.actor, "name", "edit")
    form = CompanyCaseFilter(request.GET)
    if form.is_valid():
        rows = form.apply(rows)
    fields = (
        "number", "phase", "company__name", "company__municipality__name", "ends_on", "is_public",
        "case_count", "may_name", "may_edit",
    )  # fmt: skip
    page = paginate(request, rows.with_counts(), order=("-id",), fields=fields, present=_row())
    count = ngettext("%(count)s company case", "%(count)s company cases", page.count)
    context = {
        "filter": form,
        "page": page,
        "chips": chips(request, form),
        "count": count % {"count": page.count_text},
        "pager": pager_text(page),
        "may_create": rules.create_company_case(request.actor),
    }
    return render(request, "apprenticeships/company_case_list.html", context)


def _row() -> Any:
    base, phases = reverse("apprenticeships:company_case_list"), dict(Phase.choices)

    def present(row: tuple) -> tuple:
        number, phase, name, place, ends_on, is_public, cases, may_name, may_edit, _pk = row
        shown = (name, place or "") if may_name else (_("confidential"), "")
        mine = (day(ends_on) if ends_on else "", str(cases)) if may_edit else ("", "")
        return number, f"{base}{number}/", phases[phase], *shown, *mine, is_public

    return present


def fetch_company_case(request: HttpRequest, action: str, number: str) -> CompanyCase:
    rows = CompanyCase.objects.with_access(request.actor, "name", "edit", "publish").select_related(
        "company__municipality", "adviser__user", "organisation"
    )
    return fetch(rows, request.actor, action, number=number)


@require_safe
def company_case_detail(request: HttpRequest, number: str) -> HttpResponse:
    """The company case, cut to what the actor may know of it."""
    row = fetch_company_case(request, "view", number)
    name = f"{row.company}, {row.company.municipality}" if row.may_name else ""
    context = {
        "row": row,
        "title": f"{number}: {name}" if name else number,
        "facts": _facts(row) if row.may_edit else [],
        "cases": [],
        "handed_over": [],
        "events": [],
        "phases": [],
        "watched": False,
        "may_suggest": rules.create_suggestion(request.actor),
        "groups": [],
        "pips": "",
        "crumbs": [(_("Company cases"), reverse("apprenticeships:company_case_list")), (number, "")],
    }
    if row.may_edit:
        context |= _inside(request, row)
    return render(request, "apprenticeships/company_case_detail.html", context)


def _inside(request: HttpRequest, row: CompanyCase) -> dict[str, Any]:
    """What only the responsible organisation sees: the cases and what happened."""
    today, states = timezone.localdate(), marks(CaseState, CASE_MARKS)
    base = reverse("apprenticeships:case_list")
    fields = (
        "number", "state", "outcome", "occupation__short_name", "contract_start", "residence__name", "due_on",
    )  # fmt: skip
    found = Case.objects.filter(company_case=row).permitted(request.actor, "view").order_by("due_on", "pk")
    cases, counts = [], Counter()
    outcomes = dict(Outcome.choices)
    for number, state, outcome, occupation, start, place, due in found.values_list(*fields):
        counts[state] += 1
        follow_up = None if due == NEVER else (due_level(due, today), due_text(due, today))
        year = training_year(start, today)
        words = _("year %(year)s") % {"year": year} if year else ""
        state_words = (*states[state], outcomes.get(outcome, ""))
        cases.append((number, f"{base}{number}/", follow_up, state_words, occupation, words, place))
    gone = row.handed_over.filter(state=HandoverState.ACCEPTED).count()
    total = len(cases) + gone
    return {
        "cases": cases,
        "handed_over": _handed_over(request, row),
        "phases": _phases(row),
        "watched": bool(counts[CaseState.WATCHING]),
        "groups": [*pip_groups(counts), *_gone_group(gone)],
        "pips": ngettext("%(count)s apprentice", "%(count)s apprentices", total) % {"count": total},
        "events": entries(timeline(row)[:20], request.actor),
    }


def _handed_over(request: HttpRequest, row: CompanyCase) -> list[tuple[str, str, str, str]]:
    """Cases of the company that another body has taken over: number, address, who has it, since when.

    What becomes of them there is not told; a case that came back stands among the others again.
    """
    found = Handover.objects.permitted(request.actor, "view").filter(
        kept_company_case=row, state=HandoverState.ACCEPTED
    )
    fields = ("key", "case__number", "recipient__short_name", "decided_at")
    return [
        (
            number,
            reverse("apprenticeships:handover_detail", kwargs={"key": key}),
            recipient,
            day(timezone.localtime(decided).date()),
        )
        for key, number, recipient, decided in found.order_by("pk").values_list(*fields)
    ]


def _phases(row: CompanyCase) -> list[tuple[str, str, str]]:
    """Every phase with the day since when, and who entered it, newest first."""
    phases = dict(Phase.choices)
    found = row.phases.values_list("phase", "since", "entered_by__name")
    return [(str(phases[phase]), day(since), by or "") for phase, since, by in found]


def pip_groups(counts: dict[str, int]) -> list[dict[str, Any]]:
    """How the cases of a company stand, for components/pips.html."""
    return [
        {"kind": PIP_KINDS.get(state, ""), "count": counts[state], "label": CaseState(state).label}
        for state in PIP_ORDER
        if counts.get(state)
    ]


def _gone_group(count: int) -> list[dict[str, Any]]:
    """Those who belong to the company, too, but whose cases another body looks after."""
    return [{"kind": "", "count": count, "label": HandoverState.ACCEPTED.label}] if count else []


def _facts(row: CompanyCase) -> list[tuple[str, Any]]:
    court = ", ".join(filter(None, (row.court, row.file_number)))
    rows = [
        (_("Phase"), row.get_phase_display()),
        (_("Cause"), row.get_cause_display()),
        (_("Company"), f"{row.company}, {row.company.municipality}"),
        (_("Court, file number"), court),
        (_("Administrator"), row.administrator),
        (_("Applied for on"), day(row.applied_on)),
        (_("Proceedings opened on"), day(row.opened_on)),
        (_("Sold on"), day(row.sold_on)),
        (_("Buyer"), row.buyer),
        (_("Training ends on"), day(row.ends_on)),
        (_("Source"), row.source),
        (_("In charge"), row.adviser.user.name),
    ]
    return [(label, value) for label, value in rows if value]


@require_http_methods(["GET", "POST"])
def company_case_create(request: HttpRequest) -> HttpResponse:
    """A new company case with its apprentices."""
    require(rules.create_company_case(request.actor))
    return _new(request, None)


@require_http_methods(["GET", "POST"])
def tip_accept_company_case(request: HttpRequest, number: str) -> HttpResponse:
    """Accepts a tip by opening a company case from it."""
    tip = fetch(Tip.objects.select_related("reporter__user"), request.actor, "decide", number=number)
    require(rules.create_company_case(request.actor))
    return _new(request, tip)


def _new(request: HttpRequest, tip: Tip | None) -> HttpResponse:
    initial = {}
    if tip:
        company, place = routing.company_and_place(tip.company_and_place)
        initial = {"company_name": company[:160], "company_place": place, "cause": tip.cause}
    persons = rules.persons_allowed(request.actor.organisation)
    form = NewCompanyCaseForm(posted(request), initial=initial, persons=persons)
    if request.method == "POST" and form.is_valid() and form.is_confirmed(request.actor.organisation_id):
        row, data = form.save(commit=False), form.cleaned_data
        row.phase = data["phase"]
        with transaction.atomic():
            row.company = company_of(data["company_name"], data["company_place"], by=request.actor)
            open_company_case(row, form.cases(), by=request.actor)
            if tip is not None:
                accept_tip(tip, row, by=request.actor)
        messages.success(request, _("Company case %(number)s has been opened.") % {"number": row.number})
        return redirect("apprenticeships:company_case_detail", number=row.number)
    lead = (
        _("From tip %(number)s: %(text)s") % {"number": tip.number, "text": tip.company_and_place}
        if tip
        else ""
    )
    back = reverse("apprenticeships:company_case_list")
    title = _("Open a company case")
    return form_page(request, form, title, back=back, crumbs=[(_("Company cases"), back)], lead=lead)


@require_http_methods(["GET", "POST"])
def company_case_rows(request: HttpRequest, number: str) -> HttpResponse:
    """Further apprentices of a company case."""
    row = fetch_company_case(request, "edit", number)
    form = RowsForm(posted(request), persons=rules.persons_allowed(request.actor.organisation))
    back = reverse("apprenticeships:company_case_detail", args=[number])
    if request.method == "POST" and form.is_valid() and form.is_confirmed(request.actor.organisation_id):
        opened = add_rows(row, form.cases(), by=request.actor)
        text = ngettext("%(count)s case opened.", "%(count)s cases opened.", len(opened))
        messages.success(request, text % {"count": len(opened)})
        return redirect(back)
    title = _("Add apprentices to %(number)s") % {"number": number}
    return form_page(request, form, title, back=back, crumbs=crumbs_of(number, back))


@require_http_methods(["GET", "POST"])
def company_case_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Changing the shared data of a company case."""
    row = fetch_company_case(request, "edit", number)
    form, back = (
        CompanyCaseForm(posted(request), instance=row),
        reverse("apprenticeships:company_case_detail", args=[number]),
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                saved = form.save()
                refresh_deadlines(saved.cases.open().values_list("pk", flat=True))
                record(
                    "company_case_changed",
                    saved,
                    by=request.actor,
                    changes=dict.fromkeys(form.changed_data, []),
                )
        except StaleSave as stale:
            return conflict(request, form, stale, back=back)
        messages.success(request, _("The details have been saved."))
        return redirect(back)
    title = _("Change details of %(number)s") % {"number": number}
    return form_page(request, form, title, back=back, crumbs=crumbs_of(number, back))


@require_POST
def company_case_publish(request: HttpRequest, number: str) -> HttpResponse:
    """Marks the company's trouble as publicly known."""
    row = fetch_company_case(request, "publish", number)
    mark_public(row, by=request.actor)
    messages.success(request, _("Marked as publicly known: all partners now see name and phase."))
    return redirect("apprenticeships:company_case_detail", number=number)


def crumbs_of(number: str, back: str) -> list[tuple[str, str]]:
    return [(_("Company cases"), reverse("apprenticeships:company_case_list")), (number, back)]

"""The case list, opening and changing cases, and the pool of released ones."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprenticeships import rules
from apprenticeships.actions.cases import assign_case, change_person, open_case
from apprenticeships.actions.company_cases import company_of
from apprenticeships.actions.deadlines import refresh_deadlines
from apprenticeships.actions.disclosures import NoBasis
from apprenticeships.actions.pool import is_rare, release, take_back
from apprenticeships.actions.tips import accept_tip
from apprenticeships.exports import case_header, case_rows
from apprenticeships.filters import ALL, CASE_ORDERS, DUE, CaseFilter
from apprenticeships.forms.cases import CaseForm, NewCaseForm, PersonForm
from apprenticeships.forms.tips import AdviserForm, advisers
from apprenticeships.models import Case, CompanyCase, PlacementProposal, Tip, training_year
from apprenticeships.states import (
    CASE_MARKS,
    NEVER,
    CaseKind,
    CaseState,
    Channel,
    ReportedBy,
    TipSubject,
)
from apprenticeships.states.disclosures import RecipientKind
from apprenticeships.targets import target_mark
from apprenticeships.views.shared import form_page, marks, pager_text, posted
from portal.access import fetch, require
from portal.activity.recording import record, record_export
from portal.exports import csv_response, xlsx_response
from portal.forms import StaleSave, conflict
from portal.listing import chips, paginate, query_of, with_query
from portal.templatetags.portal_ui import day, days_away, due_level, due_text
from portal.workflow import TransitionRefused

LIST_FIELDS = (
    "number", "company_case__number", "due_on", "state", "occupation__short_name", "contract_start",
    "residence__name", "district__short_name", "ends_on", "adviser", "adviser__user__name", "reported_on",
    "organisation__case_target__weeks",
)  # fmt: skip
POOL_FIELDS = (
    "occupation__short_name", "contract_start", "district__name", "reach_km", "public_transport",
    "organisation__short_name", "organisation__phone",
)  # fmt: skip
KIND_OF_TIP = {
    TipSubject.CANNOT_START: CaseKind.CANNOT_START,
    TipSubject.NO_PLACE: CaseKind.FINDS_NONE,
}


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases of one's organisation, the next follow-up first."""
    require(rules.work_cases(request.actor))
    rows = Case.objects.permitted(request.actor, "view")
    form = CaseFilter(request.GET, actor=request.actor)
    found = form.apply(rows) if form.is_valid() else rows.open()
    order = request.GET.get("sort", DUE)
    order = order if order in CASE_ORDERS else DUE
    fields = (*LIST_FIELDS, PlacementProposal.objects.running_per_case())
    page = paginate(
        request, found, order=CASE_ORDERS[order], fields=fields, present=_presenter(request, order)
    )
    context = {
        "filter": form,
        "page": page,
        "chips": chips(request, form),
        "count": ngettext("%(count)s case", "%(count)s cases", page.count) % {"count": page.count_text},
        "order": order,
        "sorts": {key: with_query(request, sort=key, after=None) for key in CASE_ORDERS},
        "pager": pager_text(page),
        "exports": _export_links(request),
        "without": _without(request, form, rows) if not page.rows and form.is_valid() else [],
    }
    return render(request, "apprenticeships/case_list.html", context)


def _presenter(request: HttpRequest, order: str) -> Any:
    """Turns a row of the list into what the table shows; labels and addresses are resolved once."""
    base, today, states = (
        reverse("apprenticeships:case_list"),
        timezone.localdate(),
        marks(CaseState, CASE_MARKS),
    )
    mine, you, nothing = request.actor.membership_id, _("You"), _("open")
    years = {year: _("year %(year)s") % {"year": year} for year in range(1, 5)}

    def present(row: tuple) -> tuple:
        (number, company_case, due, state, occupation, start, place, district, ends, adviser, name, reported,
         weeks, running, _pk) = row  # fmt: skip
        follow_up = None if due == NEVER else (due_level(due, today), due_text(due, today))
        end = (nothing, "") if ends == NEVER else (day(ends), days_away(ends, today))
        year = years.get(training_year(start, today), "")
        in_charge = you if adviser == mine else name
        return (
            number, f"{base}{number}/", company_case or "", follow_up, states[state], occupation, year, place,
            district, *end, in_charge, target_mark(reported, weeks, state, today), _running_words(running),
        )  # fmt: skip

    return present


def _running_words(count: int) -> str:
    """ "2 Vorschläge laufen", nothing where none does."""
    words = ngettext("%(count)s proposal is running", "%(count)s proposals are running", count)
    return words % {"count": count} if count else ""


def _export_links(request: HttpRequest) -> list[tuple[str, str]]:
    query = query_of(request)
    return [
        (label, f"{reverse(f'apprenticeships:{name}', kwargs={'kind': kind})}?{query}")
        for name, kind, label in (
            ("case_export", "xlsx", _("Excel (XLSX)")),
            ("case_export", "csv", "CSV"),
            ("case_export_chamber", "xlsx", _("In the columns of your register (XLSX)")),
            ("case_export_chamber", "csv", _("In the columns of your register (CSV)")),
        )
    ]


def _without(request: HttpRequest, form: CaseFilter, rows: QuerySet) -> list[dict[str, str]]:
    """For an empty list: what leaving out each filter would give, the ways on with their counts."""
    found = []
    for name, field in form.fields.items():
        if form.cleaned_data[name]:
            count = form.apply(rows, without=name)[:1000].count()
            label = _("Without “%(filter)s” (%(count)s)") % {"filter": field.label, "count": count}
            found.append(
                {"label": label, "url": with_query(request, **{name: None, "after": None}), "kind": ""}
            )
    if not form.cleaned_data["state"]:
        form.cleaned_data["state"] = ALL
        count = form.apply(rows)[:1000].count()
        label = _("With closed ones (%(count)s)") % {"count": count}
        found.append({"label": label, "url": with_query(request, state=ALL, after=None), "kind": ""})
    reset = {"label": _("Reset all filters"), "url": request.path, "kind": "quiet"}
    return [*found, reset]


@require_safe
def case_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The filtered cases of one's organisation as a file: numbers and facts, no persons."""
    require(rules.work_cases(request.actor))
    form = CaseFilter(request.GET, actor=request.actor)
    rows = Case.objects.permitted(request.actor, "view").order_by("due_on", "id")
    rows = form.apply(rows) if form.is_valid() else rows.open()
    with transaction.atomic():
        record_export(
            "cases",
            by=request.actor,
            rows=rows.count(),
            query={name: request.GET.get(name, "") for name in form.fields},
        )
    answer = xlsx_response if kind == "xlsx" else csv_response
    return answer(_("cases"), case_header(), case_rows(rows, timezone.localdate()))


@require_http_methods(["GET", "POST"])
def case_create(request: HttpRequest) -> HttpResponse:
    """A new case that nobody reported."""
    require(rules.create_case(request.actor))
    return _new_case(request, None)


@require_http_methods(["GET", "POST"])
def tip_accept_case(request: HttpRequest, number: str) -> HttpResponse:
    """Accepts a tip by opening a case from it."""
    tip = fetch(Tip.objects.select_related("reporter__user"), request.actor, "decide", number=number)
    require(rules.create_case(request.actor))
    return _new_case(request, tip)


def _new_case(request: HttpRequest, tip: Tip | None) -> HttpResponse:
    newest = Case.objects.permitted(request.actor, "view").order_by("-pk").values_list("register", flat=True)
    initial = {"kind": KIND_OF_TIP.get(tip.subject, CaseKind.LOSES) if tip else CaseKind.LOSES}
    initial["register"] = newest.first()  # a chamber mostly keeps one
    persons = rules.persons_allowed(request.actor.organisation)
    form = NewCaseForm(posted(request), initial=initial, actor=request.actor, persons=persons)
    if request.method == "POST" and form.is_valid() and form.is_confirmed(request.actor.organisation_id):
        case = form.save(commit=False)
        if tip is not None:
            _take_over(case, tip)
        with transaction.atomic():
            _set_company(case, form, request)
            open_case(case, by=request.actor, person=form.person_values())
            if tip is not None:
                accept_tip(tip, case, by=request.actor)
        messages.success(request, _("Case %(number)s has been opened.") % {"number": case.number})
        return redirect("apprenticeships:case_detail", number=case.number)
    lead = (
        _("From tip %(number)s: %(text)s") % {"number": tip.number, "text": tip.company_and_place}
        if tip
        else ""
    )
    cases = reverse("apprenticeships:case_list")
    return form_page(request, form, _("Open a case"), back=cases, crumbs=[(_("Cases"), cases)], lead=lead)


def _take_over(case: Case, tip: Tip) -> None:
    """What the tip says already, where the form says nothing."""
    case.cause = case.cause or tip.cause
    case.channel = case.channel or Channel.TIP
    case.reported_by = case.reported_by or ReportedBy.PARTNER


def _set_company(case: Case, form: CaseForm, request: HttpRequest) -> None:
    """The company case chosen gives the company; else the company's name does."""
    number, name = form.cleaned_data["company_case_number"], form.cleaned_data["company_name"]
    if number and (case.company_case is None or case.company_case.number != number):
        rows = CompanyCase.objects.permitted(request.actor, "edit").select_related("company")
        case.company_case = rows.get(number=number)
        case.company = case.company_case.company
    elif not number and case.company_case_id:
        case.company_case = None
    elif not number:
        place = form.cleaned_data["company_place"]
        case.company = company_of(name, place, by=request.actor) if name else None


@require_http_methods(["GET", "POST"])
def case_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Changing the facts of a case, without the person."""
    case = fetch(
        Case.objects.select_related("company", "company_case", "occupation", "residence"),
        request.actor,
        "edit",
        number=number,
    )
    form = CaseForm(posted(request), instance=case, actor=request.actor)
    back = reverse("apprenticeships:case_detail", kwargs={"number": number})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                _set_company(case, form, request)
                saved = form.save()
                refresh_deadlines([saved.pk])
                record("case_changed", saved, by=request.actor, changes=dict.fromkeys(form.changed_data, []))
        except StaleSave as stale:
            return conflict(request, form, stale, back=back)
        messages.success(request, _("The details have been saved."))
        return redirect(back)
    crumbs = [(_("Cases"), reverse("apprenticeships:case_list")), (number, back)]
    return form_page(
        request, form, _("Change details of %(number)s") % {"number": number}, back=back, crumbs=crumbs
    )


@require_http_methods(["GET", "POST"])
def case_person_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Writing the person's data without opening what is stored."""
    case = fetch(Case.objects.all(), request.actor, "enter_person", number=number)
    form = PersonForm(posted(request))
    back = reverse("apprenticeships:case_detail", kwargs={"number": number})
    if request.method == "POST" and form.is_valid():
        change_person(case, form.person_values(), by=request.actor)
        messages.success(request, _("The person's details have been saved."))
        return redirect(back)
    crumbs = [(_("Cases"), reverse("apprenticeships:case_list")), (number, back)]
    title = _("Change the person of %(number)s") % {"number": number}
    return form_page(request, form, title, back=back, crumbs=crumbs)


@require_http_methods(["GET", "POST"])
def case_assign(request: HttpRequest, number: str) -> HttpResponse:
    """Putting another adviser of the organisation in charge."""
    case = fetch(Case.objects.select_related("organisation"), request.actor, "assign", number=number)
    choices = advisers(request.actor, case.organisation)
    form = AdviserForm(posted(request), choices=choices, initial={"adviser": case.adviser_id})
    back = reverse("apprenticeships:case_detail", kwargs={"number": number})
    if request.method == "POST" and form.is_valid():
        assign_case(case, form.cleaned_data["adviser"], by=request.actor)
        messages.success(request, _("The case has been passed on."))
        return redirect(back)
    crumbs = [(_("Cases"), reverse("apprenticeships:case_list")), (number, back)]
    return form_page(request, form, _("Pass on %(number)s") % {"number": number}, back=back, crumbs=crumbs)


@require_POST
def case_release(request: HttpRequest, number: str) -> HttpResponse:
    """Shows the case in the pool."""
    case = fetch(Case.objects.select_related("organisation"), request.actor, "release", number=number)
    back = reverse("apprenticeships:case_detail", kwargs={"number": number})
    try:
        kinds = dict(RecipientKind.choices)
        shown = [str(kinds[kind]) for kind in release(case, by=request.actor)]
    except (NoBasis, TransitionRefused) as refused:
        messages.warning(request, str(refused))
        return redirect(f"{back}#weitergaben")
    text = _("Released: occupation, year, district and reach are seen by: %(kinds)s.")
    messages.success(request, text % {"kinds": ", ".join(shown)})
    if is_rare(case):
        messages.warning(
            request,
            _(
                "A rare profile: in this district few open cases are like it, so it may be recognised. "
                "Please take it back unless the person agrees."
            ),
        )
    return redirect(back)


@require_POST
def case_take_back(request: HttpRequest, number: str) -> HttpResponse:
    """Takes the case out of the pool."""
    case = fetch(Case.objects.all(), request.actor, "release", number=number)
    take_back(case, by=request.actor)
    messages.success(request, _("The case is no longer in the pool."))
    return redirect("apprenticeships:case_detail", number=number)


@require_safe
def pool(request: HttpRequest) -> HttpResponse:
    """Released cases of all chambers: occupation, year, district, reach, and whom to ask."""
    require(rules.work_cases(request.actor))
    rows = Case.objects.permitted(request.actor, "pool")
    page = paginate(
        request, rows, order=("due_on", "id"), fields=POOL_FIELDS, present=_pool_row(timezone.localdate())
    )
    count = ngettext("%(count)s released case", "%(count)s released cases", page.count)
    context = {"page": page, "count": count % {"count": page.count_text}, "pager": pager_text(page)}
    return render(request, "apprenticeships/pool.html", context)


def _pool_row(today: date) -> Any:
    def present(row: tuple) -> tuple:
        occupation, start, district, reach, public_transport, chamber, phone, _pk = row
        year = training_year(start, today)
        words = _("year %(year)s") % {"year": year} if year else _("year not known")
        how = _("%(km)s km, by bus and train") if public_transport else _("%(km)s km")
        return occupation, words, district, how % {"km": reach}, chamber, phone

    return present

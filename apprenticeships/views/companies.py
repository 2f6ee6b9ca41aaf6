"""The chamber's own companies: the call list, one company, its calls; and the area's first page."""

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

from apprenticeships import rules
from apprenticeships.actions.companies import log_call, offer_of_company, save_company
from apprenticeships.filters import CompanyFilter
from apprenticeships.forms.offers import CallForm, CompanyForm
from apprenticeships.models import Case, TrainingCompany
from apprenticeships.timeline import entries
from apprenticeships.views.panels.offers import company_row
from apprenticeships.views.shared import form_page, pager_text
from portal.access import fetch, require
from portal.activity.recording import record, timeline
from portal.forms import StaleSave, conflict
from portal.listing import COUNT_CAP, Page, chips, paginate
from portal.posting import posted
from portal.templatetags.portal_ui import day

MOST_EVENTS = 40  # of a company's page, calls included
MOST_NEAR = 40  # companies shown by distance; the list by name has no end


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The first page of the area for each role; where there is nothing, why."""
    actor = request.actor
    for allowed, name in (
        (rules.work_cases, "work_list"),
        (lambda who: rules.create_tip(who) and not rules.decide_tips(who), "my_tips"),
        (lambda who: rules.list_company_cases(who) and not rules.use_call_list(who), "company_case_list"),
        (rules.list_disclosure_rules, "rule_list"),
    ):
        if allowed(actor):
            return redirect(f"apprenticeships:{name}")
    return render(request, "apprenticeships/start.html", {"no_agreement": rules.use_call_list(actor)})


@require_safe
def company_list(request: HttpRequest) -> HttpResponse:
    """The call list: by name, or for a case (?fall=) by distance among those that train in its occupation."""
    require(rules.use_call_list(request.actor))
    form, today = CompanyFilter(request.GET), timezone.localdate()
    rows = TrainingCompany.objects.permitted(request.actor, "view").select_related(
        "municipality", "last_called_by"
    )
    case = _case(request) if form.is_valid() else None
    if form.is_valid():
        rows = form.apply(rows, today)
    if case is not None:
        rows = rows.training_in(case.occupation_id, case.group_id)
        if case.residence.latitude is not None:
            rows = rows.by_distance(case.residence.latitude, case.residence.longitude)
        found = [company_row(row, today) for row in rows[:MOST_NEAR]]
        count = len(found) if len(found) < MOST_NEAR else rows.order_by()[: COUNT_CAP + 1].count()
        page = Page(found, count, "", "")
    else:
        page = paginate(request, rows, order=("sort_name", "id"), present=lambda row: company_row(row, today))
    count = ngettext("%(count)s company", "%(count)s companies", page.count) % {"count": page.count_text}
    context = {
        "filter": form,
        "page": page,
        "chips": chips(request, form),
        "count": count,
        "case": case,
        "pager": _shown(page) if case else pager_text(page),
    }
    return render(request, "apprenticeships/company_list.html", context)


def _shown(page: Page) -> str:
    """The nearest companies only are shown; the text says of how many."""
    numbers = {"shown": len(page.rows), "count": page.count_text}
    return _("the nearest %(shown)s of %(count)s companies") % numbers


def _case(request: HttpRequest) -> Case | None:
    number = request.GET.get("fall", "").strip().upper()
    rows = Case.objects.permitted(request.actor, "view").select_related("occupation", "residence")
    return rows.filter(number=number).first() if number else None


@require_safe
def company_detail(request: HttpRequest, key: str) -> HttpResponse:
    """One company with its last call and the form for the next."""
    row = _fetch(request, "view", key)
    return _page(request, row, CallForm(initial={"case": request.GET.get("fall", "")}))


def _fetch(request: HttpRequest, action: str, key: str) -> TrainingCompany:
    rows = TrainingCompany.objects.select_related("municipality", "last_called_by")
    return fetch(rows, request.actor, action, key=key)


def _page(request: HttpRequest, row: TrainingCompany, form: CallForm) -> HttpResponse:
    line = company_row(row, timezone.localdate())
    events = list(timeline(row)[:MOST_EVENTS])
    calls = [event for event in events if event.verb == "company_called"]
    context = {
        "row": row,
        "line": line,
        "facts": _facts(row, line["last"]),
        "form": form,
        "number": form["case"].value() or "",
        "calls": entries(calls, request.actor),
        "events": entries([event for event in events if event not in calls], request.actor),
        "crumbs": [(_("Companies"), reverse("apprenticeships:company_list")), (row.name, "")],
    }
    return render(request, "apprenticeships/company_detail.html", context)


def _facts(row: TrainingCompany, last_call: str) -> list[tuple[str, Any]]:
    rows = [
        (_("Place"), str(row.municipality or "")),
        (_("Phone"), row.phone),
        (_("Trains in"), ", ".join(map(str, row.occupations.all()))),
        (_("Employees"), row.get_size_class_display() if row.size_class else ""),
        (_("Last call"), last_call if row.last_called_on else ""),
        (_("Answer"), row.last_answer),
        (_("Do not call until"), day(row.do_not_call_until)),
    ]
    return [(label, value) for label, value in rows if value]


@require_POST
def company_call(request: HttpRequest, key: str) -> HttpResponse:
    """Keeps a call to a company."""
    row = _fetch(request, "edit", key)
    form = CallForm(request.POST)
    case = None
    if form.is_valid() and form.cleaned_data["case"]:
        number = form.cleaned_data["case"].strip().upper()
        case = Case.objects.permitted(request.actor, "view").filter(number=number).first()
        if case is None:
            form.add_error("case", _("Your organisation has no case with this number."))
    if not form.is_valid():
        return _page(request, row, form)
    values = {name: form.cleaned_data[name] for name in ("result", "answer", "do_not_call_until")}
    log_call(row, by=request.actor, case=case, **values)
    messages.success(request, _("Call saved."))
    back = reverse("apprenticeships:company_detail", kwargs={"key": key})
    return redirect(f"{back}?fall={case.number}" if case else back)


@require_POST
def company_offer(request: HttpRequest, key: str) -> HttpResponse:
    """The answer becomes an offer: one place in the case's occupation, completed on the offer's page."""
    row = _fetch(request, "edit", key)
    if row.municipality_id is None:
        messages.warning(request, _("Please enter the company's place first: an offer needs one."))
        return redirect("apprenticeships:company_edit", key=key)
    number = request.POST.get("case", "").strip().upper()
    case = Case.objects.permitted(request.actor, "view").filter(number=number).first() if number else None
    occupations = [case.occupation] if case else list(row.occupations.all())
    if not occupations:
        messages.warning(request, _("Please enter first what the company trains in."))
        return redirect("apprenticeships:company_edit", key=key)
    offer = offer_of_company(row, occupations, by=request.actor)
    messages.success(request, _("The offer is entered with one place. Please complete it."))
    return redirect("apprenticeships:offer_edit", key=offer.key)


@require_http_methods(["GET", "POST"])
def company_create(request: HttpRequest) -> HttpResponse:
    """A new company of the call list."""
    require(rules.use_call_list(request.actor))
    form, back = CompanyForm(posted(request)), reverse("apprenticeships:company_list")
    if request.method == "POST" and form.is_valid():
        row = form.save(commit=False)
        save_company(row, form.cleaned_data["occupation_list"], by=request.actor)
        messages.success(request, _("The company has been saved."))
        return redirect("apprenticeships:company_detail", key=row.key)
    return form_page(request, form, _("Add a company"), back=back, crumbs=[(_("Companies"), back)])


@require_http_methods(["GET", "POST"])
def company_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Changing a company of the call list."""
    row = fetch(TrainingCompany.objects.all(), request.actor, "edit", key=key)
    form, back = (
        CompanyForm(posted(request), instance=row),
        reverse("apprenticeships:company_detail", args=[key]),
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                saved = form.save()
                saved.occupations.set(form.cleaned_data["occupation_list"])
                record(
                    "company_changed", saved, by=request.actor, changes=dict.fromkeys(form.changed_data, [])
                )
        except StaleSave as stale:
            return conflict(request, form, stale, back=back)
        messages.success(request, _("The company has been saved."))
        return redirect(back)
    crumbs = [(_("Companies"), reverse("apprenticeships:company_list")), (row.name, back)]
    return form_page(request, form, _("Change company"), back=back, crumbs=crumbs)

"""Opening and changing cases, their persons, and who is in charge."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apprenticeships import rules
from apprenticeships.actions.cases import assign_case, change_person, open_case
from apprenticeships.actions.company_cases import company_of
from apprenticeships.actions.deadlines import refresh_deadlines
from apprenticeships.actions.tips import accept_tip
from apprenticeships.forms.cases import CaseForm, NewCaseForm, PersonForm
from apprenticeships.forms.tips import AdviserForm, advisers
from apprenticeships.models import Case, CompanyCase, Tip
from apprenticeships.states import (
    CaseKind,
    Channel,
    ReportedBy,
    TipSubject,
)
from apprenticeships.views.shared import form_page
from portal.access import fetch, require
from portal.activity.recording import record
from portal.forms import StaleSave, conflict
from portal.posting import posted

KIND_OF_TIP = {
    TipSubject.CANNOT_START: CaseKind.CANNOT_START,
    TipSubject.NO_PLACE: CaseKind.FINDS_NONE,
}


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

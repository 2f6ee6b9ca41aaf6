"""Rows pasted into a company case, and the own cases back in the chamber's columns."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apprenticeships import rules
from apprenticeships.chamber_columns import ChamberTable
from apprenticeships.filters import CaseFilter
from apprenticeships.imports import REGISTER
from apprenticeships.models import Case, CompanyCase
from portal.access import fetch, require
from portal.activity.recording import record_export
from portal.exports import csv_response, xlsx_response
from portal.imports.views import take_upload


@require_http_methods(["GET", "POST"])
def company_case_paste(request: HttpRequest, number: str) -> HttpResponse:
    """Apprentices of a company case as pasted rows or as a file."""
    row = fetch(CompanyCase.objects.all(), request.actor, "edit", number=number)
    back = reverse("apprenticeships:company_case_detail", kwargs={"number": row.number})
    return take_upload(
        request,
        REGISTER,
        title=_("Paste apprentices into %(number)s") % {"number": row.number},
        lead=_("From Excel or from your register. You see every row before a case is opened."),
        crumbs=[(_("Company cases"), reverse("apprenticeships:company_case_list")), (row.number, back)],
        back=back,
        company_case=row.number,
    )


@require_safe
def case_export_chamber(request: HttpRequest, kind: str) -> HttpResponse:
    """The filtered cases of one's organisation in the columns of its last register import; no persons."""
    require(rules.work_cases(request.actor))
    form = CaseFilter(request.GET, actor=request.actor)
    rows = Case.objects.permitted(request.actor, "view").order_by("due_on", "id")
    rows = form.apply(rows) if form.is_valid() else rows.open()
    with transaction.atomic():
        query = {name: request.GET.get(name, "") for name in form.fields}
        record_export("chamber_cases", by=request.actor, rows=rows.count(), query=query)
    table = ChamberTable(request.actor.organisation_id)
    answer = xlsx_response if kind == "xlsx" else csv_response
    return answer(_("cases-chamber"), table.header, table.rows(rows))

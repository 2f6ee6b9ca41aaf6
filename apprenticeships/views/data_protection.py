"""What the law gives the person of a case: information, restriction, erasure; and when a case goes."""

import json
from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apprenticeships.actions.retention import erase_person, keep_case, restrict_person
from apprenticeships.forms.data_protection import EraseForm, KeepForm
from apprenticeships.models import Case
from apprenticeships.retention import goes_on
from apprenticeships.subject_access import subject_rows
from portal.access import fetch
from portal.activity.recording import record
from portal.exports import csv_response, xlsx_response
from portal.posting import posted
from portal.steps import take_step


def _fetch(request: HttpRequest, number: str) -> Case:
    return fetch(
        Case.objects.select_related("apprentice", "organisation"),
        request.actor,
        "open_person",
        number=number,
    )


def _page(request: HttpRequest, case: Case, *, keep: KeepForm | None = None, erase: EraseForm | None = None):
    initial = {"kept_until": case.kept_until, "kept_reason": case.kept_reason}
    person = getattr(case, "apprentice", None)
    back = reverse("apprenticeships:case_detail", args=[case.number])
    context = {
        "case": case,
        "person": person,
        "goes_on": goes_on(case),
        "keep": keep or KeepForm(initial=initial),
        "erase": erase or EraseForm(),
        "failed": next((form for form in (keep, erase) if form is not None and form.errors), None),
        "crumbs": [
            (_("Cases"), reverse("apprenticeships:case_list")),
            (case.number, back),
            (_("Data protection"), ""),
        ],
    }
    return render(request, "apprenticeships/case_data.html", context)


@require_safe
def case_data(request: HttpRequest, number: str) -> HttpResponse:
    """When the case goes, and what can be done for the person."""
    return _page(request, _fetch(request, number))


@require_POST
def subject_export(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """All that is held about the person as a file: made on request, not stored, logged."""
    case = _fetch(request, number)
    with transaction.atomic():
        rows = subject_rows(case, by=request.actor)
        record("subject_export", case, by=request.actor)
    header = [_("Part"), _("Detail"), _("Value")]
    name = f"auskunft-{case.number}"
    if kind == "csv":
        return csv_response(name, header, rows)
    if kind == "xlsx":
        return xlsx_response(name, header, rows)
    body = json.dumps([dict(zip(header, row, strict=True)) for row in rows], ensure_ascii=False, indent=2)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


def _step(request: HttpRequest, number: str, *, restricted: bool, done: str) -> HttpResponse:
    case = _fetch(request, number)
    back = reverse("apprenticeships:case_data", args=[number])
    return take_step(
        request, partial(restrict_person, case, restricted, by=request.actor), done=done, back=back
    )


@require_POST
def case_restrict(request: HttpRequest, number: str) -> HttpResponse:
    """Nobody opens the person until the restriction is lifted."""
    return _step(request, number, restricted=True, done=_("The person's data are restricted now."))


@require_POST
def case_lift(request: HttpRequest, number: str) -> HttpResponse:
    """The person can be opened again."""
    return _step(request, number, restricted=False, done=_("The restriction has been lifted."))


@require_POST
def case_erase(request: HttpRequest, number: str) -> HttpResponse:
    """Erases the person after a confirmation; the case goes on by its number."""
    case, form = _fetch(request, number), EraseForm(posted(request))
    if not form.is_valid():
        return _page(request, case, erase=form)
    erase_person(case, by=request.actor)
    messages.success(request, _("The person's data have been erased."))
    return redirect("apprenticeships:case_detail", number=number)


@require_POST
def case_keep(request: HttpRequest, number: str) -> HttpResponse:
    """Keeps the case until a day, for a reason."""
    case, form = _fetch(request, number), KeepForm(posted(request))
    if not form.is_valid():
        return _page(request, case, keep=form)
    keep_case(case, form.cleaned_data["kept_until"], form.cleaned_data["kept_reason"], by=request.actor)
    messages.success(request, _("Saved."))
    return redirect("apprenticeships:case_data", number=number)

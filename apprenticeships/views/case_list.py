"""The case list and its export."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from apprenticeships import rules
from apprenticeships.exports import case_header, case_rows
from apprenticeships.filters import ALL, CASE_ORDERS, DUE, CaseFilter
from apprenticeships.models import Case, PlacementProposal, training_year
from apprenticeships.states import (
    CASE_MARKS,
    NEVER,
    CaseState,
)
from apprenticeships.targets import target_mark
from apprenticeships.views.shared import marks, pager_text
from portal.access import require
from portal.activity.recording import record_export
from portal.exports import csv_response, xlsx_response
from portal.listing import chips, paginate, query_of, with_query
from portal.templatetags.portal_ui import day, days_away, due_level, due_text

LIST_FIELDS = (
    "number", "company_case__number", "due_on", "state", "occupation__short_name", "contract_start",
    "residence__name", "district__short_name", "ends_on", "adviser", "adviser__user__name", "reported_on",
    "organisation__case_target__weeks",
)  # fmt: skip


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

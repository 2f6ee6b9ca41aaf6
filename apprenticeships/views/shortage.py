"""Where places are missing: of one run for its own organisation, of the region for all."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apprenticeships import rules
from apprenticeships.shortage import Shortage, header, of_region, of_run, table_rows
from apprenticeships.shortage_chart import chart_rows, shortage_svg
from apprenticeships.states.assignments import RunState
from apprenticeships.views.assignments import fetch_run, head
from portal.access import require
from portal.exports import csv_response

CHARTS = [(theme, width) for theme in ("light", "dark") for width in ("wide", "narrow")]


@require_safe
def shortage(request: HttpRequest) -> HttpResponse:
    """The call for places: what is missing in the region, small numbers hidden."""
    require(rules.read_shortage(request.actor))
    report = of_region(request.actor)
    context = {
        "report": report,
        "charts": {f"{theme}_{width}": _chart_url(theme, width) for theme, width in CHARTS},
        "has_chart": bool(chart_rows(report)),
        "may_suggest": rules.create_suggestion(request.actor),
        "exports": [(_("CSV"), reverse("apprenticeships:shortage_export"))],
    }
    return render(request, "apprenticeships/shortage.html", context)


def _chart_url(theme: str, width: str) -> str:
    return reverse("apprenticeships:shortage_chart", kwargs={"theme": theme, "width": width})


@require_safe
def shortage_chart(request: HttpRequest, theme: str, width: str) -> HttpResponse:
    require(rules.read_shortage(request.actor))
    return HttpResponse(shortage_svg(of_region(request.actor), theme, width), content_type="image/svg+xml")


@require_safe
def shortage_export(request: HttpRequest) -> StreamingHttpResponse:
    require(rules.read_shortage(request.actor))
    return _csv("gesuchte-plaetze", of_region(request.actor))


@require_safe
def run_shortage(request: HttpRequest, key: object) -> HttpResponse:
    """The exact report of one run."""
    run = fetch_run(request, key)
    report = of_run(run)
    context: dict[str, Any] = head(run, "shortage") | {
        "report": report,
        "exports": [(_("CSV"), reverse("apprenticeships:run_shortage_export", kwargs={"key": key}))],
    }
    return render(request, "apprenticeships/assignmentrun_shortage.html", context)


@require_safe
def run_shortage_export(request: HttpRequest, key: object) -> StreamingHttpResponse:
    run = fetch_run(request, key)
    if run.state != RunState.DONE:
        raise Http404
    return _csv("fehlende-plaetze", of_run(run))


def _csv(name: str, report: Shortage) -> StreamingHttpResponse:
    return csv_response(name, header(report), table_rows(report))

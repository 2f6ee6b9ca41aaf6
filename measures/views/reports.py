"""Sachstände of a measure: reporting one, all of them, how often one is due."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from measures.actions.reports import StaleReport, file_report, revoke_report_links, set_rhythm
from measures.forms.reports import ReportForm, RhythmForm
from measures.models import Measure, StatusReport
from measures.report_figures import indicators_to_report
from measures.report_texts import REPORT
from measures.reports import next_words, report_entry
from measures.states import MeasureClass
from measures.views.shared import crumbs
from portal.access import fetch
from portal.forms import StaleSave, conflict
from portal.listing import paginate
from portal.models import SignedLink
from portal.posting import FOR_OCCASIONAL_USERS, form_page, posted
from portal.workflow import TransitionRefused

OF_REGION = {"kind": MeasureClass.REGIONAL}


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, number: str) -> HttpResponse:
    """The form, filled in with the last Sachstand; whoever is faster is shown to the other one."""
    rows = Measure.objects.filter(**OF_REGION).select_related("lead")
    measure = fetch(rows, request.actor, "report", number=number)
    form = report_form(request, measure, measure.lead_id or request.actor.organisation_id)
    if request.method == "POST" and form.is_valid():
        try:
            file_report(measure, form.given(), base=form.cleaned_data["base"], by=request.actor)
        except StaleReport as stale:
            return _page(request, measure, form, stale=stale.latest)
        except TransitionRefused as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, _("Thank you: the Sachstand is on the measure's page."))
        return redirect(measure)
    return _page(request, measure, form)


def report_form(request: HttpRequest, measure: Measure, organisation_id: int | None) -> ReportForm:
    """The form of the measure, bound to what was sent."""
    return ReportForm(
        posted(request),
        measure=measure,
        latest=measure.reports.first(),
        indicators=indicators_to_report(measure, organisation_id, timezone.localdate()),
    )


def stale_context(form: ReportForm, latest: StatusReport) -> dict[str, Any]:
    """What the 409 page shows: the other's Sachstand and where both differ; the form goes on from there."""
    differences = form.differences(latest)
    typed = form.data.copy()
    typed["base"] = str(latest.key)
    form.data = typed
    return {"latest": report_entry(latest), "differences": differences}


def _page(
    request: HttpRequest, measure: Measure, form: ReportForm, *, stale: StatusReport | None = None
) -> HttpResponse:
    conflict_context = stale_context(form, stale) if stale else {"latest": None, "differences": []}
    context = {
        "form": form,
        "measure": measure,
        "cancel_url": measure.get_absolute_url(),
        "crumbs": crumbs(_("Report Sachstand"), measure),
        **conflict_context,
    }
    return render(request, "measures/report_form.html", context, status=409 if stale else 200)


@require_safe
def report_list(request: HttpRequest, number: str) -> HttpResponse:
    """All Sachstände of a measure, the newest first."""
    today = timezone.localdate()
    rows = Measure.objects.filter(**OF_REGION).with_report_due(today)
    measure = fetch(
        rows.with_access(request.actor, "report", "schedule"), request.actor, "view", number=number
    )
    concerns = measure.may_report or measure.may_schedule
    page = paginate(
        request,
        measure.reports.select_related("link"),
        order=("-reported_on", "-id"),
        present=lambda row: report_entry(row, with_address=concerns),
    )
    context = {
        "measure": measure,
        "page": page,
        "next": next_words(measure.report_due_on, today),
        "links": _open_links().filter(object_id=measure.pk).count() if measure.may_schedule else 0,
        "crumbs": crumbs(_("Sachstände"), measure),
    }
    return render(request, "measures/report_list.html", context)


def _open_links() -> QuerySet:
    return SignedLink.objects.filter(
        purpose=REPORT, revoked_at=None, used_at=None, expires_at__gt=timezone.now()
    )


@require_http_methods(["GET", "POST"])
def report_rhythm(request: HttpRequest, number: str) -> HttpResponse:
    """How often the measure reports."""
    measure = fetch(Measure.objects.filter(**OF_REGION), request.actor, "schedule", number=number)
    form = RhythmForm(posted(request), instance=measure)
    back = reverse("measures:report_list", args=[number])
    if request.method == "POST" and form.is_valid():
        try:
            set_rhythm(form, by=request.actor)
        except StaleSave as stale:
            return conflict(request, form, stale, back=back)
        messages.success(request, _("Saved."))
        return redirect(back)
    title = _("How often %(number)s reports") % {"number": number}
    return form_page(
        request,
        form,
        title,
        back=back,
        lead=measure.title,
        crumbs=crumbs(_("Rhythm"), measure),
        body=FOR_OCCASIONAL_USERS,
    )


@require_POST
def report_links_revoke(request: HttpRequest, number: str) -> HttpResponse:
    """Ends all links to the form of the measure at once."""
    measure = fetch(Measure.objects.filter(**OF_REGION), request.actor, "schedule", number=number)
    if revoke_report_links(measure, by=request.actor):
        messages.success(request, _("The links no longer work."))
    return redirect("measures:report_list", number=number)

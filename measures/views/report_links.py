"""The page behind the link in the mail: the form of one measure, without signing in."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from measures.actions.reports import StaleReport, file_report, measure_behind
from measures.catalogue import period_of
from measures.forms.reports import ReportForm
from measures.models import Measure, StatusReport
from measures.reports import report_entry
from measures.views.reports import report_form, stale_context
from portal.links import LinkInvalid
from portal.models import SignedLink
from portal.templatetags.portal_ui import day
from portal.workflow import TransitionRefused


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """A GET shows the form and changes nothing; a POST reports "per Link an …"."""
    try:
        link, measure = measure_behind(token)
    except LinkInvalid:
        return _invalid(request)
    form = report_form(request, measure, measure.lead_id)
    if request.method != "POST" or not form.is_valid():
        return _page(request, link, measure, form)
    try:
        report = file_report(measure, form.given(), base=form.cleaned_data["base"], link=link)
    except StaleReport as stale:
        return _page(request, link, measure, form, stale=stale.latest)
    except TransitionRefused:  # taken off the catalogue a moment ago
        return _invalid(request)
    return _page(request, link, measure, None, saved=report)


def _invalid(request: HttpRequest) -> HttpResponse:
    return render(request, "partners/link_invalid.html", status=404)


def _page(
    request: HttpRequest,
    link: SignedLink,
    measure: Measure,
    form: ReportForm | None,
    *,
    saved: StatusReport | None = None,
    stale: StatusReport | None = None,
) -> HttpResponse:
    conflict_context = stale_context(form, stale) if stale else {"latest": None, "differences": []}
    facts = [
        (_("Number"), measure.number),
        (_("Lead"), measure.lead_name),
        (_("Period"), period_of(measure)),
    ]
    context = {
        "measure": measure,
        "form": form,
        "saved": report_entry(saved) if saved else None,
        "recipient": link.recipient,
        "until": day(timezone.localtime(link.expires_at)),
        "facts": [(label, value) for label, value in facts if value],
        **conflict_context,
    }
    return render(request, "measures/report_by_link.html", context, status=409 if stale else 200)

"""How long what is kept, who set it, and when it was last cleared."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.access import require
from portal.areas import Retention
from portal.posting import posted
from portal.retention import rules
from portal.retention.actions import set_period
from portal.retention.engine import kinds
from portal.retention.forms import PeriodForm
from portal.retention.models import RetentionPeriod, RetentionRun


@require_safe
def periods(request: HttpRequest) -> HttpResponse:
    """Every kind with its default, what is set, and the last run."""
    require(rules.read_periods(request.actor))
    found: dict[str, list[tuple[str, int]]] = {}
    rows = RetentionPeriod.objects.permitted(request.actor, "view").order_by("organisation__sort_name")
    for code, name, days in rows.values_list("code", "organisation__short_name", "days"):
        found.setdefault(code, []).append((name or _("for all"), days))
    context = {
        "rows": [
            (kind.code, kind.label, kind.days, found.get(kind.code, []), kind.source) for kind in kinds()
        ],
        "last": RetentionRun.objects.first(),
        "may_edit": rules.edit_periods(request.actor),
    }
    return render(request, "retention/periods.html", context)


@require_http_methods(["GET", "POST"])
def period_edit(request: HttpRequest, code: str) -> HttpResponse:
    """The days of one kind, for all or for the own organisation."""
    require(rules.edit_periods(request.actor))
    kind = _kind(code)
    form = PeriodForm(posted(request))
    back = reverse("retention:periods")
    if form.is_valid():
        set_period(kind, form.cleaned_data["days"], by=request.actor)
        messages.success(request, _("The period has been saved."))
        return redirect(back)
    context = {"form": form, "kind": kind, "back": back}
    return render(request, "retention/period_form.html", context)


def _kind(code: str) -> Retention:
    for kind in kinds():
        if kind.code == code:
            return kind
    raise Http404

"""Cases released to the pool: releasing, taking back, the list of all chambers."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from apprenticeships import rules
from apprenticeships.actions.disclosures import NoBasis
from apprenticeships.actions.pool import is_rare, release, take_back
from apprenticeships.models import Case, training_year
from apprenticeships.states.disclosures import RecipientKind
from apprenticeships.views.shared import pager_text
from portal.access import fetch, require
from portal.listing import paginate
from portal.workflow import TransitionRefused

POOL_FIELDS = (
    "occupation__short_name", "contract_start", "district__name", "reach_km", "public_transport",
    "organisation__short_name", "organisation__phone",
)  # fmt: skip


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

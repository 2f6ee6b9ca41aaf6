"""A later phase of a company case: the form, the preview of what changes, and the change itself."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from apprenticeships.actions.company_cases import change_phase, planned
from apprenticeships.forms.company_cases import PhaseForm
from apprenticeships.models import CompanyCase
from apprenticeships.phases import PlanRow, fingerprint
from apprenticeships.states import CASE_MARKS, NEVER, CaseState, Phase
from apprenticeships.states.company_cases import PHASE_OUTCOMES
from apprenticeships.views.company_cases import crumbs_of, fetch_company_case
from apprenticeships.views.shared import form_page, marks
from portal.posting import posted
from portal.templatetags.portal_ui import day
from portal.workflow import TransitionRefused

APPLY, BACK = "uebernehmen", "zurueck"  # the buttons of the preview


@require_http_methods(["GET", "POST"])
def company_case_phase(request: HttpRequest, number: str) -> HttpResponse:
    """The phase is chosen, then seen, then changed: all open cases of the company follow in one step."""
    row = fetch_company_case(request, "edit", number)
    initial = {"phase": row.phase, "ends_on": row.ends_on, "buyer": row.buyer}
    form = PhaseForm(posted(request), initial=initial)
    if request.method == "GET" or BACK in request.POST or not form.is_valid():
        return _form_page(request, row, form)
    if APPLY in request.POST:
        return _apply(request, row, form)
    return _preview(request, row, form)


def _form_page(request: HttpRequest, row: CompanyCase, form: PhaseForm) -> HttpResponse:
    back = reverse("apprenticeships:company_case_detail", args=[row.number])
    title = _("Change phase of %(number)s") % {"number": row.number}
    lead = _("Now: %(phase)s") % {"phase": row.get_phase_display()}
    return form_page(request, form, title, back=back, crumbs=crumbs_of(row.number, back), lead=lead)


def _apply(request: HttpRequest, row: CompanyCase, form: PhaseForm) -> HttpResponse:
    data, shown = form.cleaned_data, set(request.POST.getlist("shown"))
    try:
        moved = change_phase(
            row,
            data["phase"],
            data["ends_on"],
            by=request.actor,
            since=data["since"],
            buyer=data["buyer"],
            seen=request.POST.get("seen") or "-",
            left_out=shown - set(request.POST.getlist("take")),
        )
    except TransitionRefused as refused:
        messages.warning(request, str(refused))
        row.refresh_from_db()
        return _preview(request, row, form)
    text = ngettext(
        "Phase changed, %(count)s case changed with it.",
        "Phase changed, %(count)s cases changed with it.",
        moved,
    )
    messages.success(request, text % {"count": moved})
    return redirect("apprenticeships:company_case_detail", number=row.number)


def _preview(request: HttpRequest, row: CompanyCase, form: PhaseForm) -> HttpResponse:
    """What would change, case by case; nothing is written."""
    data = form.cleaned_data
    rows = planned(row, data["phase"], data["ends_on"])
    back = reverse("apprenticeships:company_case_detail", args=[row.number])
    left_out = set(request.POST.getlist("shown")) - set(request.POST.getlist("take"))
    states = marks(CaseState, CASE_MARKS)
    context = {
        "row": row,
        "rows": [_line(one, states, one.case.number not in left_out) for one in rows],
        "facts": _facts(row, data),
        "kept": [(name, _typed(value)) for name, value in data.items()],
        "seen": fingerprint(row.version, rows),
        "outcome": str(PHASE_OUTCOMES[data["phase"]].label) if data["phase"] in PHASE_OUTCOMES else "",
        "count": sum(bool(one.step) for one in rows),
        "apply": APPLY,
        "back_name": BACK,
        "back": back,
        "crumbs": [*crumbs_of(row.number, back), (_("Preview of the new phase"), "")],
    }
    return render(request, "apprenticeships/company_case_phase.html", context)


def _typed(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else value or ""


def _facts(row: CompanyCase, data: dict[str, Any]) -> list[tuple[str, Any]]:
    after = Phase(data["phase"]).label
    rows = [
        (_("Phase"), _("%(before)s → %(after)s") % {"before": row.get_phase_display(), "after": after}),
        (_("Since"), day(data["since"])),
        (_("Training ends on"), day(data["ends_on"]) if data["phase"] not in PHASE_OUTCOMES else ""),
        (_("Buyer"), data["buyer"]),
    ]
    return [(label, value) for label, value in rows if value]


def _line(one: PlanRow, states: dict, take: bool) -> dict[str, Any]:
    """One line of the preview."""
    case = one.case
    return {
        "number": case.number,
        "url": reverse("apprenticeships:case_detail", kwargs={"number": case.number}),
        "occupation": str(case.occupation),
        "before": states[case.state],
        "after": states[one.target] if one.step else None,
        "why": one.why,
        "ends_before": _end(one.ends_before),
        "ends_after": _end(one.ends_after) if one.ends_before != one.ends_after else "",
        "changes": one.changes,
        "take": take,
    }


def _end(value: Any) -> str:
    return _("open") if value == NEVER else day(value)

"""Every step that fits a case now, on one page; each step has its own address."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apprenticeships.actions.cases import close_case, move_case, promise_case
from apprenticeships.forms.cases import STEP_FORMS, EmptyForm
from apprenticeships.models import Case, TakeoverOffer
from apprenticeships.states import CASE_MARKS, CASE_WORKFLOW
from apprenticeships.steps import STEP_WORDS
from apprenticeships.views.case_page import fetch_case
from apprenticeships.views.shared import back_to
from portal.partners.states import OrganisationKind
from portal.posting import key_of
from portal.steps import take_step


@require_safe
def case_steps(request: HttpRequest, number: str) -> HttpResponse:
    """Every step that fits the case now, each with what it asks for."""
    return _steps_page(request, fetch_case(request, "edit", number))


@require_POST
def case_step(request: HttpRequest, number: str, step_name: str) -> HttpResponse:
    """One step of the workflow; the address names it."""
    case = fetch_case(request, "edit", number)
    form = STEP_FORMS.get(step_name, EmptyForm)(request.POST, auto_id=_auto_id(step_name))
    if not form.is_valid():
        return _steps_page(request, case, step_name, form)
    values = dict(form.cleaned_data)
    if step_name == "close":
        done = partial(close_case, case, by=request.actor, **values)
    else:
        note = values.pop("reason", "")
        done = partial(move_case, case, step_name, by=request.actor, note=note, **values)
    back = back_to(request, reverse("apprenticeships:case_detail", args=[number]))
    return take_step(request, done, done=_("The state has been changed."), back=back)


@require_POST
def case_promise(request: HttpRequest, number: str) -> HttpResponse:
    """A company has promised the place; with an offer of the list one of its seats is taken."""
    case = fetch_case(request, "edit", number)
    key, offer = request.POST.get("offer"), None
    if key:
        offer = get_object_or_404(TakeoverOffer.objects.permitted(request.actor, "view"), key=key_of(key))
    done = partial(promise_case, case, offer, by=request.actor)
    message = _("Promise entered.") + (f" {offer.company_name}" if offer else "")
    back = reverse("apprenticeships:case_detail", args=[number])
    return take_step(request, done, done=message, back=back)


def _steps_page(request: HttpRequest, case: Case, refused: str = "", bound: Any = None) -> HttpResponse:
    steps = []
    for name in CASE_WORKFLOW.steps_from(case.state):
        form = bound
        if name != refused:
            form = STEP_FORMS.get(name, EmptyForm)(initial=_initial(name, case), auto_id=_auto_id(name))
        label, text = STEP_WORDS[name]
        url = reverse(f"apprenticeships:case_{name}", kwargs={"number": case.number})
        steps.append({"name": name, "label": label, "text": text, "url": url, "form": form})
    if bound is not None and refused not in {one["name"] for one in steps}:
        messages.warning(request, _("This has changed meanwhile, so the step no longer fits."))
        return redirect("apprenticeships:case_steps", number=case.number)
    back = reverse("apprenticeships:case_detail", kwargs={"number": case.number})
    context = {
        "case": case,
        "mark": (*CASE_MARKS[case.state], case.get_state_display()),
        "steps": steps,
        "form": bound or EmptyForm(),
        "back": back,
        "crumbs": [
            (_("Cases"), reverse("apprenticeships:case_list")),
            (case.number, back),
            (_("Change state"), ""),
        ],
    }
    return render(request, "apprenticeships/case_steps.html", context)


def _auto_id(step: str) -> str:
    """Several forms stand on the page, some with fields of the same name."""
    return f"id_{step}_%s"


def _initial(name: str, case: Case) -> dict[str, Any]:
    if name == "register":
        is_chamber = case.organisation.kind == OrganisationKind.CHAMBER
        return {
            "registered_on": timezone.localdate(),
            "registered_with": case.organisation if is_chamber else None,
            "probation_until": case.probation_until,
        }
    if name == "care":
        return {"probation_until": case.probation_until}
    return {"new_start_on": case.place_ends_on} if name == "sign" else {}

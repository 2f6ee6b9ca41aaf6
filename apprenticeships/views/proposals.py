"""Placement proposals: proposing an offer for a case, and entering what came of it."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from apprenticeships.actions.cases import decline_proposal, promise_proposal
from apprenticeships.actions.proposals import begin_trial, contact, propose, renew
from apprenticeships.forms.cases import EmptyForm
from apprenticeships.forms.proposals import DeclineForm, TrialForm
from apprenticeships.matching import judge, need_of, place_of, score
from apprenticeships.models import Case, PlacementProposal, TakeoverOffer
from apprenticeships.states import CASE_WORKFLOW
from apprenticeships.states.proposals import (
    PROPOSAL_MARKS,
    PROPOSAL_WORKFLOW,
)
from apprenticeships.views.case_page import fetch_case
from apprenticeships.views.panels.proposals import deadline_of, ended_words, who_of
from portal.access import fetch
from portal.posting import key_of
from portal.steps import take_step
from portal.templatetags.portal_ui import day

STEP_FORMS = {"trial": TrialForm, "decline": DeclineForm}
# step -> button, what it means, what is said afterwards
STEP_WORDS = {
    "renew": (
        gettext_lazy("Propose again"),
        gettext_lazy("The proposal runs from the beginning."),
        gettext_lazy("The proposal runs again."),
    ),
    "contact": (
        gettext_lazy("Company contacted"),
        gettext_lazy("The company has been asked. It has the full time for its answer again."),
        gettext_lazy("Entered: the company has been asked."),
    ),
    "trial": (
        gettext_lazy("Trial days agreed"),
        gettext_lazy("Company and apprentice try each other out. The proposal no longer expires."),
        gettext_lazy("Trial days entered."),
    ),
    "promise": (
        gettext_lazy("Enter the promise"),
        gettext_lazy("The company promises the place: one place of the offer is taken."),
        gettext_lazy("Promise entered."),
    ),
    "decline": (
        gettext_lazy("Enter a refusal"),
        gettext_lazy("Either side may say no. Others of the case's proposals go on."),
        gettext_lazy("Refusal entered."),
    ),
}


@require_POST
def proposal_create(request: HttpRequest, number: str) -> HttpResponse:
    """Proposes an offer for the case, from the case's page or from the offer's (back=offer)."""
    case = fetch_case(request, "edit", number)
    offers = TakeoverOffer.objects.permitted(request.actor, "view").select_related("municipality")
    offer = get_object_or_404(offers, key=key_of(request.POST.get("offer", "")))
    found = score(judge(need_of(case, timezone.localdate()), place_of(offer)))
    back = f"{reverse('apprenticeships:case_detail', args=[number])}#vorschlaege"
    if request.POST.get("back") == "offer":
        back = f"{reverse('apprenticeships:offer_detail', args=[offer.key])}#faelle"
    done = _("%(company)s has been proposed for %(number)s.")
    return take_step(
        request,
        partial(propose, case, offer, by=request.actor, score=found),
        done=done % {"company": offer.company_name, "number": number},
        back=back,
    )


def _fetch(request: HttpRequest, action: str, key: str) -> PlacementProposal:
    rows = PlacementProposal.objects.select_related(
        "case", "offer__municipality", "proposed_by__user", "contacted_by__user"
    )
    return fetch(rows, request.actor, action, key=key)


@require_safe
def proposal_detail(request: HttpRequest, key: str) -> HttpResponse:
    """A proposal and every step that fits it now."""
    return _page(request, _fetch(request, "edit", key))


@require_POST
def proposal_step(request: HttpRequest, key: str, step_name: str) -> HttpResponse:
    """One step of the workflow; the address names it."""
    proposal = _fetch(request, "edit", key)
    form = STEP_FORMS.get(step_name, EmptyForm)(request.POST)
    if not form.is_valid():
        return _page(request, proposal, step_name, form)
    actor = request.actor
    done = {
        "contact": lambda: contact(proposal, by=actor),
        "trial": lambda: begin_trial(proposal, by=actor, **form.cleaned_data),
        "promise": lambda: promise_proposal(proposal, by=actor),
        "decline": lambda: decline_proposal(proposal, by=actor, answer=form.answer()),
        "renew": lambda: renew(proposal, by=actor),
    }[step_name]
    words = f"{STEP_WORDS[step_name][2]} {proposal.offer.company_name}"
    back = f"{reverse('apprenticeships:case_detail', args=[proposal.case.number])}#vorschlaege"
    return take_step(request, done, done=words, back=back)


def steps_of(proposal: PlacementProposal, case: Case) -> list[str]:
    """The steps that fit, in the order of the page; `decline` stands for a promise's falling back, too."""
    fitting = PROPOSAL_WORKFLOW.steps_from(proposal.state)
    may_fall_back = case.state in CASE_WORKFLOW.steps["fall_back"].sources
    return [
        name
        for name in STEP_WORDS
        if name in fitting or (name == "decline" and "fall_back" in fitting and may_fall_back)
    ]


def _page(
    request: HttpRequest, proposal: PlacementProposal, refused: str = "", bound: Any = None
) -> HttpResponse:
    names = steps_of(proposal, proposal.case)
    back = f"{reverse('apprenticeships:case_detail', args=[proposal.case.number])}#vorschlaege"
    if bound is not None and refused not in names:
        messages.warning(request, _("This has changed meanwhile, so the step no longer fits."))
        return redirect(back)
    steps = []
    for name in names:
        label, text, _done = STEP_WORDS[name]
        url = reverse(f"apprenticeships:proposal_{name}", kwargs={"key": proposal.key})
        form = bound if name == refused else STEP_FORMS.get(name, EmptyForm)()
        steps.append({"name": name, "label": label, "text": text, "url": url, "form": form})
    context = {
        "proposal": proposal,
        "mark": (*PROPOSAL_MARKS[proposal.state], proposal.get_state_display()),
        "facts": _facts(request, proposal),
        "steps": steps,
        "form": bound or EmptyForm(),
        "back": back,
        "crumbs": [
            (_("Cases"), reverse("apprenticeships:case_list")),
            (proposal.case.number, back),
            (proposal.offer.company_name, ""),
        ],
    }
    return render(request, "apprenticeships/proposal_detail.html", context)


def _facts(request: HttpRequest, proposal: PlacementProposal) -> list[tuple[str, Any]]:
    trial = ""
    if proposal.trial_from:
        trial = _("%(start)s to %(end)s") % {
            "start": day(proposal.trial_from),
            "end": day(proposal.trial_until),
        }
    deadline = deadline_of(proposal, timezone.localdate())
    rows = [
        (_("Case"), proposal.case.number),
        (_("Company"), f"{proposal.offer.company_name}, {proposal.offer.municipality}"),
        (_("Score"), "" if proposal.score is None else _("%(score)s of 100") % {"score": proposal.score}),
        (_("By whom"), who_of(proposal, request.actor)),
        (_("Runs out"), deadline["text"] if deadline else ""),
        (_("Trial days"), trial),
        (_("Reason"), ended_words(proposal)),
    ]
    return [(label, value) for label, value in rows if value]

"""Changes that others propose: the form, the page of a proposal, and what the editors do with it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from measures.actions import drafts as actions
from measures.content import Content, changed
from measures.drafting import for_form, open_draft, working
from measures.forms.drafts import DeclineForm, TakeOverForm
from measures.forms.measures import MeasureForm, proposal_form_for
from measures.models import Measure, MeasureDraft
from measures.reviewing import draft_mark
from measures.states import DraftOrigin, DraftState, MeasureState
from measures.views.drafts import meanwhile
from measures.views.shared import crumbs
from measures.wording import comparison
from portal.access import fetch
from portal.steps import take_step
from portal.workflow import TransitionRefused


@require_http_methods(["GET", "POST"])
def propose_change(request: HttpRequest, number: str) -> HttpResponse:
    rows = Measure.objects.select_related("published_revision")
    measure = fetch(rows, request.actor, "open_proposal", number=number)
    form = proposal_form_for(measure)(request.POST or None, instance=for_form(measure, None))
    if measure.state != MeasureState.PUBLISHED:
        return meanwhile(request, form, measure)
    if request.method == "POST" and form.is_valid():
        return _propose(request, form, measure)
    return _form_page(request, form, measure)


def _form_page(request: HttpRequest, form: MeasureForm, measure: Measure) -> HttpResponse:
    context = {
        "form": form,
        "title": _("Propose a change"),
        "cancel_url": measure.get_absolute_url(),
        "crumbs": crumbs(_("Propose a change"), measure),
        "notice": _("Change the text as it should read. Readers see nothing of it until the editors agree."),
        "remarks": [],
    }
    return render(request, "measures/measure_form.html", context)


def _propose(request: HttpRequest, form: MeasureForm, measure: Measure) -> HttpResponse:
    values = form.cleaned_data
    if not changed(working(measure, None), working(measure, None) | form.content()):
        form.add_error("reason", _("You have not changed anything above yet."))
        return _form_page(request, form, measure)
    try:
        proposal = actions.propose_change(
            measure, form.content(), opened=values["version"], by=request.actor, reason=values["reason"]
        )
    except TransitionRefused:
        return meanwhile(request, form, measure)
    form.is_stored()
    messages.success(request, _("Sent. The editors decide; your start page tells you what they did."))
    return redirect(proposal)


@require_safe
def proposal_detail(request: HttpRequest, key: str) -> HttpResponse:
    proposal = _proposal(request, key, "view")
    return render(request, "measures/proposal_detail.html", _context(request, proposal, _in_work(proposal)))


@require_POST
def proposal_take(request: HttpRequest, key: str) -> HttpResponse:
    """Lays the chosen fields over the draft; what somebody changed since has to be chosen on purpose."""
    proposal = _proposal(request, key, "edit")
    now = working(proposal.measure, open_draft(proposal.measure))
    form = _take_form(proposal, now, request.POST)
    if not form.is_valid():
        return render(request, "measures/proposal_detail.html", _context(request, proposal, now, take=form))
    return take_step(
        request,
        lambda: actions.take_over(proposal, form.cleaned_data["fields_taken"], by=request.actor),
        done=_("Taken over into the draft."),
        back=_after(proposal),
    )


@require_POST
def proposal_decline(request: HttpRequest, key: str) -> HttpResponse:
    proposal = _proposal(request, key, "edit")
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return render(
            request,
            "measures/proposal_detail.html",
            _context(request, proposal, _in_work(proposal), decline=form),
        )
    return take_step(
        request,
        lambda: actions.decline_proposal(proposal, form.cleaned_data["answer"], by=request.actor),
        done=_("Declined. Whoever proposed it sees your reason."),
        back=proposal.get_absolute_url(),
    )


def _proposal(request: HttpRequest, key: str, right: str) -> MeasureDraft:
    rows = MeasureDraft.objects.filter(origin=DraftOrigin.PROPOSAL).with_access(request.actor, "edit")
    joined = rows.select_related("measure__published_revision", "head", "base", "organisation", "started_by")
    return fetch(joined, request.actor, right, key=key)


def _context(
    request: HttpRequest,
    proposal: MeasureDraft,
    now: Content | None,
    take: TakeOverForm | None = None,
    decline: DeclineForm | None = None,
) -> dict[str, Any]:
    """`now` is the text in work for those who decide, None for others."""
    measure = proposal.measure
    return {
        "proposal": proposal,
        "measure": measure,
        "mark": draft_mark(proposal.state),
        "compared": comparison(proposal.base.content, proposal.head.content, measure.kind),
        "since": None if now is None else _since(proposal, now),
        "take": None if now is None else take or _take_form(proposal, now),
        "decline": None if now is None else decline or DeclineForm(),
        "bound": take or decline,
        "crumbs": crumbs(_("Proposed change"), measure),
    }


def _in_work(proposal: MeasureDraft) -> Content | None:
    """The text that a proposal would be laid over, None where it is decided or the reader does not decide."""
    if proposal.state != DraftState.PROPOSED or not proposal.may_edit:
        return None
    return working(proposal.measure, open_draft(proposal.measure))


def _since(proposal: MeasureDraft, now: Content) -> Any:
    """What the text says now where it changed since and the proposal says something else."""
    names = actions.clashes(proposal, now)
    pairs = ({name: one.get(name) for name in names} for one in (now, proposal.head.content))
    return comparison(*pairs, proposal.measure.kind) if names else None


def _take_form(proposal: MeasureDraft, now: Content, data: Any = None) -> TakeOverForm:
    return TakeOverForm(
        data,
        changed=changed(proposal.base.content, proposal.head.content),
        clashes=actions.clashes(proposal, now),
    )


def _after(proposal: MeasureDraft) -> str:
    """Where the editor goes on: the draft, else (nothing new in it) the measure itself leads there."""
    return reverse("measures:review", args=[proposal.measure.number])

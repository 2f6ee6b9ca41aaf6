"""Suggested companies: suggesting one, following one's own, taking on or declining those of others."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprenticeships import rules
from apprenticeships.actions.suggestions import (
    assign_suggestion,
    decline,
    suggest_company,
    take_on,
    take_on_as_offer,
)
from apprenticeships.filters import SuggestionFilter
from apprenticeships.forms.suggestions import DeclineForm, SuggestionForm
from apprenticeships.forms.tips import AdviserForm, advisers
from apprenticeships.models import CompanySuggestion, TakeoverOffer, TrainingCompany
from apprenticeships.states import SUGGESTION_MARKS, SuggestionState
from apprenticeships.timeline import entries
from apprenticeships.views.shared import form_page, marks, pager_text
from portal.access import fetch, require
from portal.activity.recording import timeline
from portal.listing import chips, paginate
from portal.posting import posted
from portal.steps import take_step
from portal.templatetags.portal_ui import day
from portal.workflow import TransitionRefused

LIST_FIELDS = (
    "key", "company_name", "municipality__name", "created_at", "state", "suggester__short_name",
    "organisation__short_name", "decline_reason", "led_on",
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def suggestion_create(request: HttpRequest) -> HttpResponse:
    """A company that could take on an apprentice."""
    require(rules.create_suggestion(request.actor))
    form = SuggestionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        row = form.save(commit=False)
        row.municipality = form.cleaned_data["municipality"]
        suggest_company(row, form.cleaned_data["occupation_list"], by=request.actor)
        messages.success(request, _("Thank you. The suggestion is with the responsible chamber."))
        return redirect("apprenticeships:suggestion_detail", key=row.key)
    back = _list_of(request)
    lead = _("Do you know a company that could take on an apprentice? Three answers are enough.")
    crumbs = [(_("My suggestions"), back)]
    return form_page(
        request, form, _("Suggest a company"), back=back, crumbs=crumbs, lead=lead, body="bp-app bp-app--form"
    )


def _list_of(request: HttpRequest) -> str:
    decides = rules.decide_suggestions(request.actor)
    return reverse(f"apprenticeships:{'suggestion_list' if decides else 'my_suggestions'}")


@require_safe
def my_suggestions(request: HttpRequest) -> HttpResponse:
    """One's own suggestions with what became of them."""
    require(rules.create_suggestion(request.actor))
    return _list(request, CompanySuggestion.objects.permitted(request.actor, "follow"), own=True)


@require_safe
def suggestion_list(request: HttpRequest) -> HttpResponse:
    """The suggestions of one's chamber to take on; for the office those that nobody is responsible for."""
    require(rules.decide_suggestions(request.actor))
    form = SuggestionFilter(request.GET)
    rows = CompanySuggestion.objects.permitted(request.actor, "work")
    rows = form.apply(rows) if form.is_valid() else rows.filter(state=SuggestionState.SUGGESTED)
    return _list(request, rows, own=False, filter=form, chips=chips(request, form))


def _list(request: HttpRequest, rows: Any, *, own: bool, **more: Any) -> HttpResponse:
    page = paginate(request, rows, order=("-id",), fields=LIST_FIELDS, present=_presenter())
    count = ngettext("%(count)s suggestion", "%(count)s suggestions", page.count)
    context = {
        "page": page,
        "own": own,
        "count": count % {"count": page.count_text},
        "pager": pager_text(page),
        "may_create": rules.create_suggestion(request.actor),
        **more,
    }
    return render(request, "apprenticeships/companysuggestion_list.html", context)


def _presenter() -> Any:
    base, states = reverse("apprenticeships:my_suggestions"), marks(SuggestionState, SUGGESTION_MARKS)
    reasons = dict(CompanySuggestion._meta.get_field("decline_reason").choices)
    nobody = _("no chamber yet")

    def present(row: tuple) -> dict[str, Any]:
        key, company, place, at, state, suggester, chamber, reason, led_on, _pk = row
        return {
            "url": f"{base}{key}/",
            "company": company,
            "place": place,
            "at": day(at),
            "state": states[state],
            "result": str(reasons[reason]) if reason else day(led_on),
            "suggester": suggester,
            "chamber": chamber or nobody,
        }

    return present


def _fetch(request: HttpRequest, action: str, key: str) -> CompanySuggestion:
    rows = CompanySuggestion.objects.with_access(request.actor, "decide", "assign", "follow").select_related(
        "municipality", "suggester", "organisation", "adviser__user", "company", "offer", "suggested_by"
    )
    return fetch(rows, request.actor, action, key=key)


@require_safe
def suggestion_detail(request: HttpRequest, key: str) -> HttpResponse:
    """One suggestion: for the partner state and result, for the chamber what to do with it."""
    row = _fetch(request, "view", key)
    up = _("My suggestions") if row.may_follow else _("Suggestions")
    context = {
        "row": row,
        "mark": (*SUGGESTION_MARKS[row.state], row.get_state_display()),
        "facts": _facts(row),
        "links": _links(request, row),
        "events": entries(timeline(row)[:20], request.actor),
        "crumbs": [(up, _list_of(request)), (row.company_name, "")],
    }
    return render(request, "apprenticeships/companysuggestion_detail.html", context)


def _facts(row: CompanySuggestion) -> list[tuple[str, Any]]:
    chamber = (
        row.organisation.short_name if row.organisation else _("The office finds out who is responsible.")
    )
    rows = [
        (_("Place"), str(row.municipality)),
        (_("Occupations"), ", ".join(map(str, row.occupations.all()))),
        (_("Why this company?"), row.reason),
        (_("Suggested by"), row.suggester.short_name),
        (_("Received"), day(timezone.localtime(row.created_at))),
        (_("In charge"), chamber),
        (_("Reason"), row.get_decline_reason_display() if row.decline_reason else ""),
        (_("Led to a new contract on"), day(row.led_on)),
    ]
    return [(label, value) for label, value in rows if value]


def _links(request: HttpRequest, row: CompanySuggestion) -> list[tuple[str, str]]:
    """Where company and offer stand, for those who may open them."""
    found = []
    if row.company_id and TrainingCompany.objects.permitted(request.actor, "view").filter(pk=row.company_id):
        url = reverse("apprenticeships:company_detail", kwargs={"key": row.company.key})
        found.append((_("Company of the call list"), url))
    if row.offer_id and TakeoverOffer.objects.permitted(request.actor, "view").filter(pk=row.offer_id):
        url = reverse("apprenticeships:offer_detail", kwargs={"key": row.offer.key})
        found.append((_("Offer"), url))
    return found


@require_POST
def suggestion_take_on(request: HttpRequest, key: str) -> HttpResponse:
    """Puts the company on the chamber's call list."""
    row = _fetch(request, "decide", key)
    back = reverse("apprenticeships:suggestion_detail", args=[key])
    step = partial(take_on, row, by=request.actor)
    return take_step(request, step, done=_("The company stands on your call list."), back=back)


@require_POST
def suggestion_offer(request: HttpRequest, key: str) -> HttpResponse:
    """Makes an offer of it, to be completed on the offer's page."""
    row = _fetch(request, "decide", key)
    try:
        offer = take_on_as_offer(row, by=request.actor)
    except TransitionRefused as refused:
        messages.warning(request, str(refused))
        return redirect("apprenticeships:suggestion_detail", key=key)
    messages.success(request, _("The offer is entered with one place. Please complete it."))
    return redirect("apprenticeships:offer_edit", key=offer.key)


@require_http_methods(["GET", "POST"])
def suggestion_decline(request: HttpRequest, key: str) -> HttpResponse:
    """Declining a suggestion with a reason."""
    row = _fetch(request, "decide", key)
    form, back = DeclineForm(posted(request)), reverse("apprenticeships:suggestion_detail", args=[key])
    if request.method == "POST" and form.is_valid():
        step = partial(decline, row, form.cleaned_data["reason"], by=request.actor)
        return take_step(request, step, done=_("Suggestion declined."), back=back)
    crumbs = [(_("Suggestions"), _list_of(request)), (row.company_name, back)]
    return form_page(request, form, _("Decline suggestion"), back=back, crumbs=crumbs)


@require_http_methods(["GET", "POST"])
def suggestion_assign(request: HttpRequest, key: str) -> HttpResponse:
    """Passing a suggestion to an adviser of whichever chamber."""
    row = _fetch(request, "assign", key)
    form, back = AdviserForm(posted(request), choices=advisers(request.actor)), _list_of(request)
    if request.method == "POST" and form.is_valid():
        step = partial(assign_suggestion, row, form.cleaned_data["adviser"], by=request.actor)
        return take_step(request, step, done=_("Suggestion passed on."), back=back)
    crumbs = [(_("Suggestions"), back)]
    return form_page(request, form, _("Pass on the suggestion"), back=back, crumbs=crumbs)

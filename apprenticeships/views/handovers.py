"""Handing cases over: asking, deciding, and the list of what was given and what comes in."""

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
from apprenticeships.actions.disclosures import Basis, NoBasis, find_basis
from apprenticeships.actions.handovers import (
    accept_handover,
    reject_handover,
    request_handover,
    revoke_handover,
)
from apprenticeships.forms.disclosures import AnswerForm, HandoverForm
from apprenticeships.models import Case, Consent, Handover
from apprenticeships.states.disclosures import DisclosedField, RecipientKind, recipient_kind
from apprenticeships.states.handovers import HANDOVER_MARKS, HandoverState
from apprenticeships.views.consents import back_to
from apprenticeships.views.legal_bases import field_words
from apprenticeships.views.shared import form_page, marks, pager_text
from portal.access import fetch, require
from portal.listing import paginate
from portal.posting import posted
from portal.steps import take_step
from portal.templatetags.portal_ui import day
from portal.workflow import TransitionRefused

LIST_FIELDS = (
    "key", "case__number", "sender", "sender__short_name", "recipient__short_name", "state", "requested_at",
    "decided_at",
)  # fmt: skip


@require_safe
def handover_list(request: HttpRequest) -> HttpResponse:
    """What was given and what comes in, the newest first: number and state."""
    require(rules.list_handovers(request.actor))
    rows = Handover.objects.permitted(request.actor, "view")
    states, mine = marks(HandoverState, HANDOVER_MARKS), request.actor.organisation_id

    def present(row: tuple) -> tuple:
        key, number, sender_id, sender, recipient, state, asked, decided, _pk = row
        is_out = sender_id == mine
        url = reverse("apprenticeships:handover_detail", kwargs={"key": key})
        days = [day(timezone.localtime(at).date()) if at else "" for at in (asked, decided)]
        return number, url, is_out, recipient if is_out else sender, states[state], *days

    page = paginate(request, rows, order=("-id",), fields=LIST_FIELDS, present=present)
    count = ngettext("%(count)s handover", "%(count)s handovers", page.count)
    context = {"page": page, "count": count % {"count": page.count_text}, "pager": pager_text(page)}
    return render(request, "apprenticeships/handover_list.html", context)


def _fetch(request: HttpRequest, action: str, key: str) -> Handover:
    rows = Handover.objects.with_access(request.actor, "decide", "revoke").select_related(
        "case__occupation", "case__district", "case__organisation", "sender", "recipient", "rule",
        "consent", "sender_adviser",
    )  # fmt: skip
    return fetch(rows, request.actor, action, key=key)


@require_safe
def handover_detail(request: HttpRequest, key: str) -> HttpResponse:
    """One handover: before it is accepted the other body sees the profile and what is offered, no more."""
    return _page(request, _fetch(request, "view", key), AnswerForm())


def _page(request: HttpRequest, row: Handover, form: AnswerForm) -> HttpResponse:
    is_open, actor = row.state == HandoverState.REQUESTED, request.actor
    crumbs = [(_("Handovers"), reverse("apprenticeships:handover_list")), (row.case.number, "")]
    consent = row.consent
    if consent is not None:
        allowed = Consent.objects.permitted(actor, "revoke")
        consent = allowed.filter(pk=consent.pk).first()
    is_in_charge = Case.objects.permitted(actor, "view").filter(pk=row.case_id).exists()
    context = {
        "handover": row,
        "title": _("Handover of %(number)s") % {"number": row.case.number},
        "mark": (*HANDOVER_MARKS[row.state], row.get_state_display()),
        "facts": _facts(row, actor),
        "profile": _profile(row.case) if is_open and _stands(row) else [],
        "may_decide": is_open and row.may_decide,
        "may_revoke": is_open and row.may_revoke,
        "consent": consent,
        "case_url": back_to(row.case)[0] if is_in_charge else "",
        "social_data": is_open and recipient_kind(row.recipient.kind) == RecipientKind.AGENCY,
        "form": form,
        "crumbs": crumbs,
    }
    return render(request, "apprenticeships/handover_detail.html", context)


def _facts(row: Handover, actor: Any) -> list[tuple[str, Any]]:
    """What both bodies read; what happened at the other body stays there."""
    what = field_words([field for field in row.fields if field != DisclosedField.PROFILE])
    decided = timezone.localtime(row.decided_at).date() if row.decided_at else None
    rows = [
        (_("From"), row.sender.short_name),
        (_("To"), row.recipient.short_name),
        (_("Asked for on"), day(timezone.localtime(row.requested_at).date())),
        (_("Decided on"), day(decided) if decided else ""),
        (_("What goes along"), what),
        (_("Legal basis"), Basis(row.rule, row.consent).words),
        (_("Reason"), row.reason),
        (_("Answer"), row.answer),
    ]
    return [(label, value) for label, value in rows if value]


def _stands(row: Handover) -> bool:
    """Whether the profile may still be shown: the table may have changed since it was asked for."""
    try:
        find_basis(
            row.case,
            recipient_kind=recipient_kind(row.recipient.kind),
            recipient=row.recipient,
            fields=[DisclosedField.PROFILE],
        )
    except NoBasis:
        return False
    return True


def _profile(case: Case) -> list[tuple[str, Any]]:
    """Occupation, year, district, reach: what the pool shows of a case, no more."""
    year = case.training_year(timezone.localdate())
    how = _("%(km)s km, by bus and train") if case.public_transport else _("%(km)s km")
    return [
        (_("Occupation"), case.occupation),
        (_("Year of training"), _("year %(year)s") % {"year": year} if year else _("year not known")),
        (_("District"), case.district.name),
        (_("Reach"), how % {"km": case.reach_km}),
    ]


@require_http_methods(["GET", "POST"])
def handover_create(request: HttpRequest, number: str) -> HttpResponse:
    """Asks another body to take a case over; the basis is found by itself."""
    rows = Case.objects.select_related("organisation", "company_case")
    case = fetch(rows, request.actor, "hand_over", number=number)
    form = HandoverForm(posted(request), case=case)
    back, crumbs = back_to(case)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            handover = request_handover(
                case, values["recipient"], by=request.actor, fields=values["what"], reason=values["reason"]
            )
        except NoBasis as refused:
            form.add_error("what" if values["recipient"].agreement_on else "recipient", str(refused))
        except TransitionRefused as refused:
            form.add_error("recipient", str(refused))
        else:
            basis = Basis(handover.rule, handover.consent).words
            messages.success(request, _("The handover is asked for. Basis: %(basis)s.") % {"basis": basis})
            return redirect("apprenticeships:handover_detail", key=handover.key)
    title = _("Hand over %(number)s") % {"number": number}
    lead = _("The basis is taken from the table of legal bases or from a consent; without one nothing goes.")
    return form_page(request, form, title, back=back, crumbs=crumbs, lead=lead)


@require_POST
def handover_accept(request: HttpRequest, key: str) -> HttpResponse:
    """Takes the case over; whoever accepts is in charge."""
    row = _fetch(request, "decide", key)
    try:
        accept_handover(row, by=request.actor)
    except (NoBasis, TransitionRefused) as refused:
        messages.warning(request, str(refused))
        return redirect("apprenticeships:handover_list")
    messages.success(request, _("You are in charge of %(number)s now.") % {"number": row.case.number})
    return redirect("apprenticeships:case_detail", number=row.case.number)


@require_POST
def handover_reject(request: HttpRequest, key: str) -> HttpResponse:
    """Does not take the case over, with a reason."""
    row, form = _fetch(request, "decide", key), AnswerForm(request.POST)
    if not form.is_valid() and row.state == HandoverState.REQUESTED:
        return _page(request, row, form)
    step = partial(reject_handover, row, form.cleaned_data.get("answer", ""), by=request.actor)
    back = reverse("apprenticeships:handover_list")
    return take_step(request, step, done=_("Rejected; the other body has been told."), back=back)


@require_POST
def handover_revoke(request: HttpRequest, key: str) -> HttpResponse:
    """Takes the question back before it is answered."""
    row = _fetch(request, "revoke", key)
    back = reverse("apprenticeships:handover_detail", kwargs={"key": key})
    step = partial(revoke_handover, row, by=request.actor)
    return take_step(request, step, done=_("Taken back; the other body sees nothing any more."), back=back)

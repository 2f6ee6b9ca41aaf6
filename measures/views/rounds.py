"""Rounds: the list, preparing one, its page, its steps, the collected document."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from measures import rules
from measures.actions import rounds as actions
from measures.forms.rounds import NewRoundForm, RoundForm
from measures.models import ReportRound
from measures.round_document import file_name, round_document
from measures.rounds import requests_of, round_facts, round_row, round_rows
from measures.states import ROUND_MARKS, RoundState
from measures.views.shared import way_over_list
from portal.access import fetch, require
from portal.documents import Format, document_response
from portal.forms import StaleSave, conflict
from portal.listing import paginate
from portal.posting import FOR_OCCASIONAL_USERS, Crumbs, form_page, key_of, posted
from portal.steps import take_step


@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    """All rounds, the newest first, with how many have answered."""
    require(rules.list_rounds(request.actor))
    rows = round_rows(ReportRound.objects.permitted(request.actor, "view"))
    page = paginate(request, rows, order=("-id",), present=round_row)
    context = {"page": page, "may_prepare": rules.prepare_round(request.actor)}
    return render(request, "measures/round_list.html", context)


@require_http_methods(["GET", "POST"])
def round_create(request: HttpRequest) -> HttpResponse:
    """The frame of a new round; the next page shows who gets a mail."""
    require(rules.prepare_round(request.actor))
    form = NewRoundForm(posted(request))
    if request.method == "POST" and form.is_valid():
        return redirect(actions.prepare_round(form, by=request.actor))
    title = _("Ask for Sachstände")
    lead = _("Before a conference: one deadline, two reminders, one document of all answers.")
    return form_page(
        request,
        form,
        title,
        back=reverse("measures:round_list"),
        lead=lead,
        crumbs=_crumbs(title),
        body=FOR_OCCASIONAL_USERS,
    )


@require_safe
def round_detail(request: HttpRequest, key: str) -> HttpResponse:
    """While it is prepared: who gets a mail. Then: who answered, whose mail could not be sent."""
    rows = ReportRound.objects.with_access(request.actor, "manage")
    round_ = fetch(rows, request.actor, "view", key=key)
    requests = requests_of(round_)
    asked = [one for one in requests if one.asks]
    context = {
        "round": round_,
        "mark": (*ROUND_MARKS[round_.state], round_.get_state_display()),
        "facts": round_facts(round_, requests),
        "requests": requests,
        "is_prepared": round_.state == RoundState.PREPARED,
        "is_open": round_.state == RoundState.OPEN,
        "has_answers": round_.state in (RoundState.OPEN, RoundState.CLOSED),
        "mails": sum(one.mails for one in asked),
        "nobody": [one for one in asked if not one.mails] if round_.state != RoundState.CLOSED else [],
        "crumbs": _crumbs(round_.title),
    }
    return render(request, "measures/round_detail.html", context)


@require_http_methods(["GET", "POST"])
def round_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Another deadline, title or reminders; of a closed round nothing."""
    live = ReportRound.objects.filter(state__in=[RoundState.PREPARED, RoundState.OPEN])
    round_ = fetch(live, request.actor, "manage", key=key)
    form = RoundForm(posted(request), instance=round_)
    back = round_.get_absolute_url()
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_round(form, by=request.actor, now=timezone.now())
        except StaleSave as stale:
            return conflict(request, form, stale, back=back)
        messages.success(request, _("Saved."))
        return redirect(back)
    lead = _("With a new deadline the reminders count anew.") if round_.state == RoundState.OPEN else ""
    return form_page(
        request,
        form,
        _("Change round"),
        back=back,
        lead=lead,
        crumbs=_crumbs(_("Change round"), round_),
        body=FOR_OCCASIONAL_USERS,
    )


@require_POST
def round_choose(request: HttpRequest, key: str) -> HttpResponse:
    """Which measures are asked."""
    keys = [key for key in map(key_of, request.POST.getlist("asks")) if key is not None]
    return _step(
        request,
        key,
        lambda round_: actions.choose_measures(round_, keys, by=request.actor),
        _("The choice is stored."),
    )


@require_POST
def round_start(request: HttpRequest, key: str) -> HttpResponse:
    def start(round_: ReportRound) -> None:
        count = actions.start_round(round_, by=request.actor)
        said = ngettext("%(count)s mail is on its way.", "%(count)s mails are on their way.", count)
        messages.success(request, said % {"count": count})

    return _step(request, key, start, "")


@require_POST
def round_close(request: HttpRequest, key: str) -> HttpResponse:
    return _step(
        request,
        key,
        lambda round_: actions.close_round(round_, by=request.actor),
        _("Closed: nobody is reminded any more."),
    )


@require_POST
def round_cancel(request: HttpRequest, key: str) -> HttpResponse:
    return _step(
        request,
        key,
        lambda round_: actions.cancel_round(round_, by=request.actor),
        _("Cancelled: nobody is mailed any more."),
    )


def _step(request: HttpRequest, key: str, action: Callable[[ReportRound], object], done: str) -> HttpResponse:
    round_ = fetch(ReportRound.objects.all(), request.actor, "manage", key=key)
    return take_step(request, lambda: action(round_), done=done, back=round_.get_absolute_url())


@require_safe
def round_docx(request: HttpRequest, key: str) -> HttpResponse:
    return _document(request, key, Format.DOCX)


@require_safe
def round_pdf(request: HttpRequest, key: str) -> HttpResponse:
    return _document(request, key, Format.PDF)


def _document(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    round_ = fetch(ReportRound.objects.all(), request.actor, "view", key=key)
    document = round_document(round_, timezone.localdate(), request.actor.organisation.name)
    return document_response(document, kind, file_name(round_))


def _crumbs(last: str, round_: ReportRound | None = None) -> Crumbs:
    return way_over_list(_("Rounds"), "measures:round_list", last, round_)

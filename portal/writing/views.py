"""The addresses of the writing desk: preview, keeping what is typed, giving it up, who is there."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.markdown import render as render_text
from portal.writing import actions
from portal.writing.desk import FIELD, Desk, read, typed_in

MOST_PREVIEWED = 200_000  # characters


def quiet(view: Callable) -> Callable:
    """Marks a view that a script calls by itself: it does not prolong the session."""
    view.prolongs_session = False
    return view


@quiet
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """A text as its readers will see it."""
    text = request.POST.get("text", "")[:MOST_PREVIEWED]
    return render(request, "writing/_preview.html", {"html": render_text(text)})


@quiet
@require_POST
def keep(request: HttpRequest) -> JsonResponse:
    """Keeps what is typed so far; answers when."""
    try:
        kept_at = actions.keep(_own_desk(request), typed_in(request))
    except actions.TooMuch:
        return JsonResponse({"kept": "", "note": _("The text is too long to be kept before you save.")})
    if kept_at is None:
        return JsonResponse({"kept": "", "note": ""})
    at = date_format(localtime(kept_at), "H:i")
    return JsonResponse({"kept": at, "note": _("Kept at %(time)s, not saved yet.") % {"time": at}})


@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Gives up what was kept; then back to the form, or to where the page says."""
    desk = _own_desk(request)
    actions.put_away(desk)
    messages.success(request, _("Your unsaved text was given up."))
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return redirect(back if is_ours else desk.path)


@quiet
@require_POST
def present(request: HttpRequest) -> JsonResponse:
    """Notes that this person has the row open (or, with `gone`, closed it); answers who else has."""
    desk, others = _own_desk(request), ""
    if desk.pk and "gone" in request.POST:
        actions.leave(desk, request.actor)
    elif desk.pk:
        actions.arrive(desk, request.actor)
        others = ", ".join(actions.others(desk, request.actor))
    hint = render_to_string("writing/_others.html", {"others": others}) if others else ""
    return JsonResponse({"others": others, "hint": hint.strip()})


@require_POST
def stay(request: HttpRequest) -> JsonResponse:
    """The person wants to go on working: an ordinary request, which prolongs the session."""
    return JsonResponse({"seconds": settings.SESSION_IDLE_SECONDS})


def _own_desk(request: HttpRequest) -> Desk:
    desk = read(request.POST.get(FIELD, ""))
    if desk is None or desk.user_id != request.user.pk:
        raise Http404
    return desk


def keep_from_ended_session(request: HttpRequest) -> HttpResponse | None:
    """A form or script of a page whose session is over: the text is kept for the person it was made for.

    The signed desk is the only right to it; it lets nobody read anything. Leads to the form again (so to
    sign-in first); a script is told. None where the request carries no desk.
    """
    desk = read(request.POST.get(FIELD, ""))
    is_script = request.path.startswith(reverse("writing:keep"))
    if desk is None or not (is_script or request.path == desk.path):
        return None
    try:
        actions.keep(desk, typed_in(request))
    except actions.TooMuch:
        return None
    if is_script:
        note = _("You were signed out. What you typed is kept: sign in again and it will be offered to you.")
        return JsonResponse({"signed_out": True, "note": note}, status=403)
    messages.info(request, _("What you typed is kept and will be offered to you in the form."))
    return redirect(desk.path)

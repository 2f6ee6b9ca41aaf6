"""What forms and steps of this area answer: a page, or a message and the way back."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from conferences.models import Conference
from portal.workflow import TransitionRefused


def take_step(request: HttpRequest, step: Callable[[], object], *, done: str, back: str) -> HttpResponse:
    """Takes the step and goes back; a step that no longer fits becomes a friendly message."""
    try:
        step()
    except TransitionRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, done)
    return redirect(back)


def crumbs(title: str, conference: Conference | None = None) -> list[tuple[str, str]]:
    """Where a page lies: under the conferences, or under one of them."""
    above = [(_("Conferences"), reverse("conferences:list"))]
    if conference is not None:
        above.append((conference.title, conference.get_absolute_url()))
    return [*above, (title, "")]


def form_page(
    request: HttpRequest, form: BaseForm, title: str, *, back: str, conference: Conference | None = None
) -> HttpResponse:
    """A page with one form; `back` is where "Cancel" leads."""
    context = {"form": form, "title": title, "crumbs": crumbs(title, conference), "cancel_url": back}
    return render(request, "conferences/form.html", context)

"""What form pages share: what they read of the request, and the page of one form."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

Crumbs = list[tuple[str, str]]
FOR_OCCASIONAL_USERS = "bp-app bp-app--form"  # larger, for those who come rarely


def posted(request: HttpRequest) -> QueryDict | None:
    """What the form is bound to: an empty POST is a POST, too."""
    return request.POST if request.method == "POST" else None


def key_of(text: str) -> UUID | None:
    """The key that a form sent along; None where it is none, so that nothing is found."""
    try:
        return UUID(text)
    except ValueError:
        return None


def form_page(
    request: HttpRequest,
    form: Any,
    title: str,
    *,
    back: str,
    crumbs: Crumbs,
    lead: str = "",
    body: str = "bp-app",
    remove_url: str = "",
) -> HttpResponse:
    """The page of one form: `back` is where "Cancel" leads, `remove_url` where the thing can be removed."""
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "cancel_url": back,
        "crumbs": crumbs,
        "body": body,
        "remove_url": remove_url,
    }
    return render(request, "form.html", context)

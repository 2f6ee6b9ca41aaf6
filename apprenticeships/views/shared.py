"""What several pages of this area share: form pages, step answers, labels with their marks."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.listing import Page

BACKS = {"today": "home", "list": "apprenticeships:work_list"}
Mark = tuple[str, str, str]  # kind, icon, words


def marks(choices: type[TextChoices], looks: Mapping[str, tuple[str, str]]) -> dict[str, Mark]:
    """State → kind, icon and words for the mark of a list row; once per page."""
    return {value: (*looks[value], str(label)) for value, label in choices.choices}


def form_page(
    request: HttpRequest,
    form: Any,
    title: str,
    *,
    back: str,
    crumbs: list[tuple[str, str]],
    lead: str = "",
    **more: Any,
) -> HttpResponse:
    """The page of one form; `back` is where "Cancel" leads."""
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "cancel_url": back,
        "crumbs": [*crumbs, (title, "")],
        "body": more.pop("body", "bp-app"),
        **more,
    }
    return render(request, "apprenticeships/form.html", context)


def posted(request: HttpRequest) -> QueryDict | None:
    """What the form is bound to: an empty POST is a POST, too."""
    return request.POST if request.method == "POST" else None


def back_to(request: HttpRequest, default: str) -> str:
    """Where a POST that came from a row of "Heute" or of the work list goes back to, else `default`.

    Back to the first part of the list: the next Tab is in its first row.
    """
    name = BACKS.get(request.POST.get("back", ""))
    return f"{reverse(name)}#teil-1" if name else default


def pager_text(page: Page) -> str:
    return _("%(count)s rows on this page") % {"count": len(page.rows)}


def key_of(text: str) -> UUID | None:
    """The key that a form sent along; None where it is none, so that nothing is found."""
    try:
        return UUID(text)
    except ValueError:
        return None

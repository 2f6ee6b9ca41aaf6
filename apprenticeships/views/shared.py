"""What several pages of this area share: form pages, step answers, labels with their marks."""

from collections.abc import Mapping
from typing import Any

from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal import posting
from portal.listing import Page

BACKS = {"today": "home", "list": "apprenticeships:work_list"}
Mark = tuple[str, str, str]  # kind, icon, words


def marks(choices: type[TextChoices], looks: Mapping[str, tuple[str, str]]) -> dict[str, Mark]:
    """State → kind, icon and words for the mark of a list row; once per page."""
    return {value: (*looks[value], str(label)) for value, label in choices.choices}


def form_page(
    request: HttpRequest, form: Any, title: str, *, back: str, crumbs: posting.Crumbs, **more: Any
) -> HttpResponse:
    """The page of one form below `crumbs`; `more` as portal.posting.form_page takes it."""
    return posting.form_page(request, form, title, back=back, crumbs=[*crumbs, (title, "")], **more)


def back_to(request: HttpRequest, default: str) -> str:
    """Where a POST that came from a row of "Heute" or of the work list goes back to, else `default`.

    Back to the first part of the list: the next Tab is in its first row.
    """
    name = BACKS.get(request.POST.get("back", ""))
    return f"{reverse(name)}#teil-1" if name else default


def pager_text(page: Page) -> str:
    return _("%(count)s rows on this page") % {"count": len(page.rows)}

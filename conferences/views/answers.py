"""The frame of this area's form pages."""

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from conferences.models import Conference
from portal import posting


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
    above = crumbs(title, conference)
    return posting.form_page(request, form, title, back=back, crumbs=above, body=posting.FOR_OCCASIONAL_USERS)

"""The whole catalogue to read, to print and to take along as PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from measures.models import Measure
from measures.paper import catalogue
from portal.documents import Document, Format, document_response
from portal.documents.page import page_parts

FILE_NAME = "massnahmenkatalog"


@require_safe
def read_catalogue(request: HttpRequest) -> HttpResponse:
    """The paper as a page: the same content as the PDF, for screens, screen readers and the printer."""
    document = _document(request)
    contents, parts = page_parts(document)
    context = {
        "document": document,
        "contents": contents,
        "parts": parts,
        "crumbs": [(_("Measures"), reverse("measures:list")), (_("Whole catalogue"), "")],
        "head_actions": [
            {"label": _("As PDF"), "url": reverse("measures:catalogue_pdf"), "icon": "download"},
        ],
    }
    return render(request, "measures/catalogue.html", context)


@require_safe
def catalogue_pdf(request: HttpRequest) -> HttpResponse:
    return document_response(_document(request), Format.PDF, FILE_NAME)


def _document(request: HttpRequest) -> Document:
    rows = Measure.objects.permitted(request.actor, "view")
    return catalogue(rows, today=timezone.localdate(), language=get_language()[:2])

"""Papers and links of any object: adding, removing, handing out. Areas give them an address of their own."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.access import fetch
from portal.areas import holders
from portal.attachments import actions
from portal.attachments.forms import DocumentForm, LinkForm
from portal.attachments.models import Document
from portal.attachments.rules import model_of
from portal.attachments.states import MEDIA_TYPES
from portal.posting import posted

Crumbs = Callable[[str], list[tuple[str, str]]]


def add_document(request: HttpRequest, row: Model, *, crumbs: Crumbs) -> HttpResponse:
    """The upload page of an object; the caller has fetched `row` with the holder's rule for editing."""
    form = DocumentForm(request.POST, request.FILES) if request.method == "POST" else DocumentForm()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.add_document(row, form.checked, data["title"], is_public=data["is_public"], by=request.actor)
        messages.success(request, _("Uploaded: %(title)s") % {"title": data["title"]})
        return redirect(row)
    return _form_page(request, row, form, _("Add a paper"), crumbs)


def add_link(request: HttpRequest, row: Model, *, crumbs: Crumbs) -> HttpResponse:
    form = LinkForm(posted(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.add_link(row, data["url"], data["title"], is_public=data["is_public"], by=request.actor)
        messages.success(request, _("Added: %(title)s") % {"title": data["title"]})
        return redirect(row)
    return _form_page(request, row, form, _("Add a link"), crumbs)


def _form_page(request: HttpRequest, row: Model, form: Any, title: str, crumbs: Crumbs) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "lead": str(row),
        "cancel_url": row.get_absolute_url(),
        "crumbs": crumbs(title),
    }
    return render(request, "attachments/document_form.html", context)


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, key: object) -> HttpResponse:
    """Asks first: there is no way back."""
    document = fetch(Document.objects.all(), request.actor, "edit", key=key)
    row = subject_row(document)
    if request.method == "POST":
        actions.remove_document(document, row, by=request.actor)
        messages.success(request, _("Removed: %(title)s") % {"title": document.title})
        return redirect(row)
    context = {"document": document, "row": row, "cancel_url": row.get_absolute_url()}
    return render(request, "attachments/document_remove.html", context)


def subject_row(document: Document) -> Model:
    """The object that the document belongs to."""
    for holder in holders():
        if holder.model == document.subject:
            return model_of(holder).objects.get(pk=document.subject_id)
    raise Http404


@require_safe
def download(request: HttpRequest, key: object) -> HttpResponse:
    """The file, as something to save: never shown inside the portal, never run."""
    document = fetch(Document.objects.all(), request.actor, "view", key=key)
    if document.is_link:
        raise Http404
    try:
        content = document.file.open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = FileResponse(content, content_type=MEDIA_TYPES[document.kind])
    response["Content-Disposition"] = content_disposition_header(True, document.file_name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response

"""Papers and links of a measure; what they do stands in portal.attachments."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from measures.views.shared import crumbs, fetch_measure
from portal.attachments import views as attachments


@require_http_methods(["GET", "POST"])
def document_add(request: HttpRequest, number: str) -> HttpResponse:
    measure = fetch_measure(request, number, "attach")
    return attachments.add_document(request, measure, crumbs=partial(crumbs, measure=measure))


@require_http_methods(["GET", "POST"])
def link_add(request: HttpRequest, number: str) -> HttpResponse:
    measure = fetch_measure(request, number, "attach")
    return attachments.add_link(request, measure, crumbs=partial(crumbs, measure=measure))

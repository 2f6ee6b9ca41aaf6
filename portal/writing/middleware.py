"""A text that comes too late: its row was deleted, archived or released while somebody was writing."""

from collections.abc import Callable

from django import forms
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from portal.forms import too_late
from portal.writing import actions
from portal.writing.desk import FIELD, Desk, read, typed_in


class LateTextMiddleware:
    """Where a view refuses a form that it once handed out to this very person, the text is shown and kept.

    Everybody else gets the 404 or 403 that the view meant. Nothing is shown but what was sent.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if request.method != "POST" or not isinstance(exception, Http404 | PermissionDenied):
            return None
        desk = read(request.POST.get(FIELD, ""))
        if desk is None or desk.user_id != request.user.pk or desk.path != request.path:
            return None
        actions.keep(desk, typed_in(request))
        return too_late(request, typed_texts(desk, request), back=_where_it_is_read(desk, request))


def typed_texts(desk: Desk, request: HttpRequest) -> list[tuple[str, str]]:
    """Label and text of what was typed into text fields, in the order of the form."""
    fields = import_string(desk.form).base_fields
    texts = [
        (str(field.label), request.POST.get(name, ""))
        for name, field in fields.items()
        if isinstance(field.widget, forms.Textarea | forms.TextInput)
    ]
    return [(label, text) for label, text in texts if text.strip()]


def _where_it_is_read(desk: Desk, request: HttpRequest) -> str:
    if not desk.pk:
        return ""
    rows = apps.get_model(desk.model)._default_manager.permitted(request.actor, "view")
    row = rows.filter(pk=desk.pk).first()
    return row.get_absolute_url() if row is not None and hasattr(row, "get_absolute_url") else ""

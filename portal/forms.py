"""The base forms: layout as a class attribute, and a version that a stale save never overwrites."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.db import transaction
from django.db.models import F, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import localize
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from portal.wordwise import Piece, compare


class LayoutMixin:
    """Gives a form its crispy helper from the class attribute `layout`."""

    layout = None

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True  # the page writes its own <form> with the token
        helper.form_show_errors = True
        if self.layout is not None:
            helper.layout = self.layout
        return helper


class PortalForm(LayoutMixin, forms.Form):
    """A form without a row behind it."""

    use_required_attribute = False


def check_order(form: forms.Form, first: str, last: str, message: str = "") -> None:
    """Complains at the field `last` when its day lies before that of `first`; for `clean()`."""
    start, end = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if start and end and end < start:
        form.add_error(last, message or _("The last day lies before the first."))


@dataclass(frozen=True)
class Difference:
    """One field of a conflict: what is stored now and what the user typed."""

    label: str
    stored: str
    typed: str

    @cached_property
    def pieces(self) -> tuple[list[Piece], list[Piece]]:
        """Both word by word: what only the stored text has is "removed", what only the typed has is "new"."""
        return compare(self.stored, self.typed)


class StaleSave(Exception):
    """Somebody saved the row after this form was opened, or deleted it; nothing was written.

    `current` is the row as it is stored now; with `is_gone` as it was when the form was opened.
    """

    def __init__(self, current: Model, *, is_gone: bool = False) -> None:
        super().__init__(f"stale save of {current}")
        self.current, self.is_gone = current, is_gone


class VersionedForm(LayoutMixin, forms.ModelForm):
    """A form over a Versioned row. `save()` raises StaleSave instead of overwriting a newer version.

    The same payload sent twice (a double click) is no conflict: what it wants is already stored.
    """

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version

    def save(self, commit: bool = True) -> Model:
        if not commit or self.instance.pk is None:
            return super().save(commit)
        with transaction.atomic():
            rows = type(self.instance)._default_manager.filter(
                pk=self.instance.pk, version=self.cleaned_data["version"] or 0
            )
            if not rows.update(version=F("version") + 1):
                return self._unless_equal()
            self.instance.version = self.cleaned_data["version"] + 1
            return super().save()

    def changes(self) -> dict[str, list[str]]:
        """Field → [before, after] of what this form changed, in words, for the event."""
        return {
            name: [self.words(name, self.initial.get(name)), self.words(name, self.cleaned_data.get(name))]
            for name in self.changed_data
            if name != "version"
        }

    def _unless_equal(self) -> Model:
        current = type(self.instance)._default_manager.filter(pk=self.instance.pk).first()
        if current is None:
            raise StaleSave(self.instance, is_gone=True)
        if self.differences(current):
            raise StaleSave(current)
        return current

    def differences(self, current: Model) -> list[Difference]:
        """Where the stored row differs from what was typed."""
        stored = forms.model_to_dict(current, fields=self._meta.fields)
        found = []
        for name in self._meta.fields:
            mine, theirs = (self.words(name, values.get(name)) for values in (self.cleaned_data, stored))
            if mine != theirs:
                found.append(Difference(str(self.fields[name].label), theirs, mine))
        return found

    def typed_texts(self) -> list[tuple[str, str]]:
        """Label and typed words of every field that holds something."""
        found = ((name, self.words(name, self.cleaned_data.get(name))) for name in self._meta.fields)
        return [(str(self.fields[name].label), words) for name, words in found if words]

    def words(self, name: str, value: Any) -> str:
        """The value of a field as its reader knows it: labels of choices, names of rows."""
        if value is None or value == "":
            return ""
        if isinstance(value, list | tuple | QuerySet):
            return ", ".join(sorted(self.words(name, part) for part in value))
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, datetime):
            value = localtime(value)
        field = self.fields[name]
        if isinstance(value, Model):
            return str(value)
        if getattr(field, "queryset", None) is not None:
            return str(field.queryset.model._default_manager.filter(pk=value).first() or "")
        return str(dict(getattr(field, "choices", ())).get(value, localize(value)))


def conflict(request: HttpRequest, form: VersionedForm, stale: StaleSave, *, back: str) -> HttpResponse:
    """The 409 page: both texts word by word, what was typed kept in the form, three ways on."""
    if stale.is_gone:
        return too_late(request, form.typed_texts())
    typed = form.data.copy()
    typed["version"] = stale.current.version
    form.data = typed
    context = {
        "form": form,
        "differences": form.differences(stale.current),
        "row": stale.current,
        "back": back,
    }
    return render(request, "conflict.html", context, status=409)


def too_late(request: HttpRequest, texts: list[tuple[str, str]], *, back: str = "") -> HttpResponse:
    """The 409 page for what can no longer be edited: the typed `texts` (label, text) to be copied.

    `back` leads to the row as it is now, where its reader may still see it.
    """
    return render(request, "late.html", {"texts": texts, "back": back}, status=409)

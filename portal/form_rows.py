"""Several rows in one form: those that are there, and empty ones for new rows, so that no script is needed.

    class MilestoneRows(RowsFormSet):
        form = MilestoneRow
        row_label, new_label = _("Milestone %(number)s"), _("New milestone %(number)s")

    rows = MilestoneRows(request.POST or None, rows=measure.milestones.all())

Each row is a VersionedForm: somebody else's newer text is never overwritten. Then `save_rows` raises
StaleRows, nothing at all is stored, what was typed stays, and the row says what stands there now.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Model
from django.forms.formsets import DELETION_FIELD_NAME, BaseFormSet
from django.forms.renderers import get_default_renderer
from django.utils.translation import gettext as _

from portal.forms import StaleSave, VersionedForm
from portal.forms_layout import without_fields

MOST_ROWS = 100


class StaleRows(Exception):
    """Somebody else changed or removed one of the rows meanwhile; nothing was stored."""


@dataclass(frozen=True)
class RowChange:
    """What became of one row; `verb` is added, edited or removed, `changes` as VersionedForm.changes()."""

    verb: str
    row: Model
    changes: dict[str, list[str]]


class RowForm(VersionedForm):
    """One row; its layout names `key`, `version` and, for stored rows, DELETE."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    legend = ""

    def has_changed(self) -> bool:
        return bool(set(self.changed_data) - {"key", "version"})

    def changes(self) -> dict[str, list[str]]:
        own = {"key", DELETION_FIELD_NAME}
        return {name: pair for name, pair in super().changes().items() if name not in own}


class RowsFormSet(BaseFormSet):
    """The rows with a key, then `extra` empty ones. Subclasses name `form`, `row_label` and `new_label`."""

    form: type[RowForm]
    row_label: Any
    new_label: Any
    extra = 3
    can_order, can_delete, can_delete_extra = False, True, False
    min_num, max_num, absolute_max = 0, MOST_ROWS, MOST_ROWS
    validate_min, validate_max = False, True
    edit_only = False

    def __init__(self, *args: Any, rows: Iterable[Model], **kwargs: Any) -> None:
        self.renderer = get_default_renderer()
        self.stored = list(rows)
        self.by_key = {str(row.key): row for row in self.stored}
        kwargs.setdefault("initial", [{"key": row.key} for row in self.stored])
        super().__init__(*args, **kwargs)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """The stored row of the posted key; without a POST the rows in their order."""
        kwargs = super().get_form_kwargs(index)
        row = None
        if index is not None and self.is_bound:
            row = self.by_key.get(self.data.get(f"{self.add_prefix(index)}-key", ""))
        elif index is not None and index < len(self.stored):
            row = self.stored[index]
        return kwargs | {"instance": row, "initial": {"key": row.key} if row else {}}

    def add_fields(self, form: RowForm, index: int | None) -> None:
        super().add_fields(form, index)
        words = {"number": (index or 0) + 1}
        if form.instance.pk is None:
            form.fields.pop(DELETION_FIELD_NAME, None)
            form.layout = without_fields(form.layout, [DELETION_FIELD_NAME])
            form.legend = self.new_label % words
        else:
            form.fields[DELETION_FIELD_NAME].label = _("Remove")
            form.legend = self.row_label % words

    def clean(self) -> None:
        """A row that was removed meanwhile is said to be; saving again would add it anew."""
        for form in self.forms:
            posted = self.data.get(f"{form.prefix}-key")
            if posted and form.instance.pk is None and not form.errors:
                form.add_error(None, _("Somebody else has removed this row. Saving again adds it anew."))
                self._retype(form, key="")

    def save_rows(self, fill: Callable[[Model], None]) -> list[RowChange]:
        """Stores, adds and removes what the user changed; `fill` gives a new row what it belongs to.

        Raises StaleRows where somebody was faster; then nothing is stored.
        """
        done, stale = [], []
        with transaction.atomic():
            for form in self.forms:
                try:
                    done += self._save_row(form, fill)
                except StaleSave as error:
                    stale.append((form, error.current))
            if stale:
                transaction.set_rollback(True)
        for form, current in stale:
            self._say_stale(form, current)
        if stale:
            raise StaleRows
        return done

    def _save_row(self, form: RowForm, fill: Callable[[Model], None]) -> list[RowChange]:
        row = form.instance
        if form.cleaned_data.get(DELETION_FIELD_NAME):
            rows = type(row)._default_manager.filter(pk=row.pk, version=form.cleaned_data["version"] or 0)
            before = {name: [form.words(name, form.initial.get(name)), ""] for name in form._meta.fields}
            if not rows.exists():
                raise StaleSave(type(row)._default_manager.get(pk=row.pk))
            rows.delete()
            return [RowChange("removed", row, before)]
        if not form.has_changed():
            return []
        if row.pk is None:
            fill(row)
            return [RowChange("added", form.save(), form.changes())]
        return [RowChange("edited", form.save(), form.changes())]

    def _say_stale(self, form: RowForm, current: Model) -> None:
        stored = "; ".join(f"{one.label}: {one.stored or '–'}" for one in form.differences(current))
        words = _("Somebody else has changed this row meanwhile to: %(stored)s. Saving again replaces that.")
        form.add_error(None, words % {"stored": stored or str(current)})
        self._retype(form, version=str(current.version))

    def _retype(self, form: RowForm, **values: str) -> None:
        """Puts hidden values into what is shown again, in this form and in the ones to come."""
        typed = form.data.copy()
        for name, value in values.items():
            typed[f"{form.prefix}-{name}"] = value
        for one in self.forms:
            one.data = typed
        self.data = typed

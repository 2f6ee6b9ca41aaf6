"""Layout objects for crispy forms in our look. Without state: a layout may be a class attribute.

layout = Layout(
    Row(NumberedField(1, "reason"), help=_("Only the chamber in charge sees this.")),
    More(_("More details"), _("Optional."), Two("occupations", "count"), "note"),
    FormEnd(_("Send tip"), _("Goes to the adviser at once.")),
)
"""

from collections.abc import Iterable
from copy import copy
from typing import Any

from crispy_forms.layout import Fieldset, LayoutObject
from crispy_forms.utils import TEMPLATE_PACK, render_field
from django.forms import BaseForm
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


class _Group(LayoutObject):
    """Fields inside one element. Subclasses name the template and what else it reads."""

    template = ""

    def __init__(self, *fields: Any) -> None:
        self.fields = list(fields)

    def render(
        self, form: BaseForm, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any
    ) -> SafeString:
        inner = copy(context)  # what inner fields put into the context ends with them
        inner.update(self.for_fields())
        fields = self.get_rendered_fields(form, inner, template_pack, **kwargs)
        page = {"fields": fields, **self.for_template(form, context)}
        return render_to_string(f"{template_pack}/layout/{self.template}", page)

    def for_fields(self) -> dict[str, Any]:
        return {}

    def for_template(self, form: BaseForm, context: Context) -> dict[str, Any]:
        return {}


class Row(_Group):
    """One field (or a small group), with `help` beside it on wide screens and below on narrow ones."""

    template = "form_row.html"

    def __init__(self, *fields: Any, help: Any = "") -> None:
        super().__init__(*fields)
        self.help = help

    def for_template(self, form: BaseForm, context: Context) -> dict[str, Any]:
        return {"help": self.help}


class Two(_Group):
    """Fields side by side where there is room."""

    template = "form_two.html"


class Stack(_Group):
    """Fields one below the other with an even gap."""

    template = "form_stack.html"


class OptionalRow(Fieldset):
    """A fieldset that may stay empty as a whole, as its heading says: its fields do not say "Optional"."""

    def render(
        self, form: BaseForm, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any
    ) -> SafeString:
        inner = copy(context)
        inner.update({"hide_optional": True})
        return super().render(form, inner, template_pack=template_pack, **kwargs)


class More(_Group):
    """An optional part, folded. It opens when one of its fields has an error or holds more than its preset.

    Its fields do not say "Optional" again: the fold's own text does.
    """

    template = "form_more.html"

    def __init__(self, title: Any, text: Any, *fields: Any, css_id: str = "") -> None:
        super().__init__(*fields)
        self.title, self.text, self.css_id = title, text, css_id

    def for_fields(self) -> dict[str, Any]:
        return {"hide_optional": True}

    def for_template(self, form: BaseForm, context: Context) -> dict[str, Any]:
        names = [pointer.name for pointer in self.get_field_names()]
        return {
            "title": self.title,
            "text": self.text,
            "css_id": self.css_id,
            "is_open": any(_holds_something(form, name) for name in names if name in form.fields),
        }


class NumberedField(LayoutObject):
    """A field whose label starts with its number; more keywords become attributes of the control.

    `wrapper_class` goes to the element around it, `options_class` to the options of a group
    ("bp-radio-cols": columns, "kern-fieldset__body--horizontal": one line).
    """

    def __init__(
        self, number: int | str, name: str, *, wrapper_class: str = "", options_class: str = "", **attrs: Any
    ) -> None:
        self.fields = [name]
        self.extra = {"field_number": number, "wrapper_class": wrapper_class, "options_class": options_class}
        self.attrs = {key.replace("_", "-"): value for key, value in attrs.items()}

    def render(
        self, form: BaseForm, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any
    ) -> SafeString:
        inner = copy(context)
        inner.update(self.extra)
        return render_field(
            self.fields[0], form, inner, attrs=self.attrs or None, template_pack=template_pack, **kwargs
        )


class PlainField(NumberedField):
    """A field without a number, with the same keywords."""

    def __init__(self, name: str, *, wrapper_class: str = "", options_class: str = "", **attrs: Any) -> None:
        super().__init__("", name, wrapper_class=wrapper_class, options_class=options_class, **attrs)


class _Piece(LayoutObject):
    """Something between the fields."""

    template = ""

    def __init__(self) -> None:
        self.fields = []

    def render(
        self, form: BaseForm, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any
    ) -> SafeString:
        return render_to_string(f"{template_pack}/layout/{self.template}", self.for_template(form, context))

    def for_template(self, form: BaseForm, context: Context) -> dict[str, Any]:
        raise NotImplementedError


class Submit(_Piece):
    """A button that sends the form. `kind`: primary, secondary or tertiary."""

    template = "form_button.html"

    def __init__(self, label: Any, *, name: str = "", value: str = "", kind: str = "primary") -> None:
        super().__init__()
        self.label, self.name, self.value, self.kind = label, name, value, kind

    def for_template(self, form: BaseForm, context: Context) -> dict[str, Any]:
        return {"label": self.label, "name": self.name, "value": self.value, "kind": self.kind}


class FormEnd(_Piece):
    """The end of a form: button, further Submit objects, "Cancel" when the page sets `cancel_url`, a note."""

    template = "form_end.html"

    def __init__(
        self,
        label: Any,
        note: Any = "",
        *more: Submit,
        name: str = "",
        value: str = "",
        kind: str = "primary",
    ) -> None:
        super().__init__()
        self.note = note
        self.buttons = [Submit(label, name=name, value=value, kind=kind), *more]

    def for_template(self, form: BaseForm, context: Context) -> dict[str, Any]:
        buttons = SafeString("".join(button.render(form, context) for button in self.buttons))
        return {"buttons": buttons, "note": self.note, "cancel_url": context.get("cancel_url", "")}


class Hint(_Piece):
    """A sentence with an icon between fields. `kind`: "" or "warn"."""

    template = "form_hint.html"

    def __init__(self, text: Any, *, icon: str = "info", kind: str = "") -> None:
        super().__init__()
        self.text, self.icon, self.kind = text, icon, kind

    def for_template(self, form: BaseForm, context: Context) -> dict[str, Any]:
        return {"text": self.text, "icon_name": self.icon, "kind": self.kind}


def without_fields(layout: LayoutObject, names: Iterable[str]) -> LayoutObject:
    """A copy of `layout` without the fields `names`, and without the groups in which no field is left."""
    names, kept = frozenset(names), []
    for part in layout.fields:
        if isinstance(part, str):
            kept += [part] if part not in names else []
        elif getattr(part, "fields", None):
            inner = without_fields(part, names)
            kept += [inner] if inner.get_field_names() else []
        else:
            kept.append(part)
    smaller = copy(layout)
    smaller.fields = kept
    return smaller


def _holds_something(form: BaseForm, name: str) -> bool:
    field = form[name]
    if field.is_hidden:
        return False
    preset = field.field.initial() if callable(field.field.initial) else field.field.initial
    value = field.value()
    return bool(field.errors) or (value not in (None, "", [], (), False) and str(value) != str(preset))

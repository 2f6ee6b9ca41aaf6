"""What the templates in templates/components/ and templates/kern/ need: icons, dates, form controls."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField, BoundWidget
from django.forms.formsets import BaseFormSet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

register = template.Library()

ALERT_KINDS = {"error": "danger", "danger": "danger", "success": "success", "warning": "warning"}
SOON_DAYS = 7  # due within a week counts as soon
DUE_ICONS = {"overdue": "alert", "today": "clock", "soon": "clock", "later": "calendar"}
MOST_PIPS = 20
FOCUS_ICONS = {"1": "school", "2": "cycle", "3": "chip"}
CRITERION_ICONS = {"yes": "tick", "part": "half", "no": "cross"}
CRITERION_WORDS = {
    "yes": gettext_lazy("fits:"),
    "part": gettext_lazy("fits partly:"),
    "no": gettext_lazy("does not fit:"),
}
NUMBER_WORDS = (
    gettext_lazy("Two"),
    gettext_lazy("Three"),
    gettext_lazy("Four"),
    gettext_lazy("Five"),
    gettext_lazy("Six"),
    gettext_lazy("Seven"),
    gettext_lazy("Eight"),
    gettext_lazy("Nine"),
)

# --- marks ------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An icon without meaning of its own; the word stands beside it. `size`: "", "sm" or "lg"."""
    sized = f" bp-icon--{size}" if size else ""
    return format_html('<span class="bp-icon bp-icon--{}{}" aria-hidden="true"></span>', name, sized)


@register.simple_tag
def state_mark(kind: str, icon_name: str, label: Any) -> SafeString:
    """Icon and word of a state. `kind`: "", watch, active, good, done, warn, bad."""
    toned = f" bp-state--{kind}" if kind else ""
    return format_html('<span class="bp-state{}">{}{}</span>', toned, icon(icon_name), label)


@register.simple_tag
def due_mark(level: str, text: Any) -> SafeString:
    """Icon and words of an urgency. `level`: overdue, today, soon, later."""
    return format_html('<span class="bp-due bp-due--{}">{}{}</span>', level, icon(DUE_ICONS[level]), text)


@register.filter
def pip_kinds(groups: list[Any]) -> list[str]:
    """The kind of each pip in order, for components/pips.html; none when there are more than fit."""
    pairs = [
        (one["kind"], one["count"]) if isinstance(one, dict) else (one.kind, one.count) for one in groups
    ]
    kinds = [kind for kind, count in pairs for _unit in range(count)]
    return kinds if len(kinds) <= MOST_PIPS else []


@register.filter
def alert_kind(level: str) -> str:
    """KERN's word for a level of Django's messages."""
    return ALERT_KINDS.get(str(level).split(" ")[-1], "info")


@register.filter
def focus_icon(number: Any) -> str:
    return FOCUS_ICONS[str(number)]


@register.filter
def criterion_icon(kind: str) -> str:
    return CRITERION_ICONS[kind]


@register.filter
def criterion_word(kind: str) -> str:
    return str(CRITERION_WORDS[kind])


# --- dates ------------------------------------------------------------------------------------------------


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """2.10.2026"""
    return date_format(value, _("j M Y")) if value else ""


@register.filter(expects_localtime=True)
def day_short(value: date | None) -> str:
    """Fr., 2.10."""
    return date_format(value, _("D j M")) if value else ""


@register.filter(expects_localtime=True)
def day_long(value: date | None) -> str:
    """Dienstag, 6. Oktober 2026"""
    return date_format(value, _("l, j F Y")) if value else ""


@register.filter(expects_localtime=True)
def moment(value: datetime | None) -> str:
    """2.10.2026, 09:14 Uhr"""
    return date_format(value, _("j M Y, H:i")) if value else ""


@register.filter(expects_localtime=True)
def clock(value: datetime | None) -> str:
    """09:14"""
    return date_format(value, "H:i") if value else ""


@register.filter
def due_level(value: date, today: date | None = None) -> str:
    """overdue, today, soon (within a week) or later, for components/due.html."""
    days = _days_until(value, today)
    if days < 0:
        return "overdue"
    return "today" if days == 0 else "soon" if days <= SOON_DAYS else "later"


@register.filter
def due_text(value: date, today: date | None = None) -> str:
    """4 Tage überfällig, heute, Fr., 9.10."""
    days = _days_until(value, today)
    if days < 0:
        return ngettext("%(count)d day overdue", "%(count)d days overdue", -days) % {"count": -days}
    return _("today") if days == 0 else day_short(value)


@register.filter
def days_away(value: date, today: date | None = None) -> str:
    """in 25 Tagen, heute, vor 98 Tagen"""
    days = _days_until(value, today)
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("in %(count)d day", "in %(count)d days", days) % {"count": days}
    return ngettext("%(count)d day ago", "%(count)d days ago", -days) % {"count": -days}


def _days_until(value: date, today: date | None) -> int:
    value = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return (value - (today or timezone.localdate())).days


_NUMBER = re.compile(r"\b(?:BF|F|H|M|A)-\d{4}-\d{3,4}\b|\bB \d{4}/\d{2}\b")


@register.filter
def numbers(text: str) -> SafeString:
    """A text whose numbers (F-2026-0042, B 2026/07) never break over two lines."""
    pieces, end = [], 0
    for found in _NUMBER.finditer(text):
        pieces += [text[end : found.start()], format_html('<span class="bp-num">{}</span>', found[0])]
        end = found.end()
    return format_html_join("", "{}", ((piece,) for piece in [*pieces, text[end:]]))


# --- words ------------------------------------------------------------------------------------------------


@register.filter
def tel(number: str) -> str:
    """The number for a tel: link; a German number gets its country code."""
    digits = re.sub(r"[^\d+]", "", str(number))
    return f"+49{digits[1:]}" if digits.startswith("0") and not digits.startswith("00") else digits


# --- forms ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FormError:
    """One line of the error summary: the sentence, and the id of the control to go to ("" = no control)."""

    target: str
    text: str


@register.filter
def error_list(form: Any) -> list[FormError]:
    """Every error of a form or formset, in the order of the fields, with the texts shown at the fields."""
    if isinstance(form, BaseFormSet):
        lines = [FormError("", str(text)) for text in form.non_form_errors()]
        return lines + [line for one in form.forms for line in error_list(one)]
    if not form.is_bound:
        return []
    lines = [FormError("", str(text)) for text in form.non_field_errors()]
    for field in form:
        target = "" if field.is_hidden else control_id(field)
        lines += [FormError(target, text) for text in error_texts(field)]
    return lines


@register.filter
def error_texts(field: BoundField) -> list[str]:
    """The errors of a field as sentences; Django's bare "This field is required." gets the field's name."""
    bare = str(forms.Field.default_error_messages["required"])
    texts = []
    for error in field.errors.as_data():
        text = "".join(str(message) for message in error)
        if error.code == "required" and text == bare:
            choosing = control_kind(field) in {"group", "select"}
            text = (_("Please choose: %(label)s") if choosing else _("Please fill in: %(label)s")) % {
                "label": field.label
            }
        texts.append(text)
    return texts


@register.filter
def error_title(form: Any) -> str:
    """Drei Angaben fehlen noch; when not all of them are missing: Drei Angaben passen noch nicht."""
    lines = error_list(form)
    count = len(lines)
    word = str(NUMBER_WORDS[count - 2]) if 2 <= count < 2 + len(NUMBER_WORDS) else str(count)
    if _all_missing(form):
        text = ngettext("One entry is still missing", "%(word)s entries are still missing", count)
    else:
        text = ngettext("One entry needs another look", "%(word)s entries need another look", count)
    return text % {"word": word}


def _all_missing(form: Any) -> bool:
    forms_ = form.forms if isinstance(form, BaseFormSet) else [form]
    codes = [error.code for one in forms_ for errors in one.errors.as_data().values() for error in errors]
    return bool(codes) and all(code == "required" for code in codes)


@register.filter
def keeps_input(form: Any) -> bool:
    """Whether the page shows again what was typed: browsers forget files, we never send a password back."""
    if isinstance(form, BaseFormSet):
        return all(keeps_input(one) for one in form.forms)
    return not any(
        isinstance(field.widget, forms.FileInput | forms.PasswordInput) for field in form.fields.values()
    )


@register.filter
def control_kind(field: BoundField) -> str:
    """Which markup a field needs: group, many (several controls), check, select or input."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    if isinstance(widget, forms.MultiWidget | forms.SelectDateWidget):
        return "many"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.Select):
        return "input" if isinstance(widget, forms.SelectMultiple) else "select"
    return "input"


@register.filter
def control_width(field: BoundField) -> str:
    """The class that keeps dates and numbers as short as what goes into them."""
    widget = field.field.widget
    if isinstance(widget, forms.DateTimeInput):
        return "bp-w-moment"
    if isinstance(widget, forms.DateInput | forms.TimeInput):
        return "bp-w-date"
    return "bp-w-short" if isinstance(widget, forms.NumberInput) else ""


@register.filter
def control_id(field: BoundField) -> str:
    """The id of the field's first control: where a link of the error summary leads."""
    kind = control_kind(field)
    if kind == "group":
        first = next(iter(options(field)), None)
        return first.id_for_label if first else field.auto_id
    if kind == "many":
        found = re.search(r'\bid="([^"]+)"', field.as_widget())
        return found[1] if found else field.auto_id
    return field.id_for_label


@register.filter
def described_by(field: BoundField) -> str:
    """The ids of hint and error that exist, for the fieldset of a group."""
    return field.aria_describedby or ""


@register.filter
def control(field: BoundField) -> SafeString:
    """The bare control with KERN's classes, in the browser's own form for dates."""
    widget = field.field.widget
    parts = getattr(widget, "widgets", [])
    for number, part in enumerate(parts, start=1):
        part.attrs.setdefault("aria-label", f"{field.label} ({number}/{len(parts)})")
    for single in parts or [widget]:
        _use_native_date(single)
    attrs = {"class": _classes(field)}
    if _says_required(field):
        attrs["aria-required"] = "true"
    return field.as_widget(attrs=attrs)


@register.filter
def options(field: BoundField) -> list[BoundWidget]:
    """The radios or checkboxes of a group, each with its id, class and label."""
    widget = field.field.widget
    attrs = field.build_widget_attrs({"id": field.auto_id, "class": _classes(field)}, widget)
    attrs.pop("aria-invalid", None)  # not allowed on a radio; the group is described by its error
    made = widget.subwidgets(field.html_name, field.value(), attrs=attrs)
    return [BoundWidget(widget, data, field.form.renderer) for data in made]


def _says_required(field: BoundField) -> bool:
    """Where `required` is left out (by the form, or for a list without an empty choice), ARIA says it."""
    widget = field.field.widget
    if not field.field.required or isinstance(widget, forms.FileInput):  # ARIA has no such word for files
        return False
    return not (field.form.use_required_attribute and widget.use_required_attribute(field.initial))


def _classes(field: BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
        base = "kern-form-check__checkbox"
    elif isinstance(widget, forms.RadioSelect):
        base = "kern-form-check__radio"
    elif isinstance(widget, forms.Select) and not isinstance(widget, forms.SelectMultiple):
        base = "kern-form-input__select"
    else:
        base = "kern-form-input__input"
    own = widget.attrs.get("class", "")
    return " ".join(part for part in (base, f"{base}--error" if field.errors else "", own) if part)


def _use_native_date(widget: forms.Widget) -> None:
    """Dates are typed in the browser's own field, which wants ISO text; the user sees the own language."""
    native = {
        forms.DateInput: ("date", "%Y-%m-%d"),
        forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
        forms.TimeInput: ("time", "%H:%M"),
    }.get(type(widget))
    if native:
        widget.input_type, widget.format = native

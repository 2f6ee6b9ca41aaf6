"""What a form needs to stand on the writing desk: the text field with a toolbar, and the mixin.

    class MinutesForm(DeskMixin, VersionedForm):
        desk_right = "write_minutes"
        class Meta:
            widgets = {"minutes": FormattedTextarea(attrs={"rows": 12})}
            help_texts = {"minutes": FORMAT_HELP}

Its template includes "writing/notice.html" before the form and "writing/desk.html" inside. The view stays as
it is: fetch, form, `is_valid()`, action, render.
"""

import json
from typing import Any

from django import forms
from django.db.models import Model
from django.forms.utils import ErrorDict
from django.forms.widgets import Script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.markdown import render
from portal.writing.actions import put_away
from portal.writing.desk import FIELD, read

FORMAT_HELP = gettext_lazy(
    "Formatted text: an empty line starts a paragraph, “- ” a list, “## ” a heading; **two stars** make bold."
)


class FormattedTextarea(forms.Textarea):
    """A text area whose toolbar, shortcuts, pasting from Word and live preview a script adds.

    Without script it is the plain text area with its help; `has_preview` adds a button that sends the form.
    """

    template_name = "writing/textarea.html"
    has_preview = False

    class Media:
        js = [
            Script("js/writing-marks.js", defer=True),
            Script("js/writing-paste.js", defer=True),
            Script("js/writing-field.js", defer=True),
        ]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        words = json.dumps({key: str(word) for key, word in toolbar_words().items()}, ensure_ascii=False)
        context["widget"] |= {"has_preview": self.has_preview, "words": words}
        return context


def toolbar_words() -> dict[str, str]:
    """What the script shows, in the reader's language."""
    return {
        "toolbar": _("Format text"),
        "bold": _("Bold"),
        "italic": _("Italic"),
        "heading": _("Heading"),
        "list": _("List"),
        "numbers": _("Numbered list"),
        "quote": _("Quotation"),
        "link": _("Link"),
        "key": _("Ctrl"),
        "preview": _("Preview"),
        "empty": _("Nothing written yet."),
        "unreachable": _("The preview can't be shown at the moment."),
        "link_title": _("Insert link"),
        "link_text": _("Text that is shown"),
        "link_address": _("Web address or e-mail address"),
        "link_wrong": _("Please give a web address or an e-mail address."),
        "insert": _("Insert"),
        "remove": _("Remove link"),
        "cancel": _("Cancel"),
    }


class DeskMixin:
    """A form whose text is kept while it is typed, shown as its readers see it, and put away once saved.

    Sent by "Preview" or "Take it over" it is neither checked nor valid: the view shows it again as it is.
    `desk_right` is the rule of who may edit the row, and so who sees who else is at it.
    """

    desk_right = "edit"

    class Media:
        js = [Script("js/writing-desk.js", defer=True)]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, FormattedTextarea):
                field.widget.has_preview = True

    @property
    def is_only_shown(self) -> bool:
        return self.is_bound and ("preview" in self.data or "resume" in self.data)

    def is_valid(self) -> bool:
        return not self.is_only_shown and super().is_valid()

    def full_clean(self) -> None:
        if self.is_only_shown:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def save(self, commit: bool = True) -> Model:
        saved = super().save(commit)
        if commit:
            put_away(read(self.data.get(FIELD, "")))
        return saved

    def previews(self) -> list[tuple[str, SafeString]]:
        """Label and rendered text of the field whose preview was asked for; none otherwise."""
        name = self.data.get("preview", "") if self.is_bound else ""
        if name not in self.fields or not isinstance(self.fields[name].widget, FormattedTextarea):
            return []
        return [(str(self[name].label), render(self[name].value() or ""))]

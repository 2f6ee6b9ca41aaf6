"""Uploading or pasting a table, and saying which column is what."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.access import Actor
from portal.forms import PortalForm
from portal.forms_layout import FormEnd, Hint, OptionalRow, Stack
from portal.imports.columns import Mapping
from portal.imports.kinds import Kind
from portal.tables import MAX_BYTES, Table, TableProblem, column_letter, read_table, read_text

TYPES = ".xlsx,.xls,.ods,.csv,.txt,.tsv,.json"


class UploadForm(PortalForm):
    """A table as a file or pasted; `table` is what was read."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("XLSX, XLS, ODS, CSV or JSON with a row of titles, at most 10 MB and 100,000 rows."),
        widget=forms.FileInput(attrs={"accept": TYPES}),
    )
    text = forms.CharField(
        label=_("or rows pasted from Excel or from the register"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Copy the rows together with the row of titles."),
    )
    layout = Layout(
        Stack(OptionalRow(_("The table"), "file", "text")),
        FormEnd(_("On to the preview"), _("Nothing is imported yet.")),
    )
    table: Table | None = None

    def __init__(self, *args: Any, kind: Kind, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.actor = kind, actor

    def context(self) -> dict[str, Any]:
        """What the area's rows need beside the table."""
        return {}

    @property
    def file_name(self) -> str:
        file = self.cleaned_data.get("file")
        return file.name if file else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        file, text = data.get("file"), (data.get("text") or "").strip("\r\n")
        if "file" in self.errors:
            return data
        if not file and not text.strip():
            self.add_error("file", _("Please choose a file, or paste the rows."))
            return data
        field = "file" if file else "text"
        try:
            if file and file.size > MAX_BYTES:
                data_read = b"x" * (MAX_BYTES + 1)  # too large is said without reading it
            else:
                data_read = file.read() if file else b""
            known = self.kind.known_titles()
            self.table = read_table(data_read, known=known) if file else read_text(text, known=known)
        except TableProblem as problem:
            self.add_error(field, str(problem))
        return data


class ColumnsForm(PortalForm):
    """One select per column of the table."""

    def __init__(self, data: Any = None, *, kind: Kind, header: list[str], mapping: Mapping) -> None:
        super().__init__(data)
        self.kind, self.names = kind, []
        choices = [("", _("– leave out –")), *[(column.name, column.label) for column in kind.columns]]
        for index, title in enumerate(header):
            name = f"column_{index}"
            self.names.append(name)
            self.fields[name] = forms.ChoiceField(
                label=f"{column_letter(index)}: {title}",
                choices=choices,
                required=False,
                initial=mapping.get(index, ""),
            )
        self.layout = Layout(
            Stack(
                Hint(_("What you choose is remembered for the next table with these titles.")),
                OptionalRow(_("Columns of your table"), *self.names),
            ),
            FormEnd(_("On to the preview"), _("Nothing is imported yet.")),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        seen: dict[str, str] = {}
        for name in self.names:
            chosen = data.get(name)
            if chosen and chosen in seen:
                label = self.kind.column(chosen).label
                self.add_error(name, _("“%(field)s” is chosen twice.") % {"field": label})
            elif chosen:
                seen[chosen] = name
        missing = self.kind.enough(set(seen))
        if missing and not self.errors:
            self.add_error(self.names[0], missing)
        return data

    def mapping(self) -> Mapping:
        return {
            index: self.cleaned_data[name] for index, name in enumerate(self.names) if self.cleaned_data[name]
        }

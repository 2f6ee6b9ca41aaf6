"""The columns of the catalogue as a table: those of its export, under the words that offices use."""

from django.utils.translation import gettext_lazy

from measures.exports import COLUMNS as EXPORTED
from measures.models import Measure
from portal.imports.kinds import DAY, Column
from portal.imports.reading import by_name

# further titles beside the export's own and the names of the JSON export
TITLES = {
    "number": ("Nummer", "Nr.", "Number"),
    "class": ("Art", "Klasse", "Class"),
    "focus_area": ("Schwerpunkt", "Themenfeld", "Focus area"),
    "title": ("Titel", "Maßnahme", "Bezeichnung", "Name", "Title"),
    "summary": ("Zusammenfassung", "Kurzbeschreibung", "Kurzfassung", "Summary"),
    "description": ("Beschreibung", "Inhalt", "Description"),
    "origin": ("Ebene", "Level"),
    "agreement": ("Grundlage", "Erklärung", "Based on"),
    "target_groups": ("Zielgruppe", "Zielgruppen", "Target groups"),
    "lead": ("Federführung", "Lead"),
    "lead_text": ("Zuständig", "Federführung außerhalb"),
    "supporters": ("Beteiligte", "Partner", "Unterstützer", "Mit dabei", "Supporting organisations"),
    "partners_text": ("Weitere Beteiligte", "Others taking part"),
    "period_start": ("Beginn", "ab", "von", "Start"),
    "period_end": ("Ende", "bis", "End"),
    "period_text": ("Laufzeit", "Zeitraum", "Period in words"),
    "funding": ("Förderung", "Funding"),
    "progress": ("Zustand", "Stand", "Status", "Progress"),
    "validity": ("Gültigkeit", "Validity"),
    "checked_on": ("geprüft am", "Checked on"),
    "needs_check": ("zu prüfen", "To be checked"),
    "sources": ("Quelle", "Quellen", "Links", "Sources"),
    "occupation_groups": ("KldB", "Berufsgruppen"),
}
# columns of the export that an import reads but never writes
READ_ONLY = frozenset({"source_key", "light", "light_reason", "state"})
SHOWN = frozenset({"number", "title", "period_end"})

COLUMNS = tuple(
    Column(
        name,
        label,
        (*TITLES.get(name, ()), name),
        required=name == "title",
        shown=name in SHOWN,
        reads=DAY if name == "period_end" else "",
    )
    for name, label in EXPORTED.items()
)
BY_NAME = by_name(COLUMNS)
LONGEST = {
    name: Measure._meta.get_field(name).max_length
    for name in (
        "title", "summary", "description", "lead_text", "partners_text", "period_text", "funding",
    )
}  # fmt: skip
LEAD = gettext_lazy(
    "Measures and programmes in the columns of the export. They become drafts, nothing is published."
)

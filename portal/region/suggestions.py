"""What a field suggests while somebody types."""

from portal.region.models import Municipality, Occupation
from portal.region.querysets import SIMILAR, NamedQuerySet
from portal.region.spelling import forms

MOST = 12


def suggestions(rows: NamedQuerySet, typed: str) -> list[tuple[str, str]]:
    """(name, label) of at most twelve rows for `typed`; similar ones only where nothing contains it.

    Browsers hide options without the typed text. Where the name lacks it, the label has it: a gendered form
    ("Kauffrau für Büromanagement"), or the typed text itself.
    """
    typed = typed.strip()[:200]
    found = list(rows.matching(typed)[:MOST])
    literal = [row for row in found if row.rank < SIMILAR]
    return [(str(row), _label(row, typed)) for row in literal or found]


def _label(row: Municipality | Occupation, typed: str) -> str:
    if typed.casefold() in str(row).casefold():
        return ""
    written = [form for form in forms(row.name) if typed.casefold() in form.casefold()]
    return written[-1] if written else f"„{typed}“"

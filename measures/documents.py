"""What the search reads of a measure beside title and summary: names, target groups, plain description."""

from collections.abc import Iterable
from html import unescape

from django.utils.html import strip_tags

from portal.german import fold
from portal.markdown import render
from portal.partners.models import Organisation


def lead_key(lead: Organisation | None, lead_text: str) -> str:
    """Who leads it, folded: both names of the organisation, or the lead outside the portal."""
    names = [lead.short_name, lead.name] if lead else [lead_text]
    return fold(" ".join(dict.fromkeys(names)))[:400]


def groups_key(groups: Iterable[str]) -> str:
    return fold(", ".join(groups))


def names_key(supporters: Iterable[str], partners_text: str, places: Iterable[str]) -> str:
    """Who takes part and where, folded: short names, others in words, places."""
    return fold(", ".join(word for word in (*supporters, partners_text, *places) if word))


def plain_text(description: str) -> str:
    """Formatted text without its marks, one paragraph after the other."""
    return " ".join(unescape(strip_tags(render(description))).split()) if description else ""

"""Where a measure comes from: decisions, the agreement with its section, sources."""

from datetime import date
from typing import Any

from django.http import HttpRequest

from measures.catalogue import is_address
from measures.models import Measure
from portal.areas import origins_of


def read(request: HttpRequest, measure: Measure, today: date) -> dict[str, Any] | None:
    decisions = origins_of(request.actor, measure)
    if not (decisions or measure.agreement_id or measure.sources):
        return None
    sources = [{"text": source, "url": source if is_address(source) else ""} for source in measure.sources]
    section = measure.agreement_section  # of the present agreement only: it may have been changed since
    return {
        "decisions": decisions,
        "agreement": measure.agreement,
        "section": section if section and section.agreement_id == measure.agreement_id else None,
        "sources": sources,
    }

"""Papers and links, and the funding programmes that belong to an entry."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from measures.models import FundingProgramme, Measure
from portal.attachments.models import Document


def read(request: HttpRequest, measure: Measure, today: date) -> dict[str, Any] | None:
    """None where there is nothing to show and nothing to add."""
    rows = list(Document.objects.permitted(request.actor, "view").of(measure))
    if not rows and not measure.may_attach:
        return None
    return {
        "rows": rows,
        "may_edit": measure.may_attach,
        "add_url": reverse("measures:document_add", args=[measure.number]),
        "link_url": reverse("measures:link_add", args=[measure.number]),
    }


def read_funding(request: HttpRequest, measure: Measure, today: date) -> dict[str, Any] | None:
    """The funding programmes of which this entry tells; None for measures of the region."""
    if measure.is_regional:
        return None
    rows = FundingProgramme.objects.permitted(request.actor, "view").filter(measure=measure)
    found = [(row.name, row.get_absolute_url(), row.is_valid_on(today)) for row in rows]
    return {"rows": found} if found else None

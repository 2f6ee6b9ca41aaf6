"""The view of the systemically relevant occupations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from measures.relevance import group_rows


@require_safe
def relevant(request: HttpRequest) -> HttpResponse:
    """Per occupation group: relevant occupations, measures for them, cases."""
    rows = group_rows(request.actor, timezone.localdate())
    context = {
        "rows": rows,
        "occupation_count": sum(len(row.relevant) for row in rows),
        "group_count": sum(bool(row.relevant) for row in rows),
        "without_measure": sum(bool(row.relevant) and not row.measures for row in rows),
        "may_mark": any(row.edit_url for row in rows),
    }
    return render(request, "measures/relevant.html", context)

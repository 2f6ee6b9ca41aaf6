"""The part of a case's page with its checklist: one statement."""

from typing import Any

from django.db.models import F, FilteredRelation, Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from apprenticeships.checklists import candidates, items_of
from apprenticeships.models import Case
from portal.templatetags.portal_ui import day


def panel(request: HttpRequest, case: Case, today: Any) -> dict[str, Any]:
    """The points that are asked for the case, with who did them and when."""
    rows = candidates(case.organisation_id).annotate(
        of_case=FilteredRelation("checks", condition=Q(checks__case=case)),
        done_on=F("of_case__done_on"),
        done_by=F("of_case__done_by__name"),
        done_by_pk=F("of_case__done_by"),
    )
    asked = items_of(case, rows)
    points = [
        {
            "key": str(item.key),
            "title": item.title,
            "done": ", ".join(filter(None, (day(item.done_on), _who(item, request)))),
        }
        for item in asked
    ]
    return {"checklist": points, "checklist_done": sum(bool(point["done"]) for point in points)}


def _who(item: Any, request: HttpRequest) -> str:
    return _("You") if item.done_by_pk == request.actor.user_id else item.done_by or ""

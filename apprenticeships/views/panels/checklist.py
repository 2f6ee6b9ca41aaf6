"""The part of a case's page with its checklist."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from apprenticeships.checklists import items_of
from apprenticeships.models import Case, ChecklistItem
from apprenticeships.views.panels.beside import day_of
from portal.templatetags.portal_ui import day


def panel(request: HttpRequest, case: Case, today: Any) -> dict[str, Any]:
    """The points that are asked for the case, with who did them and when."""
    done = {one["key"]: one.pop("done") for one in case.beside["checklist"]}
    asked = items_of(case, [ChecklistItem(**one) for one in case.beside["checklist"]])
    points = [
        {"key": item.key, "title": item.title, "done": _done(done[item.key], request)} for item in asked
    ]
    return {"checklist": points, "checklist_done": sum(bool(point["done"]) for point in points)}


def _done(check: dict[str, Any] | None, request: HttpRequest) -> str:
    """When, and by whom."""
    if check is None:
        return ""
    who = _("You") if check["user"] == request.actor.user_id else check["name"]
    return ", ".join(filter(None, (day(day_of(check["day"])), who)))

"""What a measure wants to reach by when, in the order of the days."""

from datetime import date
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.models import Measure, Milestone
from portal.templatetags.portal_ui import due_text


class Point(NamedTuple):
    """One milestone; `tone` is is-done, is-late or empty, `day` the day it was reached or is due."""

    title: str
    tone: str
    icon: str
    words: str
    day: date
    reach_url: str
    reopen_url: str


def read(request: HttpRequest, measure: Measure, today: date) -> dict[str, Any] | None:
    """None where there is nothing to show and nothing to add."""
    rows = list(Milestone.objects.filter(measure=measure).with_access(request.actor, "reach"))
    if not rows and not (measure.may_edit and measure.is_regional):
        return None
    return {
        "points": [_point(row, measure, today) for row in rows],
        "summary": _summary(rows, today),
        "edit_url": reverse("measures:milestones_edit", args=[measure.number]) if measure.may_edit else "",
    }


def _point(row: Milestone, measure: Measure, today: date) -> Point:
    step = "reopen" if row.reached_on else "reach"
    url = reverse(f"measures:milestone_{step}", args=[measure.number, row.key]) if row.may_reach else ""
    urls = ("", url) if row.reached_on else (url, "")
    if row.reached_on:
        return Point(row.title, "is-done", "check", _("reached"), row.reached_on, *urls)
    if row.is_overdue(today):
        return Point(row.title, "is-late", "alert", due_text(row.due_on, today), row.due_on, *urls)
    return Point(row.title, "", "", _("planned"), row.due_on, *urls)


def _summary(rows: list[Milestone], today: date) -> str:
    """2 von 5 erreicht, 1 überfällig"""
    if not rows:
        return ""
    reached = sum(1 for row in rows if row.reached_on)
    late = sum(1 for row in rows if row.is_overdue(today))
    words = _("%(reached)s of %(all)s reached") % {"reached": reached, "all": len(rows)}
    overdue = ngettext("%(count)s overdue", "%(count)s overdue", late) % {"count": late}
    return f"{words}, {overdue}" if late else words

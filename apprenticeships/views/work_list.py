"""The adviser's list: whom to call today and why, with every frequent step in one click."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apprenticeships import rules
from apprenticeships.dashboard import actions, adviser_day
from portal.access import require
from portal.areas import NOW, Section


@require_safe
def work_list(request: HttpRequest) -> HttpResponse:
    """Overdue, today, tips to decide, cases as deputy; aside this week, company cases, new offers."""
    require(rules.work_cases(request.actor))
    today = timezone.localdate()
    sections = [section for section in adviser_day(request.actor, today, back="list") if section]
    main = [section for section in sections if section.place == NOW]
    context = {
        "today": today,
        "sections": main,
        "aside": [section for section in sections if section.place != NOW],
        "actions": [
            {"label": action.label, "url": action.url, "icon": "", "primary": not index}
            for index, action in enumerate(actions(request.actor))
        ],
        "due": sum(section.count for section in main),
        "overdue": sum(_overdue(section, today) for section in main),
    }
    return render(request, "apprenticeships/work_list.html", context)


def _overdue(section: Section, today: date) -> int:
    if section.is_late:
        return section.count
    return sum(1 for item in section.items if item.due_on and item.due_on < today)

"""The pages that belong to no area: start page, search, duty pages, health, errors."""

import sys
from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.access import Actor
from portal.areas import ASKED, NOW, WANTED, WEEK, Section, registered
from portal.digests.health import queue_health
from portal.retention.health import retention_age
from portal.writing.views import keep_from_ended_session

SWEEP_LATE = 600  # seconds without a sweep
MAILS_LATE = 1800  # seconds that a due mail has waited
RETENTION_LATE = 26 * 3600  # seconds since what is over was removed
MAIN_COLUMN = (NOW, WEEK, ASKED, WANTED)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Heute: what every area has for this person, in the order in which it must be done."""
    today = timezone.localdate()
    sections = dashboard(request.actor, today)
    main = [section for section in sections if section.place in MAIN_COLUMN]
    due = [item for section in main if section.place == NOW for item in section.items]
    context = {
        "today": today,
        "sections": main,
        "aside": [section for section in sections if section.place not in MAIN_COLUMN],
        "actions": [action for area in registered() for action in area.actions(request.actor)],
        "due": len(due),
        "overdue": sum(1 for item in due if item.due_on and item.due_on < today),
    }
    return render(request, "home.html", context)


def dashboard(actor: Actor, today: date) -> list[Section]:
    """The filled sections of all areas, what must be done first on top."""
    sections = [section for area in registered() for section in area.dashboard(actor, today) if section]
    return sorted(sections, key=lambda section: section.place)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """One box over all areas; each area cuts to what the actor may see."""
    query = request.GET.get("q", "").strip()[:100]
    hits = []
    if len(query) >= 2:
        hits = [
            (area.label, found) for area in registered() if (found := list(area.search(request.actor, query)))
        ]
    return render(request, "search.html", {"query": query, "hits": hits})


@login_not_required
@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """A duty page: help, accessibility statement, privacy notice, imprint."""
    return render(request, f"pages/{name}.html")


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """How database and queue do: 503 when the database is away, something is late or mails pile up."""
    try:
        queue = {**queue_health(), "retention_age_seconds": retention_age()}
    except (OperationalError, InterfaceError):
        return JsonResponse({"database": "away"}, status=503)
    waiting = 0 if queue["mails_held"] else queue["oldest_queued_seconds"]
    late = (queue["sweep_age_seconds"] or 0) > SWEEP_LATE or waiting > MAILS_LATE
    late = late or (queue["retention_age_seconds"] or 0) > RETENTION_LATE
    return JsonResponse({"database": "ok", **queue}, status=503 if late else 200)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuses; what was typed on the writing desk is kept."""
    return keep_from_ended_session(request) or render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """A plain page without database or context; 503 with Retry-After when the database is away."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        response = HttpResponse(
            render_to_string("503.html", {"LANGUAGE_CODE": settings.LANGUAGE_CODE}), status=503
        )
        response["Retry-After"] = "30"
        return response
    return HttpResponse(render_to_string("500.html", {"LANGUAGE_CODE": settings.LANGUAGE_CODE}), status=500)

"""The parts of a measure's page: each reads what its template shows, in as few statements as it can."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from measures.models import Measure
from measures.views.panels import documents, effect, indicators, milestones, origin, reports

Reader = Callable[[HttpRequest, Measure, date], dict[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """One part of the page: `read` gives what `template` needs, None where there is nothing to show.

    The template gets `measure` and, as `panel`, what `read` gave.
    """

    template: str
    read: Reader


MAIN: tuple[Panel, ...] = (
    Panel("measures/_milestones.html", milestones.read),
    Panel("measures/_indicators.html", indicators.read),
    Panel("measures/_effect.html", effect.read),
    Panel("measures/_reports.html", reports.read),
)  # in the order of the page, after the light
BESIDE: tuple[Panel, ...] = (
    Panel("measures/_origin.html", origin.read),
    Panel("measures/_documents.html", documents.read),
    Panel("measures/_funding.html", documents.read_funding),
)  # at the right, between origin and publication


def read(panels: tuple[Panel, ...], request: HttpRequest, measure: Measure, today: date) -> list[dict]:
    """What the panels have to show of the measure."""
    found = [(panel.template, panel.read(request, measure, today)) for panel in panels]
    return [{"template": template, "content": content} for template, content in found if content is not None]

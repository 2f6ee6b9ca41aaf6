"""The indicators of a measure: each with its finding, its picture and the numbers behind it."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from measures.indicators import Point, Standing
from measures.models import Indicator, Measure
from measures.plans import Plan, figure, plans
from measures.views.panels.effect import counted
from portal.charts import LOOKS
from portal.column_chart import Step
from portal.templatetags.portal_ui import day, day_long

MOST_STEPS = 8  # quarters in a picture, the newest; the table has all
WIDTH, HEIGHT = 640, 274


def read(request: HttpRequest, measure: Measure, today: date) -> dict[str, Any] | None:
    """None where there is nothing to show and nothing to add."""
    rows = Indicator.objects.filter(measure=measure)
    numbers = counted(request, measure, today) if measure.is_regional else []
    found = plans(rows, request.actor, numbers)
    if not found and not (measure.may_edit and measure.is_regional):
        return None
    add = reverse("measures:indicator_create", args=[measure.number]) if measure.may_edit else ""
    theme = getattr(request.actor.user, "theme", "") or ""
    return {"figures": [shown(plan, measure, today) for plan in found], "add_url": add, "theme": theme}


def shown(plan: Plan, measure: Measure, today: date) -> dict[str, Any]:
    """What the template shows of one indicator."""
    state, points = plan.standing(today), plan.points
    place = [measure.number, plan.row.key]
    return {
        "key": plan.row.key,
        "title": plan.row.title,
        "finding": finding(plan, state),
        "note": _note(plan, state),
        "is_short": state.is_due and state.distance is not None and not state.is_reached,
        "picture": _picture(plan, points, measure, today) if points else None,
        "table": _table(plan, points),
        "names": list(plan.names.values()),
        "edit_url": reverse("measures:indicator_edit", args=place) if plan.row.may_edit else "",
        "enter_url": reverse("measures:reading_enter", args=place) if plan.row.may_enter else "",
    }


def finding(plan: Plan, state: Standing) -> str:
    """Beratene Betriebe: 62, Ziel war 80"""
    unit = f" {plan.row.unit}" if plan.row.unit else ""
    if state.actual is not None:
        actual = f"{figure(state.actual)}{unit}"
    else:
        actual = plan.counted.text if plan.counted else _("no actual value yet")
    words = {"title": plan.row.title, "actual": actual}
    if state.target is None:
        return _("%(title)s: %(actual)s") % words
    words |= {"target": f"{figure(state.target.value)}{unit}", "day": day(state.target.day)}
    if state.is_due:
        return _("%(title)s: %(actual)s, the target was %(target)s") % words
    return _("%(title)s: %(actual)s, the target is %(target)s by %(day)s") % words


def _note(plan: Plan, state: Standing) -> str:
    """Summe seit Beginn, Stand 30. September 2026"""
    row = plan.row
    words = [_("counted by the portal") if row.counted_by else _("sum since the beginning")]
    if state.as_of:
        words.append(_("as of %(day)s") % {"day": day(state.as_of)})
    if row.baseline is not None:
        baseline = figure(row.baseline) + (f" ({day(row.baseline_on)})" if row.baseline_on else "")
        words.append(_("at the start %(value)s") % {"value": baseline})
    words.append(row.get_direction_display())
    text = ", ".join(words)
    return text[:1].upper() + text[1:]


def steps(points: list[Point], today: date, *, narrow: bool = False) -> list[Step]:
    """The newest quarters for the picture."""
    return [
        Step(
            point.quarter.short if narrow else str(point.quarter),
            None if point.actual is None else float(point.actual),
            "" if point.actual is None else figure(point.actual),
            None if point.target is None else float(point.target),
            "" if point.target is None else figure(point.target),
            point.quarter.last_day < today or point.actual is not None,
        )
        for point in points[-MOST_STEPS:]
    ]


def _picture(plan: Plan, points: list[Point], measure: Measure, today: date) -> dict[str, Any]:
    place = {"number": measure.number, "key": plan.row.key}
    addresses = {
        f"{look}_{size}": reverse("measures:indicator_picture", kwargs=place | {"look": look, "size": size})
        for look in LOOKS
        for size in ("breit", "schmal")
    }
    drawn = steps(points, today)
    actual = ", ".join(f"{step.label} {step.value_text}" for step in drawn if step.value is not None)
    aims = ", ".join(f"{step.label} {step.aim_text}" for step in drawn if step.aim is not None)
    alt = _("Columns for the actual values: %(actual)s. Line for the targets: %(aims)s.") % {
        "actual": actual or "–",
        "aims": aims or "–",
    }
    return {"addresses": addresses, "alt": alt, "width": WIDTH, "height": HEIGHT}


def _table(plan: Plan, points: list[Point]) -> list[dict[str, Any]]:
    """One row per quarter: target, sum, each organisation; what is not told yet is empty."""
    return [
        {
            "label": str(point.quarter),
            "day": day_long(point.quarter.last_day),
            "target": "" if point.target is None else figure(point.target),
            "actual": "" if point.actual is None else figure(point.actual),
            "parts": [figure(point.parts[key]) if key in point.parts else "" for key in plan.names],
        }
        for point in points
    ]

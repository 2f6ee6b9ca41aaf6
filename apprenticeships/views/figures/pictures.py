"""Map and charts as SVG."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apprenticeships import rules
from apprenticeships.publication import DISTRICT, MONTH, Breakdown, key_figures
from apprenticeships.views.figures.shown import COURSE, MAP, RESULTS, Shown
from portal.access import require
from portal.charts import LOOKS, Bar, Line, stacked_bars, time_lines
from portal.region import map as region_map
from portal.smallcells import Cell


@require_safe
def figures_picture(request: HttpRequest, picture: str, look: str, size: str) -> HttpResponse:
    """One chart or the map as SVG: the same figures, the same filter as the page."""
    require(rules.view_figures(request.actor))
    page = Shown(request, timezone.localdate())
    draw = {MAP: _draw_map, RESULTS: _draw_results, COURSE: _draw_course}[picture]
    svg = draw(page, {"look": LOOKS[look], "narrow": size == "schmal"})
    return HttpResponse(svg, content_type="image/svg+xml")


def _draw_map(page: Shown, how: dict[str, Any]) -> str:
    places = {ags: place for ags, (_name, _district, *place) in page.towns.items() if None not in place}
    spots = tuple((ags, page.towns[ags][1], *place) for ags, place in sorted(places.items()))
    districts = [
        region_map.District(place.ags, place.name, place.short_name, _open_text(place.open))
        for place in page.places
    ]
    discs = {ags: disc for place in page.places for ags, disc in place.discs.items() if ags in places}
    title = _("Open cases by district and municipality")
    return region_map.draw(spots, districts, discs, title=title, **how)


def _open_text(cell: Cell) -> str:
    return _("%(count)s open") % {"count": cell} if cell.is_shown else str(cell)


def _draw_results(page: Shown, how: dict[str, Any]) -> str:
    one = page.figures
    bars = _bars(one.breakdowns[DISTRICT]) if one else []
    series = [(group.label, group.tone) for group in one.breakdowns[DISTRICT].results] if one else []
    return stacked_bars(bars, series, title=_("Results by district"), rest=_not_singly(), **how)


def _not_singly() -> str:
    return _("not shown singly")


def _bars(breakdown: Breakdown) -> list[Bar]:
    parts = zip(breakdown.categories, breakdown.table.rows, breakdown.table.row_totals, strict=True)
    return [
        Bar(category.label, [cell.value for cell in cells], total.value, str(total))
        for category, cells, total in parts
    ]


def _draw_course(page: Shown, how: dict[str, Any]) -> str:
    one = page.figures
    breakdown = one.breakdowns.get(MONTH)
    if breakdown is None:
        return time_lines([], [], title=_("Reports by month"), **how)
    totals = breakdown.table.row_totals
    placed = [key_figures(one, name=MONTH, code=category.key).placed for category in breakdown.categories]
    lines = [
        Line(label, [cell.value for cell in cells], [str(cell) for cell in cells], dashed)
        for label, cells, dashed in (
            (_("reported"), totals, False),
            (_("of them in a new company"), placed, True),
        )
    ]
    labels = [_short_month(category.label) for category in breakdown.categories]
    return time_lines(labels, lines, title=_("Reports by month"), **how)


def _short_month(label: str) -> str:
    """Without the year: "Okt", "Dez – Feb"."""
    return label.rsplit(" ", 1)[0]

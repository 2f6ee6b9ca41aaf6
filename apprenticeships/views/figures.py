"""The page "Überblick": key figures, charts, map and tables of a reporting year, and its downloads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apprenticeships import rules
from apprenticeships.figures import (
    ReportingYear,
    last_stand,
    open_places,
    reporting_years,
    tallies,
)
from apprenticeships.forms.figures import ALL, FigureFilter
from apprenticeships.models import Case
from apprenticeships.publication import (
    DISTRICT,
    GROUP,
    KIND,
    MONTH,
    Breakdown,
    Figures,
    Names,
    Place,
    figures,
    key_figures,
    map_places,
)
from portal.access import require
from portal.activity.recording import record
from portal.charts import LOOKS, Bar, Line, stacked_bars, time_lines
from portal.exports import csv_response, xlsx_response
from portal.listing import chips, query_of, with_query
from portal.region import map as region_map
from portal.region.market import market_years
from portal.region.market_views import market_overview
from portal.region.models import Municipality
from portal.smallcells import HIDDEN, Cell, few
from portal.templatetags.portal_ui import day

MAP, RESULTS, COURSE = "karte", "verbleib", "verlauf"
WIDE_SIZES = {MAP: (640, 620), RESULTS: (640, 272), COURSE: (640, 290)}
CAN_BE_STACKED = 12  # bars that a picture takes


@dataclass
class Shown:
    """What one request is about: the reader's rows, the filter, and the figures that come of them."""

    request: HttpRequest
    today: date

    @cached_property
    def exact(self) -> bool:
        return rules.exact_figures(self.request.actor) and self.request.GET.get("whose") != ALL

    @cached_property
    def rows(self) -> Any:
        return Case.objects.permitted(self.request.actor, "view") if self.exact else Case.objects.all()

    @cached_property
    def stand(self) -> date:
        return self.today if self.exact else last_stand(self.today)

    @cached_property
    def names(self) -> Names:
        return Names.load()

    @cached_property
    def form(self) -> FigureFilter:
        return FigureFilter(
            self.request.GET,
            may_be_exact=rules.exact_figures(self.request.actor),
            years=reporting_years(self.rows, self.stand, organisation=self.organisation),
            names=self.names,
        )

    @cached_property
    def year(self) -> ReportingYear:
        return self.figures.year

    @cached_property
    def filtered(self) -> Any:
        return self.form.apply(self.rows) if self.exact else self.rows

    @cached_property
    def figures(self) -> Figures:
        """Of the year asked for; else of the newest one that says something, so that October is not empty."""
        chosen = self.form.chosen_year()
        newest = self._figures(chosen or self.form.years[0])
        if chosen or newest.tells_results or len(self.form.years) == 1:
            return newest
        earlier = self._figures(self.form.years[1])
        return earlier if earlier.tells_results else newest

    @property
    def organisation(self) -> int | None:
        """Whose anonymised cases count; None: everybody's."""
        return self.request.actor.organisation_id if self.exact else None

    def _figures(self, year: ReportingYear) -> Figures:
        chosen = self.form.chosen() if self.exact else {}
        found = tallies(self.filtered, self.organisation, year, self.stand, chosen)
        return figures(found, year, self.stand, self.names, exact=self.exact)

    @cached_property
    def towns(self) -> dict[str, tuple]:
        """AGS -> name, AGS of the district, latitude, longitude."""
        rows = Municipality.objects.order_by("ags").values_list(
            "ags", "name", "district__ags", "latitude", "longitude"
        )
        return {ags: (name, district, *place) for ags, name, district, *place in rows}

    @cached_property
    def places(self) -> list[Place]:
        towns = {ags: town[:2] for ags, town in self.towns.items()}
        found = open_places(self.filtered, self.year, self.stand)
        return map_places(self.figures, found, self.names, towns)


@require_safe
def figures_page(request: HttpRequest) -> HttpResponse:
    """The figures of the region, or of one's own organisation exactly."""
    require(rules.view_figures(request.actor))
    page = Shown(request, timezone.localdate())
    chosen = page.form.chosen()
    if not page.exact and len(chosen) > 1:
        return _one_filter_only(request, list(chosen)[1:])
    name, code = next(iter(chosen.items()), ("", "")) if not page.exact else ("", "")
    one = page.figures
    context = {
        "filter": page.form,
        "chips": chips(request, page.form),
        "page_lead": _lead(page),
        "exact": page.exact,
        "key_title": _row_label(one, name, code),
        "key_figures": _key_figures(one, name, code),
        "has_figures": bool(one),
        "exports": _export_links(request),
        "year": str(page.year),
        "market": market_overview(market_years()),
    }
    if one:
        context |= {
            "map": _map_context(page),
            "results": _results_context(page),
            "course": _course_context(page),
            "tables": [_table(one, GROUP, "t-group"), _table(one, KIND, "t-kind")],
        }
    return render(request, "apprenticeships/figures.html", context)


def _one_filter_only(request: HttpRequest, further: list[str]) -> HttpResponse:
    """The region's figures know one filter at a time: each is a row of a fixed table."""
    text = _(
        "For all organisations one filter works at a time, so that no small count can be worked out from "
        "differences. Your first one was kept."
    )
    messages.info(request, text)
    return redirect(with_query(request, **dict.fromkeys(further)))


def _lead(page: Shown) -> str:
    values = {"year": page.year, "day": day(page.stand)}
    if page.exact:
        return _("Reporting year %(year)s, cases of your organisation as of today.") % values
    lead = _("Reporting year %(year)s, all organisations, as of %(day)s.") % values
    return f"{lead} " + _("Counts under %(count)s read “%(words)s”.") % {
        "count": settings.SMALL_CELL,
        "words": few(),
    }


def _row_label(one: Figures, name: str, code: str) -> str:
    if not one or not name:
        return ""
    breakdown = one.breakdowns[name]
    row = breakdown.place(code)
    return "" if row is None else breakdown.categories[row].label


def _key_figures(one: Figures, name: str, code: str) -> list[tuple[str, Cell | str, str]]:
    """(words, figure, what stands small behind it) in the order of the page."""
    found = key_figures(one, name=name, code=code)
    percent = "" if found.seamless_percent is None else _("%(count)s %%") % {"count": found.seamless_percent}
    days = _days(found.median_days)
    return [
        (_("cases reported"), found.reported, ""),
        (_("still open"), found.open, ""),
        (_("in a new company"), found.placed, ""),
        (_("of them seamless"), found.seamless, percent),
        (
            _("median time to the new contract"),
            days or Cell(None, HIDDEN),
            _("days") if days else "",
        ),
    ]


def _days(value: float | None) -> str:
    return "" if value is None else number_format(value, decimal_pos=0 if value == int(value) else 1)


def _export_links(request: HttpRequest) -> list[tuple[str, str]]:
    query = query_of(request)
    return [
        (label, f"{reverse('figures:export', kwargs={'kind': kind})}?{query}")
        for kind, label in (("xlsx", _("Excel (XLSX)")), ("csv", "CSV"))
    ]


def _picture(page: Shown, picture: str, alt: str, height: int | None = None) -> dict[str, Any]:
    """What components/chart.html needs: the four addresses of a picture, its size and its words."""
    query = query_of(page.request)
    addresses = {
        f"{look}_{size}": reverse("figures:picture", kwargs={"picture": picture, "look": look, "size": size})
        + (f"?{query}" if query else "")
        for look in LOOKS
        for size in ("breit", "schmal")
    }
    width, usual = WIDE_SIZES[picture]
    return {"addresses": addresses, "alt": alt, "width": width, "height": height or usual}


def _map_context(page: Shown) -> dict[str, Any]:
    told = [place for place in page.places if place.open.is_shown]
    most = max(told, key=lambda place: place.open.value, default=None)
    alt = _("Map of the region with its districts and municipalities.")
    if most and most.open.value:
        alt += " " + _("Most open cases: %(district)s with %(count)s.") % {
            "district": most.name,
            "count": most.open.value,
        }
    rows = [
        (place.name, place.open, ", ".join(f"{name} {number}" for name, number in _by_number(place)))
        for place in page.places
    ]
    key = _(
        "Blue discs: municipalities with %(count)s cases or more. Grey dots: all others, with or without."
    )
    return {
        "picture": _picture(page, MAP, alt),
        "rows": rows,
        "open": key_figures(page.figures).open,
        "key": key % {"count": settings.SMALL_CELL},
    }


def _by_number(place: Place) -> list[tuple[str, int]]:
    return sorted(place.discs.values(), key=lambda disc: (-disc[1], disc[0]))


def _results_context(page: Shown) -> dict[str, Any]:
    breakdown = page.figures.breakdowns[DISTRICT]
    alt = _("Stacked bars, one per district: %(words)s.") % {"words": _spoken(page.figures, breakdown)}
    height = 60 + 42 * len(breakdown.categories)
    return {
        "picture": _picture(page, RESULTS, alt, height),
        "total": page.figures.reported,
        "table": _table(page.figures, DISTRICT, "t-district"),
    }


def _spoken(one: Figures, breakdown: Breakdown) -> str:
    """The bars' sums in words."""
    totals = zip(breakdown.categories, breakdown.table.row_totals, strict=True)
    return "; ".join(f"{category.label} {total}" for category, total in totals)


def _course_context(page: Shown) -> dict[str, Any]:
    breakdown = page.figures.breakdowns[MONTH]
    alt = _("Lines over the months: %(words)s.") % {"words": _spoken(page.figures, breakdown)}
    return {
        "picture": _picture(page, COURSE, alt),
        "total": page.figures.reported,
        "table": _table(page.figures, MONTH, "t-month"),
    }


def _table(one: Figures, name: str, css_id: str) -> dict[str, Any]:
    """One breakdown for _figures_table.html: heads, rows of cells, the row of sums."""
    breakdown = one.breakdowns[name]
    captions = {
        DISTRICT: _("Results by district"),
        GROUP: _("Results by occupation group"),
        KIND: _("Results by kind of case"),
        MONTH: _("Results by month of the report"),
    }
    parts = zip(
        breakdown.categories,
        breakdown.table.rows,
        breakdown.table.row_totals,
        breakdown.medians,
        strict=True,
    )
    return {
        "id": css_id,
        "caption": captions[name],
        "title": breakdown.title,
        "heads": [group.short_label for group in breakdown.results],
        "rows": [(category.label, cells, total, _days(days)) for category, cells, total, days in parts],
        "sums": (breakdown.table.column_totals, one.reported, _days(one.median_days)),
    }


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


@require_safe
def figures_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The page's tables as one file."""
    require(rules.view_figures(request.actor))
    page = Shown(request, timezone.localdate())
    with transaction.atomic():
        record(
            "figures_exported",
            request.actor.organisation,
            by=request.actor,
            note=request.GET.urlencode()[:300],
        )
    answer = xlsx_response if kind == "xlsx" else csv_response
    header = [
        _("Reporting year"), _("As of"), _("Breakdown"), _("Category"), _("Result"), _("Count"),
        _("Median days to the new contract"),
    ]  # fmt: skip
    return answer(_("figures"), header, list(_export_rows(page)))


def _export_rows(page: Shown) -> Iterator[tuple]:
    """One row per cell: breakdowns may tell results apart more or less finely."""
    one, start, everything = page.figures, (str(page.year), page.stand), _("all")
    if one:
        for group, cell in zip(one.results, one.sums, strict=True):
            yield (*start, everything, everything, group.label, _plain(cell), "")
        yield (*start, everything, everything, _("Sum"), _plain(one.reported), _number(one.median_days))
    for breakdown in one.breakdowns.values():
        table = breakdown.table
        parts = zip(breakdown.categories, table.rows, table.row_totals, breakdown.medians, strict=True)
        for category, cells, total, days in parts:
            for group, cell in zip(breakdown.results, cells, strict=True):
                yield (*start, breakdown.title, category.label, group.label, _plain(cell), "")
            yield (*start, breakdown.title, category.label, _("Sum"), _plain(total), _number(days))


def _plain(cell: Cell) -> int | str:
    return cell.value if cell.is_shown else str(cell)


def _number(days: float | None) -> float | int | str:
    return "" if days is None else int(days) if days == int(days) else days

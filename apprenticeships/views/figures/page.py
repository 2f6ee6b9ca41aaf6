"""The page itself: key figures, what stands beside map and charts, the tables."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apprenticeships import rules
from apprenticeships.publication import (
    DISTRICT,
    GROUP,
    KIND,
    MONTH,
    Breakdown,
    Figures,
    Place,
    key_figures,
)
from apprenticeships.views.figures.shown import COURSE, MAP, RESULTS, Shown
from portal.access import require
from portal.charts import LOOKS
from portal.listing import chips, query_of, with_query
from portal.region.market import market_years
from portal.region.market_views import market_overview
from portal.smallcells import HIDDEN, Cell, few
from portal.templatetags.portal_ui import day

WIDE_SIZES = {MAP: (640, 620), RESULTS: (640, 272), COURSE: (640, 290)}


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
        "further": _further(request),
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


def _further(request: HttpRequest) -> list[tuple[str, str, str]]:
    """(label, address, what one finds there) of the pages with figures of another kind."""
    pages = [
        (
            _("Without a place"),
            reverse("figures:no_place"),
            _("who finds no training place at all, counted without a person"),
        )
    ]
    if rules.read_shortage(request.actor):
        words = _("where places are missing for known cases, by occupation and district")
        pages.append((_("Places wanted"), reverse("apprenticeships:shortage"), words))
    return pages


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

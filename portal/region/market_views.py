"""The training market: its figures and rates, and taking new ones over."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.access import fetch, require
from portal.charts import LOOKS, Line, time_lines
from portal.posting import posted
from portal.region import rules
from portal.region.market import REGION_NAMES, MarketYear, market_years, read_rows
from portal.region.market_actions import discard_import, map_columns, prepare_import, store_import
from portal.region.market_forms import ColumnsForm, MarketFileForm
from portal.region.models import MarketImport
from portal.region.states import MarketImportState, MarketKey
from portal.region.views import subnav
from portal.steps import take_step
from portal.templatetags.portal_ui import day

SHOWN_KEYS = (MarketKey.NAA, MarketKey.UBS, MarketKey.UVB, MarketKey.BMA)
YEARS_IN_PICTURE = 10
PREVIEWED = 50


@require_safe
def market(request: HttpRequest) -> HttpResponse:
    """Sums and rates of the region by reporting year; for the office and editors, the files they rest on."""
    years = market_years()
    may_import = rules.import_market(request.actor)
    runs = MarketImport.objects.permitted(request.actor, "view").defer("rows", "header", "mapping")
    context = {
        "subnav": subnav(request),
        "years": [_present(year) for year in years],
        "key_labels": [MarketKey(key).label for key in SHOWN_KEYS],
        "overview": market_overview(years),
        "may_import": may_import,
        "runs": list(runs.select_related("imported_by__user")[:PREVIEWED]) if may_import else [],
    }
    return render(request, "region/market.html", context)


def _present(year: MarketYear) -> tuple[str, list[str], str, str]:
    sums = [
        "" if year.sums[key] is None else number_format(year.sums[key], force_grouping=True)
        for key in SHOWN_KEYS
    ]
    return year.name, sums, _rate(year.anr), _rate(year.eanr)


def _rate(value: Any) -> str:
    return "" if value is None else number_format(value, decimal_pos=1)


def market_overview(years: list[MarketYear]) -> dict[str, Any] | None:
    """The newest year for a page: rates, sources, the picture of their course; None without figures."""
    if not years:
        return None
    newest = years[0]
    addresses = {
        f"{look}_{size}": reverse("region:market_picture", kwargs={"look": look, "size": size})
        for look in LOOKS
        for size in ("breit", "schmal")
    }
    course = "; ".join(
        _("%(year)s: ANR %(anr)s, eANR %(eanr)s")
        % {"year": year.name, "anr": _rate(year.anr) or "–", "eanr": _rate(year.eanr) or "–"}
        for year in reversed(years[:YEARS_IN_PICTURE])
    )
    return {
        "year": newest.name,
        "anr": _rate(newest.anr),
        "eanr": _rate(newest.eanr),
        "rows": [(year.name, _rate(year.anr), _rate(year.eanr)) for year in years[:YEARS_IN_PICTURE]],
        "is_example": any(year.is_example for year in years),
        "sources": [
            _("%(source)s, as of %(published)s") % {"source": source, "published": day(published)}
            for source, published in newest.sources
        ],
        "picture": {
            "addresses": addresses,
            "alt": _("Lines over the reporting years. %(course)s.") % {"course": course},
            "width": 640,
            "height": 290,
        },
    }


@require_safe
def market_picture(request: HttpRequest, look: str, size: str) -> HttpResponse:
    """ANR and eANR over the years."""
    years = list(reversed(market_years()[:YEARS_IN_PICTURE]))
    lines = [
        Line(
            label, [None if rate is None else float(rate) for rate in rates], list(map(_rate, rates)), dashed
        )
        for label, rates, dashed in (
            (_("ANR"), [year.anr for year in years], False),
            (_("eANR (with alternatives)"), [year.eanr for year in years], True),
        )
    ]
    labels = [str(year.year) for year in years]
    title = _("Offers per 100 who demand, by reporting year")
    svg = time_lines(labels, lines, look=LOOKS[look], narrow=size == "schmal", title=title)
    return HttpResponse(svg, content_type="image/svg+xml")


@require_http_methods(["GET", "POST"])
def market_import(request: HttpRequest) -> HttpResponse:
    """Reads a file; what its columns hold is asked on the next page."""
    require(rules.import_market(request.actor))
    is_post = request.method == "POST"
    form = MarketFileForm(request.POST, request.FILES) if is_post else MarketFileForm()
    if is_post and form.is_valid():
        run = prepare_import(form.save(commit=False), form.table, by=request.actor)
        return redirect("region:market_preview", key=run.key)
    context = {
        "form": form,
        "cancel_url": reverse("region:market"),
        "crumbs": _crumbs(_("Take figures over")),
    }
    return render(request, "region/market_import.html", context)


def _crumbs(last: str) -> list[tuple[str, str]]:
    return [(_("Training market"), reverse("region:market")), (last, "")]


@require_http_methods(["GET", "POST"])
def market_preview(request: HttpRequest, key: str) -> HttpResponse:
    """What the columns of a prepared file hold, and what would be taken over."""
    run = fetch(MarketImport.objects.all(), request.actor, "edit", key=key)
    is_draft = run.state == MarketImportState.DRAFT
    form = ColumnsForm(posted(request), header=run.header, mapping=run.mapping)
    if request.method == "POST":
        require(is_draft)
        if form.is_valid():
            map_columns(run, form.mapping(), by=request.actor)
            return redirect("region:market_preview", key=run.key)
    rows = read_rows(run)
    good = [row for row in rows if not row.problem and row.figures]
    context = {
        "run": run,
        "form": form,
        "is_draft": is_draft,
        "crumbs": _crumbs(run.title),
        "rows": [_preview_row(row) for row in rows[:PREVIEWED]],
        "more": max(0, len(rows) - PREVIEWED),
        "others": len(run.rows) - len(rows),
        "count": len(good),
        "columns": [MarketKey(key).label for key in MarketKey.values if key in run.mapping.values()],
    }
    return render(request, "region/market_preview.html", context)


def _preview_row(row: Any) -> tuple:
    cells = [
        number_format(one.value, force_grouping=True)
        if one.value is not None
        else _("%(mark)s (secret)") % {"mark": one.mark}
        for one in row.figures
    ]
    period = "" if row.year is None else f"{row.year - 1}/{row.year % 100:02d}"
    if row.month:
        period = row.month.strftime("%m.%Y")
    return row.number, REGION_NAMES[row.region][2], period, cells, row.problem


@require_POST
def market_store(request: HttpRequest, key: str) -> HttpResponse:
    """Takes the figures of a prepared file over."""
    run = fetch(MarketImport.objects.all(), request.actor, "edit", key=key)
    counted = []
    answer = take_step(
        request, lambda: counted.append(store_import(run, by=request.actor)), back=reverse("region:market")
    )
    if counted:
        text = ngettext("%(count)s figure was taken over.", "%(count)s figures were taken over.", counted[0])
        messages.success(request, text % {"count": counted[0]})
    return answer


@require_POST
def market_discard(request: HttpRequest, key: str) -> HttpResponse:
    """Throws a prepared file away."""
    run = fetch(MarketImport.objects.all(), request.actor, "edit", key=key)
    discard_import(run, by=request.actor)
    messages.success(request, _("The file has been discarded; nothing was taken over."))
    return redirect("region:market")

"""The page's tables as one file."""

from collections.abc import Iterator

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apprenticeships import rules
from apprenticeships.views.figures.shown import Shown
from portal.access import require
from portal.activity.recording import record
from portal.exports import csv_response, xlsx_response
from portal.smallcells import Cell


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

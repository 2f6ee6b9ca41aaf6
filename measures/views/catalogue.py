"""The catalogue: list, filter, export."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from measures import exports, rules
from measures.catalogue import FIELDS, ORDER, Counts, counts, presenter
from measures.filters import CatalogueFilter, ProgrammeFilter, RegionalFilter
from measures.models import Measure
from measures.querysets import MeasureQuerySet
from measures.states import FocusArea, MeasureClass
from portal.exports import csv_response, xlsx_response
from portal.listing import Chip, chips, paginate, query_of, with_query

FILE_NAME = "massnahmen"


@require_safe
def measure_list(request: HttpRequest) -> HttpResponse:
    """The catalogue: focus areas, two classes, filter, rows."""
    kind, form = _filter(request)
    visible = Measure.objects.permitted(request.actor, "view")
    page = paginate(
        request, form.narrow(visible.filter(kind=kind)), order=ORDER, fields=FIELDS, present=presenter(kind)
    )
    focus, words = form.cleaned_data.get("focus", ""), form.cleaned_data.get("q", "")
    found = counts(visible.not_archived(), words)
    active = chips(request, form)
    may_create = rules.create_measure(request.actor)
    context = {
        "kind": kind,
        "kept": [("kind", kind)],
        "filter": form,
        "is_filtered": len(active) > bool(focus),
        "chips": active,
        "page": page,
        "count_text": _count_text(kind, page.count, page.count_text, found.of(kind, focus)),
        "tiles": _tiles(request, found),
        "tabs": _tabs(request, found, kind, focus, hits=bool(words)),
        "empty_actions": _empty_actions(request, active, kind, found),
        "exports": _export_links(request),
        "head_actions": _head_actions(kind) if may_create else [],
    }
    return render(request, "measures/measure_list.html", context)


def _filter(request: HttpRequest) -> tuple[str, CatalogueFilter]:
    """The class in the address (regional unless named) and its filter form."""
    if request.GET.get("kind") == MeasureClass.PROGRAMME:
        return MeasureClass.PROGRAMME, ProgrammeFilter(request.GET)
    return MeasureClass.REGIONAL, RegionalFilter(request.GET)


def _count_text(kind: str, count: int, shown: str, total: int) -> str:
    """4 of 12 regional measures."""
    if kind == MeasureClass.REGIONAL:
        whole = ngettext("%(total)s regional measure", "%(total)s regional measures", total)
        part = ngettext(
            "%(count)s of %(total)s regional measure", "%(count)s of %(total)s regional measures", total
        )
    else:
        whole = ngettext("%(total)s programme or basis", "%(total)s programmes and bases", total)
        part = ngettext(
            "%(count)s of %(total)s programme or basis", "%(count)s of %(total)s programmes and bases", total
        )
    return (whole if count == total else part) % {"count": shown, "total": total}


def _tiles(request: HttpRequest, found: Counts) -> list[dict[str, Any]]:
    """The three focus areas; the chosen one's link takes the choice off."""
    return [
        {
            "number": area.value,
            "label": area.label,
            "url": with_query(request, focus=None if chosen else area.value, after=None),
            "chosen": chosen,
            "regional": found.of(MeasureClass.REGIONAL, str(area.value)),
            "programmes": found.of(MeasureClass.PROGRAMME, str(area.value)),
        }
        for area in FocusArea
        for chosen in [request.GET.get("focus") == str(area.value)]
    ]


def _tabs(request: HttpRequest, found: Counts, kind: str, focus: str, *, hits: bool) -> list[dict[str, Any]]:
    """The two classes with counts; search word, lead and focus area come along, the other filters do not."""
    kept = dict.fromkeys(["progress", "light", "validity", "origin", "state", "after"])
    labels = {
        MeasureClass.REGIONAL: _("Regional measures"),
        MeasureClass.PROGRAMME: _("Programmes and bases"),
    }
    return [
        {
            "label": label,
            "url": with_query(request, **kept, kind=one.value),
            "count": found.of(one, focus, hits=hits),
            "current": one == kind,
        }
        for one, label in labels.items()
    ]


def _empty_actions(
    request: HttpRequest, active: list[Chip], kind: str, found: Counts
) -> list[dict[str, str]]:
    """The next clicks from an empty list: each filter off, or all of them with the count that gives."""
    without = [
        {"label": _("Without %(filter)s") % {"filter": chip.label}, "url": chip.remove_url, "kind": ""}
        for chip in active
    ]
    every = {
        "label": _("Show all %(count)s") % {"count": found.of(kind)},
        "url": f"{request.path}?kind={kind}",
        "kind": "quiet",
    }
    return [*without, every] if active else []


def _export_links(request: HttpRequest) -> list[tuple[str, str]]:
    query = query_of(request)
    names = [
        ("measures:export_xlsx", _("Excel (XLSX)")),
        ("measures:export_csv", "CSV"),
        ("measures:export_json", "JSON"),
    ]
    whole = [
        (_("Whole catalogue to read and print"), reverse("measures:catalogue")),
        (_("Whole catalogue (PDF)"), reverse("measures:catalogue_pdf")),
    ]
    return [(label, reverse(name) + (f"?{query}" if query else "")) for name, label in names] + whole


def _head_actions(kind: str) -> list[dict[str, Any]]:
    if kind == MeasureClass.REGIONAL:
        return [
            {
                "label": _("Draft a measure"),
                "url": reverse("measures:create"),
                "icon": "plus",
                "primary": True,
            }
        ]
    return [
        {
            "label": _("Add a programme"),
            "url": reverse("measures:create_programme"),
            "icon": "plus",
            "primary": True,
        }
    ]


# --- export -----------------------------------------------------------------------------------------------


@require_safe
def export_csv(request: HttpRequest) -> HttpResponse:
    return csv_response(FILE_NAME, exports.header(), exports.rows(_filtered(request)))


@require_safe
def export_xlsx(request: HttpRequest) -> HttpResponse:
    return xlsx_response(FILE_NAME, exports.header(), exports.rows(_filtered(request)))


@require_safe
def export_json(request: HttpRequest) -> HttpResponse:
    return exports.json_response(FILE_NAME, _filtered(request))


def _filtered(request: HttpRequest) -> MeasureQuerySet:
    """What the list with the same address shows, all pages."""
    kind, form = _filter(request)
    return form.narrow(Measure.objects.permitted(request.actor, "view").filter(kind=kind)).order_by(*ORDER)

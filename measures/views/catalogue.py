"""The catalogue: list, filter, export."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from measures import exports, rules
from measures.catalogue import BY_PLACE, ORDER, listed, presenter
from measures.filters import CatalogueFilter, filter_of
from measures.models import Measure
from measures.overview import Overview, hits, questions
from measures.querysets import MeasureQuerySet
from measures.states import FocusArea, MeasureClass
from measures.views.finding import empty_actions, fitting_programmes, similar_words
from portal.exports import csv_response, xlsx_response
from portal.gathering import Count, Keys, Rows, gather
from portal.listing import COUNT_CAP, Page, capped, chips, paginate, query_of, with_query
from portal.searches import menu

FILE_NAME = "massnahmen"


@require_safe
def measure_list(request: HttpRequest) -> HttpResponse:
    """The catalogue: focus areas, two classes, filter, rows, the programmes that fit."""
    form, kind = filter_of(request.GET)
    today, visible = timezone.localdate(), Measure.objects.permitted(request.actor, "view")
    found = form.narrow(visible.filter(kind=kind), today)
    focus = form.cleaned_data.get("focus", "")
    answers = gather(
        found=Count((Measure.objects.none() if form.has_words else found).order_by(*ORDER)),
        agreements=Rows(form.agreements()),
        saved=menu.question(request.actor, "measures"),
        **questions(visible, today),
    )
    if form.has_words:
        asked = {"keys": Keys(found), **hits(visible, form.question, focus)}
        answers |= gather(by_bitmap=True, **asked)
    form.fields["agreement"].offer(answers["agreements"])
    overview, active = Overview(answers), chips(request, form)
    page = _page(request, found, kind, form, answers, today)
    context = {
        "kind": kind,
        "kept": [("kind", kind)],
        "filter": form,
        "is_filtered": len(active) > bool(focus),
        "chips": active,
        "page": page,
        "count_text": _count_text(kind, page, overview.of(kind, focus)),
        "tiles": _tiles(request, overview),
        "tabs": _tabs(request, overview, kind, focus),
        "empty_actions": []
        if page.rows
        else empty_actions(request, form, kind, active, overview.of(kind), today),
        "similar": similar_words(request, form, kind, page.rows),
        "programmes": fitting_programmes(request, form, kind, today, answers.get("hits_programme")),
        "saved": menu.show(request, "measures", [chip.label for chip in active], answers["saved"]),
        "exports": _export_links(request),
        "head_actions": _head_actions(kind) if rules.create_measure(request.actor) else [],
    }
    return render(request, "measures/measure_list.html", context)


def _page(
    request: HttpRequest,
    found: MeasureQuerySet,
    kind: str,
    form: CatalogueFilter,
    answers: dict[str, Any],
    today: date,
) -> Page:
    """What fits a search word best first; where more than a thousand fit, in the order of the list."""
    order, known, question = ORDER, None, form.question
    keys = answers.get("keys")
    count = answers["found"] if keys is None else len(keys)
    if keys is not None and count <= COUNT_CAP:
        found = Measure.objects.filter(pk__in=keys)
        if question:
            order, known = BY_PLACE, Measure.objects.with_place(question)
            found = found.with_place(question)
    rows, fields = listed(found, question, today)
    present = presenter(kind, question, today)
    return paginate(request, rows, order=order, fields=fields, present=present, count=count, known=known)


def _count_text(kind: str, page: Page, total: int) -> str:
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
    return (whole if page.count == total else part) % {"count": page.count_text, "total": capped(total)}


def _tiles(request: HttpRequest, overview: Overview) -> list[dict[str, Any]]:
    """The three focus areas; the chosen one's link takes the choice off."""
    tiles = []
    for area in FocusArea:
        chosen = request.GET.get("focus") == str(area.value)
        late, what = overview.late(area.value)
        milestones = overview.milestones(area.value)
        tiles.append(
            {
                "number": area.value,
                "label": area.label,
                "url": with_query(request, focus=None if chosen else area.value, after=None),
                "chosen": chosen,
                "regional": overview.of(MeasureClass.REGIONAL, str(area.value)),
                "programmes": overview.of(MeasureClass.PROGRAMME, str(area.value)),
                "milestones": {"all": milestones[0], "reached": milestones[1]} if milestones else None,
                "late": late,
                "late_what": what,
            }
        )
    for tile in tiles:
        tile |= {f"{name}_text": capped(tile[name]) for name in ("regional", "programmes", "late")}
    return tiles


def _tabs(request: HttpRequest, overview: Overview, kind: str, focus: str) -> list[dict[str, Any]]:
    """The two classes with counts; word, lead, source and focus area come along, the other filters do not."""
    kept = dict.fromkeys(["progress", "light", "validity", "origin", "state", "overdue", "after"])
    labels = {
        MeasureClass.REGIONAL: _("Regional measures"),
        MeasureClass.PROGRAMME: _("Programmes and bases"),
    }
    return [
        {
            "label": label,
            "url": with_query(request, **kept, kind=one.value),
            "count": capped(overview.hits(one, focus)),
            "current": one == kind,
        }
        for one, label in labels.items()
    ]


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
        label, name = _("Draft a measure"), "measures:create"
    else:
        label, name = _("Add a programme"), "measures:create_programme"
    return [{"label": label, "url": reverse(name), "icon": "plus", "primary": True}]


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
    form, kind = filter_of(request.GET)
    rows = Measure.objects.permitted(request.actor, "view").filter(kind=kind)
    return form.narrow(rows, timezone.localdate()).order_by(*ORDER)

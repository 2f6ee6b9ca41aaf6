"""Declarations and agreements that measures come from: the list, one of them, its forms."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from measures import rules
from measures.actions import agreements as actions
from measures.catalogue import history
from measures.forms.agreements import AgreementForm, SectionRows
from measures.models import Measure, SourceAgreement
from measures.states import OriginLevel
from measures.views.shared import rows_page, way_over_list
from portal.access import AccessQuerySet, Actor, fetch, require
from portal.forms import StaleSave, conflict
from portal.posting import Crumbs, form_page, posted
from portal.sorting import sort_key
from portal.templatetags.portal_ui import day


@require_safe
def agreement_list(request: HttpRequest) -> HttpResponse:
    rows = _with_counts(SourceAgreement.objects.permitted(request.actor, "view"), request.actor)
    add = {
        "label": _("Add a basis"),
        "url": reverse("measures:agreement_create"),
        "icon": "plus",
        "primary": True,
    }
    context = {
        "rows": [_row(one) for one in sorted(rows, key=_from_above)],
        "head_actions": [add] if rules.create_agreement(request.actor) else [],
    }
    return render(request, "measures/sourceagreement_list.html", context)


def _with_counts(rows: AccessQuerySet, actor: Actor) -> AccessQuerySet:
    """With the number of measures that the actor may see."""
    seen = Measure.objects.permitted(actor, "view").not_archived().filter(agreement=OuterRef("pk"))
    count = seen.order_by().values("agreement").annotate(count=Count("pk")).values("count")
    return rows.annotate(measure_count=Coalesce(Subquery(count), 0))


def _from_above(agreement: SourceAgreement) -> tuple[int, str]:
    """Federal level first, then state and region; by title within each."""
    return OriginLevel.values.index(agreement.level), sort_key(agreement.title)


def _row(agreement: SourceAgreement) -> dict[str, Any]:
    return {
        "title": agreement.title,
        "url": agreement.get_absolute_url(),
        "level": agreement.get_level_display(),
        "adopted": day(agreement.adopted_on) or agreement.adopted_text,
        "count": agreement.measure_count,
    }


@require_safe
def agreement_detail(request: HttpRequest, key: object) -> HttpResponse:
    """Its text, its sections, and which measures come from it, by section."""
    rows = SourceAgreement.objects.with_access(request.actor, "edit")
    agreement = fetch(rows, request.actor, "view", key=key)
    seen = Measure.objects.permitted(request.actor, "view").not_archived().filter(agreement=agreement)
    measures = list(
        seen.order_by("agreement_section", "sort_title").values_list("agreement_section", "number", "title")
    )
    by_section = {
        section: [(number, title, reverse("measures:detail", args=[number])) for _key, number, title in group]
        for section, group in groupby(measures, key=lambda row: row[0])
    }
    sections = list(agreement.sections.all())
    known = {section.pk for section in sections}
    context = {
        "agreement": agreement,
        "facts": _facts(agreement, len(measures)),
        "sections": [(section, by_section.get(section.pk, [])) for section in sections],
        "others": [row for section, found in by_section.items() if section not in known for row in found],
        "events": history(agreement),
        "crumbs": _crumbs(agreement.title),
    }
    return render(request, "measures/sourceagreement_detail.html", context)


def _facts(agreement: SourceAgreement, count: int) -> list[tuple[str, Any]]:
    rows = [
        (_("Level"), agreement.get_level_display()),
        (_("Adopted"), day(agreement.adopted_on) or agreement.adopted_text),
        (_("Measures"), str(count)),
    ]
    return [(label, value) for label, value in rows if value]


def _crumbs(last: str, agreement: SourceAgreement | None = None) -> Crumbs:
    return way_over_list(_("Bases"), "measures:agreement_list", last, agreement)


@require_http_methods(["GET", "POST"])
def agreement_create(request: HttpRequest) -> HttpResponse:
    require(rules.create_agreement(request.actor))
    form = AgreementForm(posted(request))
    if request.method == "POST" and form.is_valid():
        agreement = actions.add_agreement(form, by=request.actor)
        messages.success(request, _("Saved."))
        return redirect(agreement)
    title = _("Add a basis")
    back = reverse("measures:agreement_list")
    return form_page(request, form, title, back=back, crumbs=_crumbs(title))


@require_http_methods(["GET", "POST"])
def agreement_edit(request: HttpRequest, key: object) -> HttpResponse:
    agreement = fetch(SourceAgreement.objects.all(), request.actor, "edit", key=key)
    form = AgreementForm(posted(request), instance=agreement)
    back = agreement.get_absolute_url()
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_agreement(form, by=request.actor)
        except StaleSave as stale:
            return conflict(request, form, stale, back=back)
        messages.success(request, _("Saved."))
        return redirect(back)
    above = _crumbs(_("Edit"), agreement)
    return form_page(request, form, _("Edit the basis"), back=back, crumbs=above)


@require_http_methods(["GET", "POST"])
def sections_edit(request: HttpRequest, key: object) -> HttpResponse:
    agreement = fetch(SourceAgreement.objects.all(), request.actor, "edit", key=key)
    rows = SectionRows(posted(request), rows=agreement.sections.all(), form_kwargs={"of": agreement})
    return rows_page(
        request,
        rows,
        _("Sections"),
        store=lambda: actions.save_sections(agreement, rows, by=request.actor),
        back=agreement.get_absolute_url(),
        lead=agreement.title,
        crumbs=_crumbs(_("Sections"), agreement),
    )

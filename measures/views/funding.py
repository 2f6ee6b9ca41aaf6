"""Funding programmes: the list, one programme, its form."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from measures import rules
from measures.actions import funding as actions
from measures.catalogue import history
from measures.forms.funding import FundingForm
from measures.models import FundingProgramme
from measures.states import FundingDeadline
from measures.views.shared import way_over_list
from portal.access import fetch, require
from portal.forms import StaleSave, conflict
from portal.posting import Crumbs, form_page, posted
from portal.templatetags.portal_ui import day

# how a programme stands today: kind and icon for components/state.html
VALID, ENDED, AHEAD = ("good", "check"), ("", "close"), ("", "clock")


@require_safe
def funding_list(request: HttpRequest) -> HttpResponse:
    """All programmes in two tables: what holds today or later, and what has ended."""
    today = timezone.localdate()
    rows = [_row(one, today) for one in FundingProgramme.objects.permitted(request.actor, "view")]
    may_create = rules.create_funding(request.actor)
    add = {
        "label": _("Add a funding programme"),
        "url": reverse("measures:funding_create"),
        "icon": "plus",
        "primary": True,
    }
    context = {
        "valid": [row for row in rows if not row["has_ended"]],
        "ended": [row for row in rows if row["has_ended"]],
        "head_actions": [add] if may_create else [],
    }
    return render(request, "measures/fundingprogramme_list.html", context)


def _row(programme: FundingProgramme, today: Any) -> dict[str, Any]:
    return {
        "name": programme.name,
        "url": programme.get_absolute_url(),
        "level": programme.get_level_display(),
        "amount": programme.amount_text,
        "period": period_words(programme),
        "deadline": deadline_words(programme),
        "checked": day(programme.checked_on),
        "needs_check": programme.needs_check,
        "has_ended": bool(programme.valid_until and programme.valid_until < today),
    }


def period_words(programme: FundingProgramme) -> str:
    """Between which days its rules hold."""
    if programme.valid_from and programme.valid_until:
        dates = {"start": day(programme.valid_from), "end": day(programme.valid_until)}
        return _("%(start)s to %(end)s") % dates
    if programme.valid_from:
        return _("from %(day)s") % {"day": day(programme.valid_from)}
    return _("until %(day)s") % {"day": day(programme.valid_until)} if programme.valid_until else ""


def deadline_words(programme: FundingProgramme) -> str:
    """Until when one must apply, in words."""
    count = programme.deadline_months
    if programme.deadline == FundingDeadline.BEFORE_START and not count:
        return _("before the new contract starts")
    words = {
        FundingDeadline.BEFORE_START: ngettext(
            "%(count)s month before the new contract starts",
            "%(count)s months before the new contract starts",
            count,
        ),
        FundingDeadline.AFTER_START: ngettext(
            "within %(count)s month after the new contract starts",
            "within %(count)s months after the new contract starts",
            count,
        ),
        FundingDeadline.AFTER_PROBATION: ngettext(
            "within %(count)s month after the new probation",
            "within %(count)s months after the new probation",
            count,
        ),
    }
    return words.get(programme.deadline, "") % {"count": count}


@require_safe
def funding_detail(request: HttpRequest, key: str) -> HttpResponse:
    rows = FundingProgramme.objects.select_related("measure").with_access(request.actor, "edit")
    programme = fetch(rows, request.actor, "view", key=key)
    today = timezone.localdate()
    context = {
        "programme": programme,
        "mark": _mark(programme, today),
        "facts": _facts(programme),
        "conditions": [one["text"] for one in programme.conditions],
        "events": history(programme),
        "crumbs": _crumbs(programme.name),
    }
    return render(request, "measures/fundingprogramme_detail.html", context)


def _mark(programme: FundingProgramme, today: Any) -> tuple[str, str, str]:
    if programme.is_valid_on(today):
        return (*VALID, _("rules hold today"))
    if programme.valid_from and programme.valid_from > today:
        return (*AHEAD, _("rules hold later"))
    return (*ENDED, _("programme has ended"))


def _facts(programme: FundingProgramme) -> list[tuple[str, Any]]:
    rows = [
        (_("Level"), programme.get_level_display()),
        (_("Who decides on applications"), programme.authority),
        (_("Amount"), programme.amount_text),
        (_("Period"), period_words(programme)),
        (_("Time to apply"), deadline_words(programme)),
        (_("Together with other funding"), programme.combination),
        (_("Source"), programme.source),
        (_("Checked on"), day(programme.checked_on) or _("not yet checked")),
    ]
    return [(label, value) for label, value in rows if value]


def _crumbs(last: str) -> Crumbs:
    return way_over_list(_("Funding programmes"), "measures:funding_list", last)


@require_http_methods(["GET", "POST"])
def funding_create(request: HttpRequest) -> HttpResponse:
    require(rules.create_funding(request.actor))
    form = FundingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        programme = actions.add_funding(form, by=request.actor)
        messages.success(request, _("The funding programme has been entered."))
        return redirect(programme)
    title, back = _("Add a funding programme"), reverse("measures:funding_list")
    return form_page(request, form, title, back=back, crumbs=_crumbs(title))


@require_http_methods(["GET", "POST"])
def funding_edit(request: HttpRequest, key: str) -> HttpResponse:
    programme = fetch(FundingProgramme.objects.all(), request.actor, "edit", key=key)
    form = FundingForm(posted(request), instance=programme)
    back = programme.get_absolute_url()
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_funding(form, by=request.actor)
        except StaleSave as stale:
            return conflict(request, form, stale, back=back)
        messages.success(request, _("Saved."))
        return redirect(back)
    title = _("Edit a funding programme")
    return form_page(request, form, title, back=back, crumbs=_crumbs(title))

"""The indicators of a measure: their form, their pictures, actual values."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from measures.actions import indicators as actions
from measures.actions import readings
from measures.forms.indicators import IndicatorForm, ReadingForm
from measures.models import Indicator, Measure, Reading
from measures.plans import figure, plans
from measures.views.panels.effect import counted
from measures.views.panels.indicators import finding, steps
from measures.views.shared import crumbs, fetch_measure
from portal.access import fetch
from portal.charts import LOOKS
from portal.column_chart import columns_with_aims
from portal.forms import StaleSave, conflict
from portal.posting import form_page, posted
from portal.steps import take_step


def back_to(measure: Measure) -> str:
    return f"{measure.get_absolute_url()}#h-kennzahlen"


def _fetch(request: HttpRequest, number: str, key: object, action: str) -> Indicator:
    rows = Indicator.objects.select_related("measure")
    return fetch(rows, request.actor, action, key=key, measure__number=number)


@require_http_methods(["GET", "POST"])
def indicator_create(request: HttpRequest, number: str) -> HttpResponse:
    measure = fetch_measure(request, number, "edit")
    form = IndicatorForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.add_indicator(measure, form, form.targets, by=request.actor)
        messages.success(request, _("Saved."))
        return redirect(back_to(measure))
    return _page(request, measure, form, _("Add an indicator"))


@require_http_methods(["GET", "POST"])
def indicator_edit(request: HttpRequest, number: str, key: object) -> HttpResponse:
    indicator = _fetch(request, number, key, "edit")
    form = IndicatorForm(posted(request), instance=indicator)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_indicator(form, form.targets, by=request.actor)
        except StaleSave as stale:
            return conflict(request, form, stale, back=back_to(indicator.measure))
        messages.success(request, _("Saved."))
        return redirect(back_to(indicator.measure))
    remove = reverse("measures:indicator_remove", args=[number, key])
    return _page(request, indicator.measure, form, _("Edit an indicator"), remove_url=remove)


def _page(request: HttpRequest, measure: Measure, form: Any, title: str, **more: str) -> HttpResponse:
    return form_page(
        request,
        form,
        title,
        back=back_to(measure),
        lead=measure.title,
        crumbs=crumbs(title, measure),
        **more,
    )


@require_http_methods(["GET", "POST"])
def indicator_remove(request: HttpRequest, number: str, key: object) -> HttpResponse:
    """Asks first: the actual values go, too."""
    indicator = _fetch(request, number, key, "edit")
    if request.method == "POST":
        actions.remove_indicator(indicator, by=request.actor)
        messages.success(request, _("Removed: %(title)s") % {"title": indicator.title})
        return redirect(back_to(indicator.measure))
    context = {
        "title": _("Remove the indicator?"),
        "lead": indicator.title,
        "text": _("Its targets and actual values go, too."),
        "cancel_url": back_to(indicator.measure),
        "crumbs": crumbs(_("Remove"), indicator.measure),
    }
    return render(request, "measures/confirm.html", context)


@require_http_methods(["GET", "POST"])
def reading_enter(request: HttpRequest, number: str, key: object) -> HttpResponse:
    """Entering a value, and what was entered so far."""
    indicator = _fetch(request, number, key, "enter")
    form = ReadingForm(
        posted(request),
        measure=indicator.measure,
        actor=request.actor,
        initial={"read_on": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        readings.record_reading(indicator, by=request.actor, **form.cleaned_data)
        messages.success(request, _("The actual value has been entered."))
        return redirect(back_to(indicator.measure))
    rows = indicator.readings.select_related("organisation").with_access(request.actor, "remove")
    context = {
        "form": form,
        "indicator": indicator,
        "rows": [(row, figure(row.value)) for row in rows.order_by("-read_on", "pk")],
        "cancel_url": back_to(indicator.measure),
        "crumbs": crumbs(_("Actual values"), indicator.measure),
    }
    return render(request, "measures/reading_form.html", context)


@require_POST
def reading_remove(request: HttpRequest, number: str, key: object) -> HttpResponse:
    rows = Reading.objects.select_related("indicator__measure", "organisation")
    reading = fetch(rows, request.actor, "remove", key=key, indicator__measure__number=number)
    back = reverse("measures:reading_enter", args=[number, reading.indicator.key])
    step = lambda: readings.remove_reading(reading, by=request.actor)  # noqa: E731 - read as one line
    return take_step(request, step, done=_("The actual value has been removed."), back=back)


@require_safe
def indicator_picture(request: HttpRequest, number: str, key: str, look: str, size: str) -> HttpResponse:
    """Columns for what is, a dashed line for what shall be, by quarter."""
    indicator = _fetch(request, number, key, "view")
    today = timezone.localdate()
    numbers = counted(request, indicator.measure, today) if indicator.counted_by else []
    (plan,) = plans(Indicator.objects.filter(pk=indicator.pk), request.actor, numbers)
    narrow = size == "schmal"
    svg = columns_with_aims(
        steps(plan.points, today, narrow=narrow),
        (_("Actual value"), _("Target")),
        look=LOOKS[look],
        narrow=narrow,
        title=finding(plan, plan.standing(today)),
    )
    return HttpResponse(svg, content_type="image/svg+xml")

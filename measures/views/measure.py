"""One measure: its page, its forms, its steps."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from measures import rules
from measures.actions import measures as actions
from measures.catalogue import (
    PROGRESS_MARKS,
    VALIDITY_MARKS,
    Mark,
    history,
    light_mark,
    marks,
    period_of,
)
from measures.forms.measures import MeasureForm, ProgrammeForm, RegionalForm
from measures.models import Measure
from measures.states import Progress, Validity
from measures.views import panels
from measures.views.drafts import posted_version
from measures.views.panels import publication
from measures.views.shared import crumbs
from portal.access import fetch, require
from portal.partners.models import Organisation
from portal.region.models import OccupationGroup
from portal.steps import take_step


@require_safe
def measure_detail(request: HttpRequest, number: str) -> HttpResponse:
    today = timezone.localdate()
    groups = OccupationGroup.objects.filter(measures=OuterRef("pk")).order_by("kldb3")
    supporters = Organisation.objects.filter(supported_measures=OuterRef("pk")).order_by("sort_name")
    rows = (
        Measure.objects.select_related("lead", "agreement", "agreement_section", "published_revision")
        .with_report_due(today)
        .annotate(
            group_titles=ArraySubquery(groups.values("title")),
            supporter_names=ArraySubquery(supporters.values("short_name")),
        )
        .with_access(request.actor, "edit", "publish", "archive", "propose", "attach", "report", "schedule")
    )
    measure = fetch(rows, request.actor, "view", number=number)
    context = {
        "measure": measure,
        "main": panels.read(panels.MAIN, request, measure, today),
        "beside": panels.read(panels.BESIDE, request, measure, today),
        "status": _status(measure),
        "light": light_mark(measure.light, measure.get_light_display(), measure.light_reason),
        "facts": _facts(measure),
        "events": history(measure),
        "publication": publication.read(request, measure, today),
        "may_report": measure.is_regional and measure.may_report,
        "may_confirm": measure.may_edit and _can_be_confirmed(measure),
        "crumbs": crumbs(measure.number),
    }
    return render(request, "measures/measure_detail.html", context)


def _status(measure: Measure) -> Mark:
    if measure.is_regional:
        return marks(PROGRESS_MARKS, Progress)[measure.progress]
    return marks(VALIDITY_MARKS, Validity)[measure.validity]


def _facts(measure: Measure) -> list[tuple[str, str]]:
    """Label and value of what is known; empty ones are left out."""
    partners = [*measure.supporter_names, measure.partners_text]
    rows = [
        (_("Level"), "" if measure.is_regional else measure.get_origin_display()),
        (_("Period"), period_of(measure)),
        (_("Lead") if measure.is_regional else _("Who is in charge"), measure.lead_name),
        (_("Taking part"), ", ".join(name for name in partners if name)),
        (_("Target group"), ", ".join(measure.target_groups)),
        (_("Occupations"), ", ".join(measure.group_titles)),
        (_("Funding"), measure.funding),
        (_("Contact"), measure.contact),
    ]
    return [(label, value) for label, value in rows if value]


def _can_be_confirmed(measure: Measure) -> bool:
    if measure.is_regional:
        return measure.needs_check
    return measure.validity != Validity.UNCLEAR and measure.checked_on != timezone.localdate()


# --- write ------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def measure_create(request: HttpRequest) -> HttpResponse:
    return _create(request, RegionalForm, _("Draft a measure"))


@require_http_methods(["GET", "POST"])
def programme_create(request: HttpRequest) -> HttpResponse:
    return _create(request, ProgrammeForm, _("Add a programme"))


def _create(request: HttpRequest, form_class: type[MeasureForm], title: str) -> HttpResponse:
    require(rules.create_measure(request.actor))
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        measure = actions.create_measure(form.content(), by=request.actor, today=timezone.localdate())
        form.is_stored()
        messages.success(request, _("Saved as draft %(number)s.") % {"number": measure.number})
        return redirect(measure)
    context = {
        "form": form,
        "title": title,
        "cancel_url": reverse("measures:list"),
        "crumbs": crumbs(title),
        "notice": "",
        "remarks": [],
    }
    return render(request, "measures/measure_form.html", context)


@require_POST
def measure_publish(request: HttpRequest, number: str) -> HttpResponse:
    """What is being worked on becomes what everybody reads; a review page sends the version it showed."""

    def publish(measure: Measure, *, by: Any) -> None:
        version = posted_version(request) if "version" in request.POST else None
        actions.publish_measure(measure, by=by, version=version)

    return _step(request, number, "publish", publish, _("Published: every partner can read it now."))


@require_POST
def measure_unpublish(request: HttpRequest, number: str) -> HttpResponse:
    return _step(
        request, number, "publish", actions.unpublish_measure, _("Back in draft: partners no longer see it.")
    )


@require_POST
def measure_archive(request: HttpRequest, number: str) -> HttpResponse:
    return _step(
        request, number, "archive", actions.archive_measure, _("Archived: still readable, out of the list.")
    )


@require_POST
def measure_reopen(request: HttpRequest, number: str) -> HttpResponse:
    return _step(request, number, "archive", actions.reopen_measure, _("Reopened as draft."))


@require_POST
def measure_confirm(request: HttpRequest, number: str) -> HttpResponse:
    def confirm(measure: Measure, *, by: Any) -> None:
        actions.confirm_measure(measure, by=by, today=timezone.localdate())

    return _step(request, number, "edit", confirm, _("Noted: checked today."))


def _step(
    request: HttpRequest, number: str, right: str, action: Callable[..., None], done: str
) -> HttpResponse:
    """Does one step and returns to the measure; a refusal is said there."""
    measure = fetch(Measure.objects.all(), request.actor, right, number=number)
    return take_step(
        request,
        lambda: action(measure, by=request.actor),
        done=done,
        back=measure.get_absolute_url(),
    )

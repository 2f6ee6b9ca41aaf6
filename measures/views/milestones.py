"""The milestones of a measure: one form for all of them, and reached or not in one step."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from measures.actions import milestones as actions
from measures.forms.milestones import MilestoneRows, ReachedForm
from measures.models import Measure, Milestone
from measures.views.shared import crumbs, fetch_measure, rows_page
from portal.access import fetch
from portal.posting import posted
from portal.steps import take_step


@require_http_methods(["GET", "POST"])
def milestones_edit(request: HttpRequest, number: str) -> HttpResponse:
    measure = fetch_measure(request, number, "edit")
    rows = MilestoneRows(posted(request), rows=measure.milestones.all())
    return rows_page(
        request,
        rows,
        _("Milestones of %(number)s") % {"number": number},
        store=lambda: actions.save_milestones(measure, rows, by=request.actor),
        back=back_to(measure),
        lead=measure.title,
        crumbs=crumbs(_("Milestones"), measure),
    )


def back_to(measure: Measure) -> str:
    return f"{measure.get_absolute_url()}#h-meilensteine"


@require_POST
def milestone_reach(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Reached on the given day, without one today; a day that cannot be is today, too."""
    milestone = _fetch(request, number, key)
    form, today = ReachedForm(request.POST), timezone.localdate()
    day = (form.is_valid() and form.cleaned_data["reached_on"]) or today
    return take_step(
        request,
        lambda: actions.reach_milestone(milestone, min(day, today), by=request.actor),
        done=_("Reached: %(title)s") % {"title": milestone.title},
        back=back_to(milestone.measure),
    )


@require_POST
def milestone_reopen(request: HttpRequest, number: str, key: str) -> HttpResponse:
    milestone = _fetch(request, number, key)
    return take_step(
        request,
        lambda: actions.reopen_milestone(milestone, by=request.actor),
        done=_("Not reached yet: %(title)s") % {"title": milestone.title},
        back=back_to(milestone.measure),
    )


def _fetch(request: HttpRequest, number: str, key: str) -> Milestone:
    rows = Milestone.objects.select_related("measure")
    return fetch(rows, request.actor, "reach", key=key, measure__number=number)

"""Conferences: list, page, head, steps and minutes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conferences import actions, rules
from conferences.forms import ConferenceForm, MinutesForm, NewConferenceForm
from conferences.history import moments
from conferences.marks import conference_mark
from conferences.models import AgendaItem, Conference
from conferences.states import CONFERENCE_WORKFLOW
from conferences.views.answers import crumbs, form_page
from conferences.views.rows import ConferenceLine, DecisionLine, TaskLine, conference_fields
from portal.access import Actor, fetch, require
from portal.forms import StaleSave, conflict
from portal.listing import paginate
from portal.steps import take_step

MOST_UPCOMING = 20


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The conferences to come, then those that have been."""
    now = timezone.now()
    seen = Conference.objects.permitted(request.actor, "view").with_body_names()
    upcoming = seen.upcoming(now).order_by("starts_at", "pk").values_list(*conference_fields())
    page = paginate(
        request,
        seen.past(now),
        order=["-starts_at", "-pk"],
        fields=conference_fields(),
        present=lambda row: ConferenceLine.of(row[:-1]),
    )
    context = {
        "upcoming": [ConferenceLine.of(row) for row in upcoming[:MOST_UPCOMING]],
        "page": page,
        "may_create": rules.create_conference(request.actor),
    }
    return render(request, "conferences/conference_list.html", context)


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One conference: agenda with what came out of it, decisions, tasks, minutes, timeline."""
    actor = request.actor
    conference = fetch(
        Conference.objects.with_access(actor, "edit", "decide", "write_minutes", "release", "read_minutes"),
        actor,
        "view",
        slug=slug,
    )
    decisions = conference.decisions.permitted(actor, "view").with_responsible_names().in_agenda_order()
    tasks = conference.tasks.permitted(actor, "view").with_access(actor, "tick_off", "edit")
    context = {
        "conference": conference,
        "crumbs": crumbs(conference.title),
        "mark": conference_mark(conference.state),
        "bodies": [seat.body.name for seat in conference.body_seats.select_related("body")],
        "items": agenda_with_notes(conference, actor),
        "decisions": [DecisionLine.of(row) for row in decisions.select_related("agenda_item")],
        "tasks": [TaskLine.of(task) for task in tasks.select_related("organisation")],
        "moments": moments(conference, actor),
        "has_begun": conference.starts_at <= timezone.now(),
        "steps": CONFERENCE_WORKFLOW.steps_from(conference.state) if rules.is_office(actor) else [],
    }
    return render(request, "conferences/conference_detail.html", context)


def agenda_with_notes(conference: Conference, actor: Actor) -> list[AgendaItem]:
    """The items the actor may see; their notes only once released, except for the office."""
    items = list(conference.agenda.permitted(actor, "view").select_related("presenter").in_order())
    told = conference.is_released or rules.is_office(actor)
    for item in items:
        item.notes_shown = item.notes if told else ""
        item.outcome_shown = item.get_outcome_display() if told and item.outcome != "none" else ""
    return items


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    require(rules.create_conference(request.actor))
    form = NewConferenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        conference = actions.create_conference(
            form.save(commit=False),
            bodies=form.bodies,
            with_standard_agenda=form.cleaned_data["agenda"] == form.STANDARD,
            by=request.actor,
        )
        messages.success(request, _("The conference is there. Only the office sees it until you invite."))
        return redirect(conference)
    return form_page(request, form, _("New conference"), back=reverse("conferences:list"))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    conference = fetch(Conference.objects, request.actor, "edit", slug=slug)
    form = ConferenceForm(request.POST or None, instance=conference)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.edit_conference(form, bodies=form.bodies, by=request.actor)
        except StaleSave as stale:
            return conflict(request, form, stale, back=stale.current.get_absolute_url())
        messages.success(request, _("Saved."))
        return redirect(saved)
    back = reverse("conferences:detail", args=[slug])
    return form_page(request, form, _("Change date and place"), back=back, conference=conference)


@require_http_methods(["GET", "POST"])
def minutes(request: HttpRequest, slug: str) -> HttpResponse:
    """The text of the minutes, and the way to the notes of each item."""
    rows = Conference.objects.with_access(request.actor, "decide")
    conference = fetch(rows, request.actor, "write_minutes", slug=slug)
    form = MinutesForm(request.POST or None, instance=conference)
    back = reverse("conferences:detail", args=[slug])
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_minutes(form, by=request.actor)
        except StaleSave as stale:
            return conflict(request, form, stale, back=back)
        messages.success(request, _("Minutes saved."))
        return redirect(f"{back}#protokoll")
    context = {
        "form": form,
        "conference": conference,
        "items": conference.agenda.in_order(),
        "crumbs": crumbs(_("Write minutes"), conference),
        "cancel_url": back,
    }
    return render(request, "conferences/conference_minutes.html", context)


# --- steps --------------------------------------------------------------------------------------------


@require_POST
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    conference = fetch(Conference.objects, request.actor, "manage", slug=slug)
    return take_step(
        request,
        lambda: actions.invite(conference, by=request.actor),
        done=_("Invited: all partners now see date and agenda."),
        back=conference.get_absolute_url(),
    )


@require_POST
def cancel(request: HttpRequest, slug: str) -> HttpResponse:
    conference = fetch(Conference.objects, request.actor, "manage", slug=slug)
    return take_step(
        request,
        lambda: actions.cancel(conference, by=request.actor),
        done=_("The conference is called off."),
        back=conference.get_absolute_url(),
    )


@require_POST
def hold(request: HttpRequest, slug: str) -> HttpResponse:
    conference = fetch(Conference.objects, request.actor, "manage", slug=slug)
    return take_step(
        request,
        lambda: actions.hold(conference, by=request.actor),
        done=_("The conference is closed and its decisions are numbered."),
        back=conference.get_absolute_url(),
    )


@require_POST
def release(request: HttpRequest, slug: str) -> HttpResponse:
    conference = fetch(Conference.objects, request.actor, "manage", slug=slug)
    return take_step(
        request,
        lambda: actions.release(conference, by=request.actor),
        done=_("The minutes are released: the partners now see decisions and tasks."),
        back=conference.get_absolute_url(),
    )

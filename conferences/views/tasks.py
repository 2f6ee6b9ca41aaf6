"""Tasks from conferences: who does what until when."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conferences import actions
from conferences.filters import TaskFilter
from conferences.forms import TaskForm
from conferences.models import ActionItem, Conference
from conferences.views.answers import form_page
from conferences.views.rows import TaskLine
from portal.access import fetch
from portal.forms import StaleSave, conflict
from portal.listing import chips, paginate
from portal.steps import take_step


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The open tasks of the actor's organisation; others by filter."""
    actor = request.actor
    form = TaskFilter(request.GET)
    tasks = form.narrow(ActionItem.objects.permitted(actor, "view"), actor)
    page = paginate(
        request,
        tasks.with_access(actor, "tick_off", "edit").select_related("organisation", "conference"),
        order=["due_on", "pk"],
        present=lambda task: TaskLine.of(task, task.get_absolute_url()),
    )
    context = {"form": form, "page": page, "chips": chips(request, form)}
    return render(request, "conferences/task_list.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    conference = fetch(Conference.objects, request.actor, "write_minutes", slug=slug)
    top = request.GET.get("top", "")
    item = conference.agenda.filter(position=int(top)).first() if top.isdigit() and len(top) < 5 else None
    form = TaskForm(request.POST or None, conference=conference, initial={"agenda_item": item})
    if request.method == "POST" and form.is_valid():
        return take_step(
            request,
            lambda: actions.add_task(form, conference, by=request.actor),
            done=_("The task is recorded."),
            back=f"{conference.get_absolute_url()}#aufgaben",
        )
    back = conference.get_absolute_url()
    return form_page(request, form, _("Record a task"), back=back, conference=conference)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    task = fetch(ActionItem.objects.select_related("conference"), request.actor, "edit", number=number)
    form = TaskForm(request.POST or None, instance=task, conference=task.conference)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_task(form, by=request.actor)
        except StaleSave as stale:
            return conflict(request, form, stale, back=task.get_absolute_url())
        messages.success(request, _("Saved."))
        return redirect(task.get_absolute_url())
    back = task.get_absolute_url()
    return form_page(request, form, task.number, back=back, conference=task.conference)


@require_POST
def tick_off(request: HttpRequest, number: str) -> HttpResponse:
    task = fetch(ActionItem.objects, request.actor, "tick_off", number=number)
    return take_step(
        request,
        lambda: actions.tick_off(task, by=request.actor),
        done=_("Task %(number)s is ticked off.") % {"number": task.number},
        back=reverse("conferences:tasks"),
    )


@require_POST
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    task = fetch(ActionItem.objects, request.actor, "tick_off", number=number)
    return take_step(
        request,
        lambda: actions.reopen_task(task, by=request.actor),
        done=_("Task %(number)s is open again.") % {"number": task.number},
        back=reverse("conferences:tasks"),
    )

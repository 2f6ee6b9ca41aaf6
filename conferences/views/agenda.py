"""The agenda: its items, their order, and the notes of each."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conferences import actions
from conferences.agenda import next_main_number
from conferences.forms import AgendaItemForm, ItemMinutesForm
from conferences.models import AgendaItem, Conference
from conferences.views.answers import crumbs, form_page
from portal.access import fetch
from portal.forms import StaleSave, conflict
from portal.steps import take_step


def agenda_url(conference: Conference) -> str:
    return reverse("conferences:agenda", args=[conference.slug])


@require_safe
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    """The agenda as the office works on it."""
    conference = fetch(Conference.objects, request.actor, "edit", slug=slug)
    items = list(conference.agenda.select_related("presenter").in_order())
    planned = sum(item.planned_minutes or 0 for item in items)
    context = {
        "conference": conference,
        "items": items,
        "crumbs": crumbs(_("Agenda"), conference),
        "planned": planned,
        "available": int((conference.ends_at - conference.starts_at).total_seconds() // 60),
    }
    return render(request, "conferences/agenda_list.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    conference = fetch(Conference.objects, request.actor, "edit", slug=slug)
    number = next_main_number(list(conference.agenda.values_list("number", flat=True)))
    form = AgendaItemForm(request.POST or None, conference=conference, initial={"number": number})
    if request.method == "POST" and form.is_valid():
        return take_step(
            request,
            lambda: actions.add_agenda_item(form, conference, by=request.actor),
            done=_("The item is on the agenda."),
            back=agenda_url(conference),
        )
    return form_page(request, form, _("New agenda item"), back=agenda_url(conference), conference=conference)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key) -> HttpResponse:
    rows = AgendaItem.objects.select_related("conference")
    item = fetch(rows, request.actor, "edit", key=key)
    form = AgendaItemForm(request.POST or None, instance=item, conference=item.conference)
    back = agenda_url(item.conference)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_agenda_item(form, by=request.actor)
        except StaleSave as stale:
            return conflict(request, form, stale, back=back)
        messages.success(request, _("Saved."))
        return redirect(back)
    return form_page(request, form, _("Change agenda item"), back=back, conference=item.conference)


@require_http_methods(["GET", "POST"])
def minutes(request: HttpRequest, key) -> HttpResponse:
    """The notes of one item; afterwards back to the minutes of the conference."""
    rows = AgendaItem.objects.select_related("conference")
    item = fetch(rows, request.actor, "write_minutes", key=key)
    form = ItemMinutesForm(request.POST or None, instance=item)
    back = reverse("conferences:minutes", args=[item.conference.slug])
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_agenda_item(form, by=request.actor)
        except StaleSave as stale:
            return conflict(request, form, stale, back=back)
        messages.success(request, _("Notes saved."))
        return redirect(f"{back}#top-{item.position}")
    return form_page(request, form, str(item), back=back, conference=item.conference)


@require_POST
def renumber(request: HttpRequest, slug: str) -> HttpResponse:
    conference = fetch(Conference.objects, request.actor, "manage", slug=slug)
    return take_step(
        request,
        lambda: actions.renumber_agenda(conference, by=request.actor),
        done=_("The items are counted anew."),
        back=_where_it_goes_on(conference),
    )


@require_POST
def remove(request: HttpRequest, key) -> HttpResponse:
    item = fetch(AgendaItem.objects.select_related("conference"), request.actor, "manage", key=key)
    return take_step(
        request,
        lambda: actions.remove_agenda_item(item, by=request.actor),
        done=_("The item is off the agenda."),
        back=_where_it_goes_on(item.conference),
    )


@require_POST
def move_up(request: HttpRequest, key) -> HttpResponse:
    return _move(request, key, up=True)


@require_POST
def move_down(request: HttpRequest, key) -> HttpResponse:
    return _move(request, key, up=False)


def _move(request: HttpRequest, key, *, up: bool) -> HttpResponse:
    """Without a message when it worked: the list itself shows it, and people move several times."""
    item = fetch(AgendaItem.objects.select_related("conference"), request.actor, "manage", key=key)
    return take_step(
        request,
        lambda: actions.move_agenda_item(item, up=up, by=request.actor),
        back=f"{_where_it_goes_on(item.conference)}#top-{item.key}",
    )


def _where_it_goes_on(conference: Conference) -> str:
    """The agenda, or the conference's page once the agenda is fixed."""
    return agenda_url(conference) if conference.is_open else conference.get_absolute_url()

"""The page of one case: its facts, the closed person, its panels; notes and steps."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apprenticeships.actions.cases import write_note
from apprenticeships.forms.cases import NoteForm
from apprenticeships.models import CallNote, Case
from apprenticeships.notes import note_row
from apprenticeships.persons import PersonRestricted, open_note, open_person
from apprenticeships.states import CASE_MARKS, PATH, CaseState
from apprenticeships.targets import TargetMark, target_mark
from apprenticeships.timeline import case_events, entries, with_passed
from apprenticeships.views.panels import PANELS
from apprenticeships.views.panels.beside import read
from apprenticeships.views.shared import back_to
from portal.access import fetch
from portal.templatetags.portal_ui import day, day_short, days_away, due_level, due_text, moment

SHOWN_EVENTS = 30
BUTTONS = ("edit", "open_person", "assign", "release", "enter_person", "hand_over")


def fetch_case(request: HttpRequest, action: str, number: str) -> Case:
    rows = Case.objects.with_access(request.actor, *BUTTONS).select_related(
        "occupation", "residence", "district", "company__municipality", "company_case", "organisation",
        "organisation__case_target", "adviser__user", "adviser__deputy", "offer__company",
        "offer__municipality", "registered_with", "apprentice",
    )  # fmt: skip
    return fetch(rows, request.actor, action, number=number)


@require_safe
def case_detail(request: HttpRequest, number: str) -> HttpResponse:
    """The page of a case with the person closed."""
    return _page(request, fetch_case(request, "view", number))


@require_POST
def case_person(request: HttpRequest, number: str) -> HttpResponse:
    """The same page with the person open, once and logged; any other page closes it again."""
    case = fetch_case(request, "open_person", number)
    try:
        person = open_person(case, by=request.actor)
    except PersonRestricted:
        messages.warning(request, _("The person's data are restricted: nobody may open them at present."))
        return _page(request, case)
    return _page(request, case, person=person, is_open=True)


@require_POST
def note_text(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """The same page with the text of one note open, logged."""
    case = fetch_case(request, "open_person", number)
    note = get_object_or_404(CallNote.objects.permitted(request.actor, "view"), case=case, key=key)
    return _page(request, case, opened_note=str(note.key), note_text=open_note(note, by=request.actor))


@require_POST
def case_note(request: HttpRequest, number: str) -> HttpResponse:
    """Keeps a call; back to where the form stood."""
    case = fetch_case(request, "edit", number)
    form = NoteForm(request.POST)
    if not form.is_valid():
        errors = tuple(str(text) for texts in form.errors.values() for text in texts)
        return _page(request, case, note=note_row(number, typed=request.POST, errors=errors))
    due_on = form.due_on()
    write_note(
        case,
        by=request.actor,
        result=form.cleaned_data["result"],
        text=form.cleaned_data["text"],
        due_on=due_on,
    )
    when = _("Follow-up %(day)s.") % {"day": day_short(due_on)} if due_on else _("No follow-up.")
    messages.success(request, _("Note on %(number)s saved.") % {"number": number} + " " + when)
    return redirect(back_to(request, reverse("apprenticeships:case_detail", kwargs={"number": number})))


def _page(request: HttpRequest, case: Case, *, note: Any = None, **opened: Any) -> HttpResponse:
    """Renders the case; `opened` holds the person or a note's text, for this one answer only."""
    today = timezone.localdate()
    case.beside = read(case, today)
    notes = frozenset(map(str, case.beside["notes"]))
    context = {
        "case": case,
        "today": today,
        "title": _title(case, today),
        "mark": (*CASE_MARKS[case.state], case.get_state_display()),
        "steps": _path(case),
        "target": _target(case, today),
        "due": _due(case, today),
        "facts": _facts(case, today),
        "has_person": hasattr(case, "apprentice"),
        "log": _log(case, request) if case.may_open_person else "",
        "note": note or note_row(case.number),
        "events": entries(case_events(case, request.actor)[:SHOWN_EVENTS], request.actor, notes),
        "person": None,
        "is_open": False,
        "opened_note": "",
        "note_text": "",
        "crumbs": [(_("Cases"), reverse("apprenticeships:case_list")), (case.number, "")],
    }
    for panel in PANELS:
        context |= panel(request, case, today)
    context["events"] = with_passed(context["events"], context["deadlines"], today)
    context |= opened
    return render(request, "apprenticeships/case_detail.html", context)


def _title(case: Case, today: Any) -> str:
    year = case.training_year(today)
    return f"{case.number}: {case.occupation}" + (", " + _("year %(year)s") % {"year": year} if year else "")


def _due(case: Case, today: Any) -> dict[str, str] | None:
    if case.follow_up_on is None:
        return None
    return {
        "level": due_level(case.due_on, today),
        "text": due_text(case.due_on, today),
        "sub": _("due %(day)s") % {"day": day_short(case.due_on)},
        "title": _("Next step: %(step)s") % {"step": case.next_step or _("call and ask how things stand")},
    }


def _target(case: Case, today: Any) -> TargetMark | None:
    target = getattr(case.organisation, "case_target", None)
    return target_mark(case.reported_on, target.weeks if target else None, case.state, today)


def _path(case: Case) -> list[dict[str, str]]:
    """The steps of the way a case goes; a state beside the way stands in the place it takes there."""
    stands_for = {
        CaseState.WATCHING: CaseState.IN_PLACEMENT,
        CaseState.ON_HOLD: CaseState.IN_PLACEMENT,
        CaseState.STABILISED: CaseState.CLOSED,
        CaseState.WITHDRAWN: CaseState.CLOSED,
    }
    here = PATH.index(stands_for.get(case.state, case.state))
    steps = []
    for index, state in enumerate(PATH):
        label = case.get_state_display() if index == here else CaseState(state).label
        known = "done" if index < here else "current" if index == here else ""
        steps.append({"label": label, "state": known})
    return steps


def _log(case: Case, request: HttpRequest) -> str:
    entry = case.beside["access"]
    if entry is None:
        return _("Not opened yet.")
    who = _("you") if entry["user"] == request.actor.user_id else entry["name"] or "–"
    opened_at = timezone.localtime(datetime.fromisoformat(entry["at"]))
    return _("Last opened: %(moment)s, by %(who)s") % {"moment": moment(opened_at), "who": who}


def _facts(case: Case, today: Any) -> list[tuple[str, Any]]:
    """Label and value of every known fact, in the order of the page."""
    adviser, year = case.adviser, case.training_year(today)
    in_charge = adviser.user.name
    if adviser.deputy_stands_in(today):
        in_charge = _("%(name)s, deputy: %(deputy)s") % {"name": in_charge, "deputy": adviser.deputy.name}
    contract = ""
    if case.contract_start:
        end = day(case.contract_end) if case.contract_end else _("open")
        contract = _("%(start)s to %(end)s, year %(year)s") % {
            "start": day(case.contract_start),
            "end": end,
            "year": year,
        }
    ends = f"{day(case.ends_on)} ({days_away(case.ends_on, today)})" if case.place_ends_on else _("open")
    reach = (
        _("%(place)s · up to %(km)s km, by bus and train")
        if case.public_transport
        else _("%(place)s · up to %(km)s km")
    )
    minor = {True: _("yes"), False: _("no"), None: _("not known")}[case.is_minor]
    rows = [
        (_("Kind"), case.get_kind_display()),
        (_("Occupation"), f"{case.occupation} ({case.get_register_display()})"),
        (_("Company so far"), _company(case)),
        (_("Contract"), contract),
        (_("Contract number"), case.contract_number),
        (_("Place ends on"), ends),
        (_("Residence, reach"), reach % {"place": case.residence, "km": case.reach_km}),
        (_("Vocational school"), case.school),
        (
            _("Examination"),
            _("Part 1: %(state)s") % {"state": case.get_exam_part_1_display()} if case.exam_part_1 else "",
        ),
        (_("Wishes"), case.wishes),
        (_("Under 18"), minor),
        (_("New place"), case.offer.company_name if case.offer else ""),
        (_("New contract starts on"), day(case.new_start_on)),
        (_("Registered on"), _registered(case)),
        (_("New probation until"), day(case.probation_until)),
        (_("Outcome of the case"), case.get_outcome_display() if case.outcome else ""),
        (_("Reason of the state"), case.state_reason),
        (_("In charge"), in_charge),
    ]
    return [(label, value) for label, value in rows if value]


def _registered(case: Case) -> str:
    if case.registered_on is None:
        return ""
    chamber = case.registered_with.short_name if case.registered_with else ""
    return ", ".join(filter(None, (day(case.registered_on), chamber)))


def _company(case: Case) -> SafeString | str:
    name = ", ".join(
        map(str, filter(None, (case.company, case.company.municipality if case.company else None)))
    )
    if case.company_case is None:
        return name
    url = reverse("apprenticeships:company_case_detail", kwargs={"number": case.company_case.number})
    return format_html('{} · <a class="bp-num" href="{}">{}</a>', name, url, case.company_case.number)

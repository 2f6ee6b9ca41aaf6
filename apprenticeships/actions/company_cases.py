"""Opening company cases with their apprentices, and what a later phase does to all of them."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from apprenticeships.actions.cases import move_case, open_case
from apprenticeships.actions.deadlines import refresh_deadlines
from apprenticeships.models import Case, CompanyCase, TrainingCompany
from apprenticeships.phases import PlanRow, fingerprint, plan
from apprenticeships.states import NEVER, PHASE_STEPS, CaseKind
from apprenticeships.states.company_cases import PHASE_DAYS, PHASE_OUTCOMES
from portal.access import Actor
from portal.activity.recording import record
from portal.numbers import next_number
from portal.region.models import Municipality
from portal.sorting import sort_key
from portal.workflow import TransitionRefused


def company_of(name: str, municipality: Municipality | None, *, by: Actor) -> TrainingCompany:
    """The company of that name in the actor's own list, added where it is new."""
    known = TrainingCompany.objects.filter(organisation=by.organisation_id, sort_name=sort_key(name))
    if municipality is not None:
        known = known.filter(municipality=municipality)
    found = known.order_by("pk").first()
    if found is None:
        found = TrainingCompany.objects.create(
            organisation_id=by.organisation_id, name=name, municipality=municipality
        )
        record("company_added", found, by=by)
    return found


@transaction.atomic
def open_company_case(
    company_case: CompanyCase, rows: Sequence[tuple[Case, dict[str, Any]]], *, by: Actor
) -> CompanyCase:
    """Gives the unsaved company case its number, stores it and opens a case per row.

    `rows` are unsaved cases with the person's data. Side effects: numbers, events, states by the phase.
    """
    company_case.number = next_number("BF", timezone.localdate().year)
    company_case.organisation_id = by.organisation_id
    company_case.adviser_id = by.membership_id
    company_case.save()
    known = PHASE_DAYS.get(company_case.phase)
    since = (getattr(company_case, known) if known else None) or timezone.localdate()
    company_case.phases.create(phase=company_case.phase, since=since, entered_by_id=by.user_id)
    record("company_case_opened", company_case, by=by)
    add_rows(company_case, rows, by=by)
    return company_case


@transaction.atomic
def add_rows(
    company_case: CompanyCase, rows: Sequence[tuple[Case, dict[str, Any]]], *, by: Actor
) -> list[Case]:
    """Opens one case per row with the company's shared data; the phase decides how they start."""
    opened = []
    for case, person in rows:
        case.kind = CaseKind.LOSES
        case.company_case, case.adviser_id = company_case, company_case.adviser_id
        opened.append(open_case(case, by=by, person=person, reckon=False))
    step, sources = PHASE_STEPS[company_case.phase]
    for case in opened:
        if case.state in sources:
            _follow(case, step, company_case, by=by)
    refresh_deadlines(case.pk for case in opened)
    return opened


@transaction.atomic
def change_phase(
    company_case: CompanyCase,
    phase: str,
    ends_on: date | None,
    *,
    by: Actor,
    since: date | None = None,
    buyer: str = "",
    seen: str = "",
    left_out: Collection[str] = (),
) -> int:
    """Sets the phase, and in one step state and end date of all its open cases but those `left_out`.

    `since` is the day from which the phase holds (default today), `seen` the fingerprint of the preview
    that was agreed to: if anything has changed since, TransitionRefused is raised and nothing written.
    Returns how many cases changed their state. Side effects: a row of the history, events of the company
    case and of each case that changes.
    """
    locked = CompanyCase.objects.select_for_update().get(pk=company_case.pk)
    rows = plan(_open_cases(locked, lock=True), phase, ends_on)
    if seen and seen != fingerprint(locked.version, rows):
        raise TransitionRefused(_("Somebody has changed this company case meanwhile. This is how it is now."))
    _set_phase(locked, phase, since or timezone.localdate(), ends_on, buyer, by=by)
    moved = _carry_out([row for row in rows if row.case.number not in left_out], locked, by=by)
    company_case.refresh_from_db()
    return moved


def planned(company_case: CompanyCase, phase: str, ends_on: date | None) -> list[PlanRow]:
    """The preview of `change_phase`; changes nothing."""
    return plan(_open_cases(company_case), phase, ends_on)


def _open_cases(company_case: CompanyCase, *, lock: bool = False) -> list[Case]:
    rows = Case.objects.filter(company_case=company_case).open().order_by("pk")
    if lock:
        rows = rows.select_for_update(of=("self",))
    return list(rows.select_related("occupation", "residence", "company", "offer"))


def _set_phase(
    row: CompanyCase, phase: str, since: date, ends_on: date | None, buyer: str, *, by: Actor
) -> None:
    before = row.phase
    row.phase, row.version = phase, row.version + 1
    names = ["phase", "version", "ends_on"]
    if phase in PHASE_OUTCOMES:
        row.ends_on = None
    elif ends_on:
        row.ends_on = ends_on
    if phase in PHASE_DAYS:
        setattr(row, PHASE_DAYS[phase], since)
        names.append(PHASE_DAYS[phase])
    if buyer:
        row.buyer = buyer
        names.append("buyer")
    row.save(update_fields=names)
    row.phases.create(phase=phase, since=since, entered_by_id=by.user_id)
    record("phase_changed", row, by=by, changes={"phase": [before, phase]})


def _carry_out(rows: Sequence[PlanRow], company_case: CompanyCase, *, by: Actor) -> int:
    for row in rows:
        if row.ends_before != row.ends_after:
            Case.objects.filter(pk=row.case.pk).update(ends_on=row.ends_after, version=F("version") + 1)
            ends = [None if day == NEVER else day.isoformat() for day in (row.ends_before, row.ends_after)]
            record("case_changed", row.case, by=by, changes={"ends_on": ends}, note=company_case.number)
        if row.step:
            _follow(row.case, row.step, company_case, by=by)
    refresh_deadlines(row.case.pk for row in rows)
    return sum(bool(row.step) for row in rows)


def _follow(case: Case, step: str, company_case: CompanyCase, *, by: Actor) -> None:
    """One case goes the way of its company; where the place goes on, it ends with that outcome."""
    outcome = PHASE_OUTCOMES.get(company_case.phase)
    values = {"outcome": outcome} if outcome else {}
    move_case(case, step, by=by, note=company_case.number, reckon=False, **values)


@transaction.atomic
def mark_public(company_case: CompanyCase, *, by: Actor) -> None:
    """Says that the company's trouble is publicly known: all who work in the alliances see name and phase."""
    CompanyCase.objects.filter(pk=company_case.pk).update(is_public=True)
    company_case.is_public = True
    record("company_case_published", company_case, by=by, changes={"is_public": [False, True]})

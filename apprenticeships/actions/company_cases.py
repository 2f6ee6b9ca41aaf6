"""Opening company cases with their apprentices, and what a later phase does to all of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from apprenticeships.actions.cases import move_case, open_case
from apprenticeships.actions.deadlines import refresh_deadlines
from apprenticeships.models import Case, CompanyCase, TrainingCompany
from apprenticeships.states import PHASE_STEPS, CaseKind
from portal.access import Actor
from portal.activity.recording import record
from portal.numbers import next_number
from portal.region.models import Municipality
from portal.sorting import sort_key


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
    _follow_phase(opened, company_case, by=by)
    refresh_deadlines(case.pk for case in opened)
    return opened


@transaction.atomic
def change_phase(company_case: CompanyCase, phase: str, ends_on: date | None, *, by: Actor) -> int:
    """Sets the phase, and in one step the state and, where given, the end date of all its open cases.

    Returns how many cases changed their state. Side effects: events of the company case and of each case.
    """
    before = company_case.phase
    company_case.phase = phase
    company_case.ends_on = ends_on or company_case.ends_on
    company_case.version += 1
    company_case.save(update_fields=["phase", "ends_on", "version"])
    record("phase_changed", company_case, by=by, changes={"phase": [before, phase]})
    cases = list(company_case.cases.open().select_related("occupation", "residence", "company", "offer"))
    if ends_on:
        Case.objects.filter(pk__in=[case.pk for case in cases]).update(ends_on=ends_on)
    moved = _follow_phase(cases, company_case, by=by)
    refresh_deadlines(case.pk for case in cases)
    return moved


def _follow_phase(cases: Sequence[Case], company_case: CompanyCase, *, by: Actor) -> int:
    step, sources = PHASE_STEPS[company_case.phase]
    moved = [case for case in cases if case.state in sources]
    for case in moved:
        move_case(case, step, by=by, note=company_case.number, reckon=False)
    return len(moved)


@transaction.atomic
def mark_public(company_case: CompanyCase, *, by: Actor) -> None:
    """Says that the company's trouble is publicly known: all who work in the alliances see name and phase."""
    CompanyCase.objects.filter(pk=company_case.pk).update(is_public=True)
    company_case.is_public = True
    record("company_case_published", company_case, by=by, changes={"is_public": [False, True]})

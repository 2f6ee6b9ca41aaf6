"""Opening, changing and moving cases; the person's data; call notes."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from apprenticeships.actions.offers import give_seat_back, take_seat
from apprenticeships.models import Apprentice, CallNote, Case, TakeoverOffer
from apprenticeships.persons import FIELDS, index_person
from apprenticeships.states import CASE_WORKFLOW, NEVER, CaseState
from portal.access import Actor
from portal.activity.recording import record
from portal.numbers import next_number
from portal.partners.models import Membership

FIRST_LOOK = timedelta(days=1)  # a new case asks to be looked at on the next day


@transaction.atomic
def open_case(case: Case, *, by: Actor, person: dict[str, Any] | None = None) -> Case:
    """Gives an unsaved `case` its number and stores it, with the person's data where there are any.

    Side effects: number, event. Without an adviser the opener is in charge; without a follow-up date the
    case asks to be looked at tomorrow.
    """
    case.number = next_number("F", timezone.localdate().year)
    case.organisation_id = by.organisation_id
    if case.adviser_id is None:
        case.adviser_id = by.membership_id
    if case.due_on == NEVER:
        case.due_on = timezone.localdate() + FIRST_LOOK
    case.save()
    record("case_opened", case, by=by)
    if person and any(person.values()):
        change_person(case, person, by=by)
    return case


@transaction.atomic
def change_person(case: Case, values: dict[str, Any], *, by: Actor) -> None:
    """Writes the given texts over what is stored; empty ones keep what is there.

    Side effect: an event with the names of the fields, never their values.
    """
    given = {name: value for name, value in values.items() if value not in (None, "")}
    if not given:
        return
    row, _made = Apprentice.objects.get_or_create(case=case)
    for name, value in given.items():
        setattr(row, name, value.isoformat() if isinstance(value, date) and name in FIELDS else value)
    index_person(row)
    row.save(update_fields=[*given, "name_key", "person_key"])
    record("person_changed", case, by=by, changes={name: [] for name in given})


@transaction.atomic
def move_case(case: Case, step: str, *, by: Actor, note: str = "", **values: Any) -> None:
    """Moves a case one step of the workflow and sets what belongs to it.

    Side effects: state, event; falling back, withdrawing and reopening free the seat that was taken;
    closing and stabilising end follow-ups and the release to the pool.
    """
    before = case.state
    target = CASE_WORKFLOW.steps[step].target
    if target in (CaseState.CLOSED, CaseState.STABILISED, CaseState.WITHDRAWN):
        values |= {"due_on": NEVER, "closed_on": timezone.localdate(), "released_to_pool": False}
    if step == "reopen":
        values |= {"outcome": "", "closed_on": None, "due_on": timezone.localdate()}
    offer = case.offer if step in ("fall_back", "withdraw", "reopen") and case.offer_id else None
    if offer is not None:
        values["offer"] = None
    CASE_WORKFLOW.apply(case, step, by=by, **values)
    if offer is not None:
        give_seat_back(offer, by=by)
    record("case_moved", case, by=by, changes={"state": [before, case.state]}, note=note)


@transaction.atomic
def promise_case(case: Case, offer: TakeoverOffer | None, *, by: Actor) -> None:
    """A company has promised the place; an offer of the list loses one seat.

    Raises TransitionRefused when the case has moved or the last seat is gone: then nothing happened.
    """
    if offer is not None:
        take_seat(offer, by=by)
    move_case(case, "promise", by=by, offer=offer, note=offer.company_name if offer else "")


@transaction.atomic
def assign_case(case: Case, adviser: Membership, *, by: Actor) -> None:
    """Puts another adviser of the same organisation in charge. Side effect: event."""
    if adviser.pk == case.adviser_id:
        return
    case.adviser = adviser
    case.save(update_fields=["adviser"])
    record("case_assigned", case, by=by, changes={"adviser": []})


@transaction.atomic
def release_case(case: Case, released: bool, *, by: Actor) -> None:
    """Shows the case without person and company to all chambers' advisers, or takes it back."""
    case.released_to_pool = released
    case.save(update_fields=["released_to_pool"])
    record("case_released" if released else "case_taken_back", case, by=by)


@transaction.atomic
def write_note(
    case: Case, *, by: Actor, result: str, text: str = "", due_on: date | None, keep_due: bool = False
) -> CallNote:
    """Stores a call and moves the case's follow-up date (None: no follow-up; `keep_due` leaves it).

    Side effect: event with result and date, never the text.
    """
    note = CallNote.objects.create(case=case, author_id=by.user_id, result=result, text=text, due_on=due_on)
    if not keep_due:
        case.due_on = due_on or NEVER
        case.save(update_fields=["due_on"])
    shown = [None, due_on.isoformat() if due_on else None]
    record(
        "note_written", case, by=by, changes={"result": [None, result], "due_on": shown}, note=str(note.key)
    )
    return note

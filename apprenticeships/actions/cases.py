"""Opening, changing and moving cases; the person's data; call notes."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apprenticeships.actions.checklists import name_contributions
from apprenticeships.actions.deadlines import refresh_deadlines
from apprenticeships.actions.funding import refresh_funding_deadlines
from apprenticeships.actions.informing import expect_information
from apprenticeships.actions.offers import give_seat_back, take_seat
from apprenticeships.actions.proposals import Answer, decline, end_with_case, promised
from apprenticeships.actions.results import tell_results
from apprenticeships.models import (
    Apprentice,
    CallNote,
    Case,
    CaseContribution,
    PlacementProposal,
    TakeoverOffer,
)
from apprenticeships.persons import FIELDS, index_person
from apprenticeships.rules import persons_allowed
from apprenticeships.states import CASE_WORKFLOW, GUARDS, NEVER, PLACED, CaseState
from apprenticeships.states.proposals import RUNNING, ProposalState
from measures.models import Measure
from portal.access import Actor
from portal.activity.recording import record
from portal.numbers import next_number
from portal.partners.models import Membership
from portal.partners.states import OrganisationKind
from portal.workflow import TransitionRefused


class PersonsRefused(Exception):
    """The organisation may hold no persons; `str()` is for the user."""


FIRST_LOOK = timedelta(days=1)  # a new case asks to be looked at on the next day
SWEEP_CASES = 500  # cases that one sweep reminds of
FREES_SEAT = ("fall_back", "withdraw", "stabilise", "reopen")
PROBATION_ENDS = gettext_lazy("Probation ends: please ask")
MISSING = {
    "registered_on": gettext_lazy("Please say since when the new contract stands in the register."),
    "registered_with": gettext_lazy("Please say in which chamber's register the new contract stands."),
    "probation_until": gettext_lazy("Please say until when the new probation lasts."),
    "outcome": gettext_lazy("Please say how the case ended."),
    "reason": gettext_lazy("Please give the reason."),
    "due_on": gettext_lazy("Please say when to look at the case again."),
}


@transaction.atomic
def open_case(case: Case, *, by: Actor, person: dict[str, Any] | None = None, reckon: bool = True) -> Case:
    """Gives an unsaved `case` its number and stores it, with the person's data where there are any.

    Side effects: number, event, deadlines (unless the caller reckons many at once: `reckon=False`). Without
    an adviser the opener is in charge; without a follow-up date the case asks to be looked at tomorrow; what
    the company case knows (company, cause, end) is taken over where the case says nothing.
    """
    shared = case.company_case
    if shared is not None:
        case.company = shared.company
        case.cause = case.cause or shared.cause
        if shared.ends_on and case.ends_on == NEVER:
            case.ends_on = shared.ends_on
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
    if reckon:
        refresh_deadlines([case.pk])
    return case


@transaction.atomic
def change_person(case: Case, values: dict[str, Any], *, by: Actor) -> None:
    """Writes the given texts over what is stored; empty ones keep what is there.

    The one place where persons are written. Raises PersonsRefused where the organisation may hold none, and
    TransitionRefused when the case belongs to another one by now. Side effects: an event with the names of
    the fields, never their values; the deadline to inform the person.
    """
    given = {name: value for name, value in values.items() if value not in (None, "")}
    if not given:
        return
    _may_hold(case, given)
    row, _is_new = Apprentice.objects.get_or_create(case=case)
    for name, value in given.items():
        setattr(row, name, value.isoformat() if isinstance(value, date) and name in FIELDS else value)
    row.withheld = [name for name in row.withheld if name not in given]
    index_person(row)
    row.save(update_fields=[*given, "withheld", "name_key", "person_key"])
    expect_information(case)
    record("person_changed", case, by=by, changes={name: [] for name in given})


def _may_hold(case: Case, given: dict[str, Any]) -> None:
    """Locks the case, so that no handover comes between, and asks what its organisation may hold."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("organisation")
    found = rows.filter(pk=case.pk, organisation=case.organisation_id).first()
    if found is None:
        raise TransitionRefused(_("This has changed meanwhile, so the step no longer fits."))
    if set(given) & set(FIELDS) and not persons_allowed(found.organisation):
        raise PersonsRefused(_("Your organisation works with register numbers only: no person is stored."))


@transaction.atomic
def move_case(
    case: Case,
    step: str,
    *,
    by: Actor,
    note: str = "",
    reckon: bool = True,
    answer: Answer | None = None,
    **values: Any,
) -> None:
    """Moves a case one step of the workflow and sets what belongs to it; `note` is the reason.

    Raises TransitionRefused when the step does not fit or lacks what GUARDS asks for: then nothing happened.
    Side effects: state, event, deadlines (unless `reckon=False`); falling back, withdrawing, stabilising and
    reopening free the seat that was taken; closing and stabilising end follow-ups and the release to the
    pool; reopening forgets what had helped; a result is told to whoever left the tip or suggested the
    company; proposals end as actions.proposals.ENDS_WITH_CASE says, a promise that falls back with `answer`
    where given.
    """
    before = _lock(case)
    values = _guarded(case, step, note, values)
    target = CASE_WORKFLOW.steps[step].target
    values["state_reason"] = note[:200] if "reason" in GUARDS.get(step, ()) else ""
    if target in (CaseState.CLOSED, CaseState.STABILISED, CaseState.WITHDRAWN):
        values |= {"due_on": NEVER, "closed_on": timezone.localdate(), "released_to_pool": False}
    if step == "reopen":
        values |= {"outcome": "", "closed_on": None, "due_on": timezone.localdate()}
    offer = case.offer if step in FREES_SEAT and case.offer_id else None
    if offer is not None:
        values["offer"] = None
    CASE_WORKFLOW.apply(case, step, by=by, **values)
    if offer is not None:
        give_seat_back(offer, by=by)
    if step == "reopen":
        CaseContribution.objects.filter(case=case).delete()
    end_with_case(case, step, answer=answer)
    record("case_moved", case, by=by, changes={"state": [before, case.state]}, note=note)
    refresh_funding_deadlines(case)
    if reckon:
        refresh_deadlines([case.pk])
    tell_results(case, step)


def _guarded(case: Case, step: str, note: str, values: dict[str, Any]) -> dict[str, Any]:
    """`values` with what the step cannot be without; raises TransitionRefused where it lacks."""
    values = dict(values)
    if step == "register":
        chamber = values.get("registered_with") or case.organisation
        if chamber.kind != OrganisationKind.CHAMBER:
            raise TransitionRefused(MISSING["registered_with"])
        values["registered_with"] = chamber
    given = {**values, "reason": note.strip()}
    if step == "care":
        given.setdefault("probation_until", case.probation_until)
    for name in GUARDS.get(step, ()):
        if not given.get(name) or given[name] == NEVER:
            raise TransitionRefused(MISSING[name])
    if step == "register" and given["registered_on"] > timezone.localdate():
        raise TransitionRefused(_("The day of registration is still to come."))
    return values


@transaction.atomic
def close_case(case: Case, outcome: str, *, by: Actor, helped: Sequence[Measure] = ()) -> None:
    """Closes a case with its outcome and, where said, the measures that have helped."""
    move_case(case, "close", by=by, outcome=outcome)
    if helped:
        name_contributions(case, helped, by=by)


def _lock(case: Case) -> str:
    """Locks the case until the transaction ends, takes its offer as it is now, and returns its state.

    Of a case that somebody opened minutes ago another seat would be given back than it holds.
    """
    state, case.offer_id = Case.objects.select_for_update().values_list("state", "offer_id").get(pk=case.pk)
    return state


@transaction.atomic
def promise_case(case: Case, offer: TakeoverOffer | None, *, by: Actor) -> None:
    """A company has promised the place; an offer of the list loses one seat, its proposal is a promise.

    Raises TransitionRefused when the case has moved or the last seat is gone: then nothing happened. Further
    proposals of the case run on until the contract is signed.
    """
    if _lock(case) in (CaseState.PROMISE, CaseState.SIGNED):
        raise TransitionRefused(_("This case has a promise already. Only one can hold at a time."))
    if offer is not None:
        take_seat(offer, by=by)
    move_case(case, "promise", by=by, offer=offer, note=offer.company_name if offer else "")
    if offer is not None:
        promised(case, offer, by=by)


@transaction.atomic
def promise_proposal(proposal: PlacementProposal, *, by: Actor) -> None:
    """The company of a running proposal has promised the place. As `promise_case`, else refused."""
    _lock(proposal.case)
    running = PlacementProposal.objects.select_for_update().filter(pk=proposal.pk, state__in=RUNNING)
    if not running.exists():
        raise TransitionRefused(_("This has changed meanwhile, so the step no longer fits."))
    promise_case(proposal.case, proposal.offer, by=by)


@transaction.atomic
def decline_proposal(proposal: PlacementProposal, *, by: Actor, answer: Answer) -> None:
    """One side has said no. A promise falls back with its case, whose seat is free again.

    Raises TransitionRefused when the new contract stands in the register already, or the proposal has ended.
    """
    _lock(proposal.case)
    if proposal.state == ProposalState.PROMISE:
        if proposal.case.offer_id != proposal.offer_id:
            raise TransitionRefused(_("This has changed meanwhile, so the step no longer fits."))
        move_case(proposal.case, "fall_back", by=by, answer=answer)
    else:
        decline(proposal, by=by, answer=answer)


@transaction.atomic
def assign_case(case: Case, adviser: Membership, *, by: Actor) -> None:
    """Puts another adviser of the same organisation in charge. Side effect: event."""
    if adviser.pk == case.adviser_id:
        return
    case.adviser = adviser
    case.save(update_fields=["adviser"])
    record("case_assigned", case, by=by, changes={"adviser": []})


@transaction.atomic
def write_note(
    case: Case, *, by: Actor, result: str, text: str = "", due_on: date | None, keep_due: bool = False
) -> CallNote:
    """Stores a call and moves the case's follow-up date (None: no follow-up; `keep_due` leaves it).

    Side effects: event with result and date, never the text; deadlines that a call meets.
    """
    note = CallNote.objects.create(case=case, author_id=by.user_id, result=result, text=text, due_on=due_on)
    if not keep_due:
        case.due_on = due_on or NEVER
        case.save(update_fields=["due_on"])
    shown = [None, due_on.isoformat() if due_on else None]
    record(
        "note_written", case, by=by, changes={"result": [None, result], "due_on": shown}, note=str(note.key)
    )
    refresh_deadlines([case.pk])
    return note


def remind_of_probation(now: datetime) -> None:
    """Puts cases whose new probation ends on the list of those in charge, once for each end; the sweep's.

    A follow-up that is due earlier stays. Side effects: follow-up, next step, event.
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        rows = Case.objects.filter(
            ~Q(probation_asked=F("probation_until")) | Q(probation_asked=None),
            state__in=PLACED,
            probation_until__lte=today,
        ).order_by("pk")
        for case in rows.select_for_update(skip_locked=True)[:SWEEP_CASES]:
            values = {"probation_asked": case.probation_until}
            if case.due_on >= today:
                values |= {"due_on": today, "next_step": str(PROBATION_ENDS)}
            Case.objects.filter(pk=case.pk).update(**values)
            record("probation_ends", case, by=None)

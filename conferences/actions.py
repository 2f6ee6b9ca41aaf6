"""Everything that changes conferences, agendas, decisions and tasks; each verb records its event."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import count
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from conferences.agenda import STANDARD, renumbered
from conferences.models import ActionItem, AgendaItem, Conference, ConferenceBody, Decision
from conferences.states import (
    CONFERENCE_WORKFLOW,
    DECIDED,
    DECISION_WORKFLOW,
    TASK_WORKFLOW,
    ConferenceState,
    Outcome,
)
from portal.access import Actor
from portal.activity.recording import record
from portal.numbers import next_number
from portal.partners.models import Body
from portal.workflow import TransitionRefused

# Texts that only some may read: an event says that they changed, never how.
UNTOLD = frozenset({"office_note", "minutes", "notes"})

# --- conferences --------------------------------------------------------------------------------------


@transaction.atomic
def create_conference(
    conference: Conference, *, bodies: Sequence[Body], with_standard_agenda: bool, by: Actor
) -> Conference:
    """Stores a scheduled conference of `bodies` (lead first), on request with the standard agenda."""
    conference.slug = free_slug(conference.held_on)
    conference.save()
    set_bodies(conference, bodies)
    if with_standard_agenda:
        add_standard_agenda(conference)
    record("created", conference, by=by)
    return conference


def free_slug(day: date) -> str:
    """The day as address, from the second conference of a day on with a running number."""
    taken = set(Conference.objects.filter(slug__startswith=day.isoformat()).values_list("slug", flat=True))
    names = (day.isoformat() if serial == 1 else f"{day.isoformat()}-{serial}" for serial in count(1))
    return next(name for name in names if name not in taken)


def set_bodies(conference: Conference, bodies: Sequence[Body]) -> None:
    ConferenceBody.objects.filter(conference=conference).delete()
    ConferenceBody.objects.bulk_create(
        ConferenceBody(conference=conference, body=body, position=position)
        for position, body in enumerate(bodies)
    )


def add_standard_agenda(conference: Conference) -> None:
    """The ten usual items; stored texts are German whatever language the office works in."""
    with translation.override(settings.LANGUAGE_CODE):
        AgendaItem.objects.bulk_create(
            AgendaItem(
                conference=conference,
                position=position,
                number=str(position),
                title=str(item.title),
                planned_minutes=item.minutes,
            )
            for position, item in enumerate(STANDARD, 1)
        )


@transaction.atomic
def edit_conference(form: Any, *, bodies: Sequence[Body], by: Actor) -> Conference:
    """Saves the head; a new day moves the address (before the invitation) and its decisions' day."""
    changes = form.changes()
    conference = form.save()
    set_bodies(conference, bodies)
    if "starts_at" in changes:
        if conference.state == ConferenceState.PLANNED and not conference.slug.startswith(
            conference.held_on.isoformat()
        ):
            conference.slug = free_slug(conference.held_on)
            conference.save(update_fields=["slug"])
        conference.decisions.update(decided_on=conference.held_on)
    if changes:
        record("edited", conference, by=by, changes=changes)
    return conference


@transaction.atomic
def invite(conference: Conference, *, by: Actor, now: datetime | None = None) -> None:
    """Opens date and agenda to all partners."""
    CONFERENCE_WORKFLOW.apply(conference, "invite", by=by, invited_at=now or timezone.now())
    record("invited", conference, by=by)


@transaction.atomic
def cancel(conference: Conference, *, by: Actor, now: datetime | None = None) -> None:
    """Calls the conference off; whoever could see it still does."""
    CONFERENCE_WORKFLOW.apply(conference, "cancel", by=by, cancelled_at=now or timezone.now())
    record("cancelled", conference, by=by)


@transaction.atomic
def hold(conference: Conference, *, by: Actor, now: datetime | None = None) -> list[str]:
    """Closes the conference and numbers its decisions gapless, in the order of the agenda.

    Returns the numbers. What was postponed or rejected stays without one. The row of the conference and
    the counter of the year stay locked until the transaction ends.
    """
    CONFERENCE_WORKFLOW.apply(conference, "hold", by=by, held_at=now or timezone.now())
    decided = conference.decisions.filter(result__in=DECIDED).in_agenda_order()
    numbers = []
    for decision in decided.select_for_update(of=("self",)):
        number = next_number("B", conference.held_on.year)
        Decision.objects.filter(pk=decision.pk).update(
            number=number, sequence=int(number.rsplit("/", 1)[1]), version=F("version") + 1
        )
        numbers.append(number)
    record("held", conference, by=by, changes={"numbers": ["", ", ".join(numbers)]})
    return numbers


@transaction.atomic
def release(conference: Conference, *, by: Actor, now: datetime | None = None) -> None:
    """Releases the minutes: from now on the partners see decisions and tasks, and nothing of it changes."""
    released = Conference.objects.permitted(by, "release").filter(pk=conference.pk)
    if not released.update(
        minutes_released_at=now or timezone.now(), minutes_released_by=by.user, version=F("version") + 1
    ):
        raise TransitionRefused(_("This has changed meanwhile, so the step no longer fits."))
    conference.refresh_from_db()
    record("released", conference, by=by)


@transaction.atomic
def write_minutes(form: Any, *, by: Actor) -> Conference:
    """Saves the text of the minutes."""
    changes = told(form.changes())
    conference = form.save()
    if changes:
        record("minutes_edited", conference, by=by, changes=changes)
    return conference


# --- agenda -------------------------------------------------------------------------------------------


@transaction.atomic
def add_agenda_item(form: Any, conference: Conference, *, by: Actor) -> AgendaItem:
    """Puts an item at the end of the agenda."""
    lock(conference, ConferenceState.PLANNED, ConferenceState.INVITED)
    last = conference.agenda.aggregate(last=Max("position"))["last"] or 0
    form.instance.conference, form.instance.position = conference, last + 1
    item = form.save()
    record("agenda_added", conference, by=by, note=f"TOP {item.number}")
    return item


@transaction.atomic
def edit_agenda_item(form: Any, *, by: Actor) -> AgendaItem:
    """Saves what is planned for an item, or its notes and outcome."""
    changes = told(form.changes())
    item = form.save()
    if changes:
        record("edited", item, by=by, changes=changes)
        record("agenda_edited", item.conference, by=by, note=f"TOP {item.number}")
    return item


@transaction.atomic
def remove_agenda_item(item: AgendaItem, *, by: Actor) -> None:
    """Takes an item off the agenda; refused once a decision or task hangs on it."""
    conference = lock(item.conference, ConferenceState.PLANNED, ConferenceState.INVITED)
    if item.decisions.exists() or item.tasks.exists():
        raise TransitionRefused(_("This item has decisions or tasks and stays on the agenda."))
    note = f"TOP {item.number}"
    item.delete()
    record("agenda_removed", conference, by=by, note=note)


@transaction.atomic
def move_agenda_item(item: AgendaItem, *, up: bool, by: Actor) -> None:
    """Swaps an item with its neighbour above or below; at the end of the list nothing happens."""
    conference = lock(item.conference, ConferenceState.PLANNED, ConferenceState.INVITED)
    items = list(conference.agenda.in_order())
    place = next((place for place, row in enumerate(items) if row.pk == item.pk), None)
    other = None if place is None else place - 1 if up else place + 1
    if other is None or not 0 <= other < len(items):
        return
    mine, theirs = items[place], items[other]
    mine.position, theirs.position = theirs.position, mine.position
    AgendaItem.objects.bulk_update([mine, theirs], ["position"])
    record("agenda_moved", conference, by=by, note=f"TOP {item.number}")


@transaction.atomic
def renumber_agenda(conference: Conference, *, by: Actor) -> None:
    """Counts the items anew in their order, sub-items under the item before them."""
    conference = lock(conference, ConferenceState.PLANNED, ConferenceState.INVITED)
    items = list(conference.agenda.in_order())
    for position, (item, number) in enumerate(
        zip(items, renumbered([item.number for item in items]), strict=True), 1
    ):
        item.position, item.number = position, number
    AgendaItem.objects.bulk_update(items, ["position", "number"])
    record("agenda_renumbered", conference, by=by)


# --- decisions ----------------------------------------------------------------------------------------


@transaction.atomic
def add_decision(form: Any, conference: Conference, *, by: Actor) -> Decision:
    """Records a decision under its agenda item; it gets its number when the conference is closed."""
    conference = lock(conference, ConferenceState.INVITED)
    decision = form.instance
    decision.conference, decision.decided_on = conference, conference.held_on
    decision.position = next_position(decision.agenda_item.decisions)
    decision = form.save()
    came_out(decision.agenda_item, Outcome.DECISION)
    record("created", decision, by=by)
    return decision


@transaction.atomic
def edit_decision(form: Any, *, by: Actor) -> Decision:
    """Saves a decision; under another agenda item it goes to the end of that item's."""
    changes = told(form.changes())
    if "agenda_item" in changes:
        form.instance.position = next_position(form.instance.agenda_item.decisions)
    decision = form.save()
    if changes:
        record("edited", decision, by=by, changes=changes)
    return decision


@transaction.atomic
def remove_decision(decision: Decision, *, by: Actor) -> None:
    """Takes back what was recorded by mistake, while nothing has a number yet."""
    conference = lock(decision.conference, ConferenceState.INVITED)
    note = decision.label
    decision.delete()
    record("decision_removed", conference, by=by, note=note)


@transaction.atomic
def start(decision: Decision, *, by: Actor) -> None:
    """A responsible organisation says that it has begun."""
    DECISION_WORKFLOW.apply(decision, "start", by=by)
    record("started", decision, by=by)


@transaction.atomic
def report_done(decision: Decision, *, by: Actor, now: datetime | None = None) -> None:
    """A responsible organisation reports the decision as done; the office is asked to confirm."""
    DECISION_WORKFLOW.apply(
        decision, "report_done", by=by, reported_at=now or timezone.now(), reported_by=by.organisation
    )
    record("reported_done", decision, by=by)


@transaction.atomic
def confirm_done(decision: Decision, *, by: Actor, today: date | None = None) -> None:
    """The office confirms what was reported."""
    DECISION_WORKFLOW.apply(decision, "confirm_done", by=by, done_on=today or timezone.localdate())
    record("confirmed_done", decision, by=by)


@transaction.atomic
def reopen(decision: Decision, *, reason: str, by: Actor) -> None:
    """The office takes back that a decision is done, and says why."""
    DECISION_WORKFLOW.apply(
        decision, "reopen", by=by, done_on=None, reported_at=None, reported_by=None, reopened_why=reason
    )
    record("reopened", decision, by=by, note=reason)


# --- tasks --------------------------------------------------------------------------------------------


@transaction.atomic
def add_task(form: Any, conference: Conference, *, by: Actor) -> ActionItem:
    """Gives a task its number and stores who does what until when."""
    conference = lock(conference, ConferenceState.INVITED, ConferenceState.HELD)
    form.instance.conference = conference
    form.instance.number = next_number("A", conference.held_on.year)
    task = form.save()
    came_out(task.agenda_item, Outcome.TASK)
    record("created", task, by=by)
    return task


@transaction.atomic
def edit_task(form: Any, *, by: Actor) -> ActionItem:
    changes = form.changes()
    task = form.save()
    if changes:
        record("edited", task, by=by, changes=changes)
    return task


@transaction.atomic
def tick_off(task: ActionItem, *, by: Actor, now: datetime | None = None) -> None:
    """The organisation that has the task, or the office, ticks it off."""
    TASK_WORKFLOW.apply(task, "tick_off", by=by, done_at=now or timezone.now(), done_by=by.user)
    record("ticked_off", task, by=by)


@transaction.atomic
def reopen_task(task: ActionItem, *, by: Actor) -> None:
    TASK_WORKFLOW.apply(task, "reopen", by=by, done_at=None, done_by=None)
    record("reopened", task, by=by)


# --- shared -------------------------------------------------------------------------------------------


def lock(conference: Conference, *states: str) -> Conference:
    """The conference's row, locked until the transaction ends; refused when it has left `states`."""
    row = Conference.objects.select_for_update().filter(pk=conference.pk, state__in=states).first()
    if row is None:
        raise TransitionRefused(_("This has changed meanwhile, so the step no longer fits."))
    return row


def next_position(siblings: QuerySet) -> int:
    return (siblings.aggregate(last=Max("position"))["last"] or 0) + 1


def came_out(item: AgendaItem, outcome: str) -> None:
    """Notes what came out of an item unless the office has already said so."""
    AgendaItem.objects.filter(pk=item.pk, outcome=Outcome.NONE).update(outcome=outcome)


def told(changes: dict[str, list]) -> dict[str, list]:
    """The changes for an event, texts that only some may read without their values."""
    return {name: [] if name in UNTOLD else values for name, values in changes.items()}

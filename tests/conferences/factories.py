"""make_x factories of conferences, agenda items, decisions and tasks."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from conferences.models import ActionItem, AgendaItem, Conference, ConferenceBody, Decision
from conferences.states import ConferenceState
from portal.partners.models import Body, Organisation
from tests.factories import make_body

_serial = count(1)
START = datetime(2026, 10, 22, 14, 0, tzinfo=timezone.get_default_timezone())


def make_conference(
    *bodies: Body, state: str = ConferenceState.INVITED, released: bool = False, **values: Any
):
    """A conference on 22 October 2026, invited unless told otherwise."""
    serial = next(_serial)
    starts_at = values.pop("starts_at", START)
    stamps = {
        ConferenceState.PLANNED: {},
        ConferenceState.INVITED: {"invited_at": starts_at},
        ConferenceState.HELD: {"invited_at": starts_at, "held_at": starts_at},
        ConferenceState.CANCELLED: {"cancelled_at": starts_at},
    }[state]
    if released:
        values.setdefault("minutes_released_at", starts_at + timedelta(days=5))
    conference = Conference.objects.create(
        slug=values.pop("slug", f"{starts_at:%Y-%m-%d}-{serial % 1000}"),
        title=values.pop("title", f"Muster-Konferenz {serial}"),
        starts_at=starts_at,
        ends_at=values.pop("ends_at", starts_at + timedelta(hours=3)),
        state=state,
        **{**stamps, **values},
    )
    ConferenceBody.objects.bulk_create(
        ConferenceBody(conference=conference, body=body, position=position)
        for position, body in enumerate(bodies or [make_body()])
    )
    return conference


def make_released(*bodies: Body, **values: Any) -> Conference:
    return make_conference(*bodies, state=ConferenceState.HELD, released=True, **values)


def make_item(conference: Conference, **values: Any) -> AgendaItem:
    position = values.pop("position", conference.agenda.count() + 1)
    values.setdefault("number", str(position))
    values.setdefault("title", f"Muster-Punkt {position}")
    return AgendaItem.objects.create(conference=conference, position=position, **values)


def make_decision(conference: Conference, *responsible: Organisation, **values: Any) -> Decision:
    """A decision under the first agenda item; `number` makes it a numbered one ("B 2026/07")."""
    item = values.pop("agenda_item", None) or conference.agenda.first() or make_item(conference)
    number = values.pop("number", "")
    decision = Decision.objects.create(
        conference=conference,
        agenda_item=item,
        position=values.pop("position", item.decisions.count() + 1),
        number=number,
        sequence=int(number.split("/")[1]) if number else 0,
        decided_on=values.pop("decided_on", conference.held_on),
        text=values.pop("text", "Muster-Beschluss"),
        **values,
    )
    decision.responsible.set(responsible)
    return decision


def make_task(conference: Conference, organisation: Organisation, **values: Any) -> ActionItem:
    item = values.pop("agenda_item", None) or conference.agenda.first() or make_item(conference)
    return ActionItem.objects.create(
        number=values.pop("number", f"A-2026-{next(_serial):03d}"),
        conference=conference,
        agenda_item=item,
        organisation=organisation,
        text=values.pop("text", "Muster-Aufgabe"),
        due_on=values.pop("due_on", date(2026, 12, 1)),
        **values,
    )

"""Two joint conferences of the made-up alliances that have been held, and one to come.

Everything goes through the forms and actions of the office, as in real life.
"""

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.forms import Form
from django.utils import timezone

from conferences import actions
from conferences.forms import DecisionForm, TaskForm
from conferences.models import ActionItem, AgendaItem, Conference, Decision
from measures.models import Measure
from portal.access import Actor
from portal.activity.recording import as_of
from portal.partners.actors import actor_of
from portal.partners.demo import body, membership, organisation
from portal.partners.models import Membership, Organisation
from portal.partners.states import Role

FILE = Path(__file__).resolve().parent / "data" / "demo.json"
BEGIN, LENGTH = time(14, 0), timedelta(hours=3)
THURSDAY = 3


def load(today: date) -> None:
    """Conferences, agendas, minutes, decisions in every state, and tasks; dates count from today."""
    member = membership("geschaeftsstelle@muster.example")
    office = actor_of(member.user, member)
    decisions: list[Decision] = []
    for entry in json.loads(FILE.read_text()):
        with as_of(_start(entry, today) - timedelta(days=56)):
            conference = _conference(entry, today, office)
        invited_at = conference.starts_at - timedelta(days=28)
        with as_of(invited_at):
            actions.invite(conference, by=office, now=invited_at)
        with as_of(conference.starts_at):
            taken = [_decision(row, conference, decisions, today, office) for row in entry["decisions"]]
            for row in entry["tasks"]:
                _task(row, conference, taken, today, office)
        if conference.starts_at < timezone.now():
            _close(conference, entry, office)
            for decision, row in zip(taken, entry["decisions"], strict=True):
                _put_into_practice(decision, row, today, office)
            _tick_off(conference, entry["tasks"])
        decisions += taken


def _start(entry: dict[str, Any], today: date) -> datetime:
    """Two in the afternoon of the Thursday on or before the entry's day."""
    day = today + timedelta(days=entry["days"])
    day -= timedelta(days=(day.weekday() - THURSDAY) % 7)
    return datetime.combine(day, BEGIN, timezone.get_default_timezone())


def _conference(entry: dict[str, Any], today: date, office: Actor) -> Conference:
    start = _start(entry, today)
    conference = actions.create_conference(
        Conference(
            title=entry["title"],
            starts_at=start,
            ends_at=start + LENGTH,
            place=entry["place"],
            chairs=entry["chairs"],
            minute_taker="Geschäftsstelle",
            minutes=entry.get("minutes", ""),
        ),
        bodies=[body("Muster-Allianz"), body("Muster-Fachkräftebündnis")],
        with_standard_agenda=True,
        by=office,
    )
    for number, values in entry["items"].items():
        _fill_item(conference.agenda.get(number=number), values)
    if secret := entry.get("secret"):
        _insert_secret(conference, secret)
    return conference


def _fill_item(item: AgendaItem, values: dict[str, Any]) -> None:
    item.notes = values.get("notes", "")
    item.outcome = values.get("outcome", item.outcome)
    item.proposed_text = values.get("proposed", "")
    if "presenter" in values:
        item.presenter = organisation(values["presenter"])
    item.save()


def _insert_secret(conference: Conference, secret: dict[str, str]) -> None:
    """A non-public item after another; the ones below make room from the bottom up."""
    place = conference.agenda.get(number=secret["after"]).position + 1
    for item in conference.agenda.filter(position__gte=place).order_by("-position"):
        item.position += 1
        item.save(update_fields=["position"])
    AgendaItem.objects.create(
        conference=conference,
        position=place,
        number=secret["number"],
        title=secret["title"],
        notes=secret["notes"],
        is_public=False,
    )


def _decision(
    row: dict[str, Any], conference: Conference, earlier: list[Decision], today: date, office: Actor
) -> Decision:
    amended = earlier[row["amends"]] if "amends" in row else None
    measures = Measure.objects.filter(title__in=row.get("measures", [])).values_list("number", flat=True)
    form = DecisionForm(
        {
            "agenda_item": conference.agenda.get(number=row["top"]).pk,
            "text": row["text"],
            "result": row.get("result", "unanimous"),
            "votes": row.get("votes", ""),
            "is_public": row.get("public", True),
            "responsible": [organisation(name).pk for name in row["responsible"]],
            "due_on": today + timedelta(days=row["due"]) if "due" in row else None,
            "delay_reason": row.get("delay", ""),
            "measures": ", ".join(measures),
            "amends": amended.number if amended else "",
            "office_note": row.get("office_note", ""),
        },
        conference=conference,
        actor=office,
    )
    return actions.add_decision(_valid(form), conference, by=office)


def _task(
    row: dict[str, Any], conference: Conference, taken: list[Decision], today: date, office: Actor
) -> ActionItem:
    form = TaskForm(
        {
            "organisation": organisation(row["who"]).pk,
            "text": row["text"],
            "due_on": today + timedelta(days=row["due"]),
            "agenda_item": conference.agenda.get(number=row["top"]).pk,
            "decision": taken[row["decision"]].pk if "decision" in row else None,
        },
        conference=conference,
    )
    return actions.add_task(_valid(form), conference, by=office)


def _valid(form: Form) -> Form:
    assert form.is_valid(), form.errors
    return form


def _close(conference: Conference, entry: dict[str, Any], office: Actor) -> None:
    with as_of(conference.ends_at):
        actions.hold(conference, by=office, now=conference.ends_at)
    released_at = conference.ends_at + timedelta(days=entry["released_after_days"])
    with as_of(released_at):
        actions.release(conference, by=office, now=released_at)


def _put_into_practice(decision: Decision, row: dict[str, Any], today: date, office: Actor) -> None:
    """Takes the decision to its state, each step by the organisation that is responsible for it."""
    state = row.get("state", "open")
    decision.refresh_from_db()
    when = min(timezone.now(), decision.conference.ends_at + timedelta(days=24))
    with as_of(when):
        if state == "in_progress":
            actions.start(decision, by=_somebody_of(*decision.responsible.all()))
        if state in {"reported_done", "done"}:
            actions.report_done(decision, by=_somebody_of(*decision.responsible.all()), now=when)
    if state == "done":
        with as_of(when + timedelta(days=3)):
            actions.confirm_done(decision, by=office, today=today + timedelta(days=row["due"] - 3))


def _tick_off(conference: Conference, rows: list[dict[str, Any]]) -> None:
    for task, row in zip(conference.tasks.order_by("number"), rows, strict=True):
        if row.get("done"):
            when = min(timezone.now(), conference.ends_at + timedelta(days=14))
            with as_of(when):
                actions.tick_off(task, by=_somebody_of(task.organisation), now=when)


def _somebody_of(*organisations: Organisation) -> Actor:
    """A person who acts for one of the made-up organisations."""
    roles = [Role.PARTNER, Role.ADVISER, Role.ADMIN]
    people = Membership.objects.filter(organisation__in=organisations, role__in=roles)
    member = people.select_related("user").earliest("pk")
    return actor_of(member.user, member)

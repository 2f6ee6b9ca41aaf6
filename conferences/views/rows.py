"""The rows of this area's lists, formatted once for the templates."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conferences.marks import Mark, conference_mark, decision_mark, task_mark
from conferences.models import ActionItem, Decision, reference
from conferences.querysets import UNFINISHED
from conferences.register import RegisterRow
from conferences.states import DECIDED, DecisionState, Result, TaskState
from portal.templatetags.portal_ui import day, due_text

MOST_NAMES = 3  # more responsible organisations than these are counted


def conference_fields() -> tuple[str, ...]:
    return ("slug", "title", "starts_at", "place", "state", "body_names", "minutes_released_at")


class ConferenceLine(NamedTuple):
    """One conference in the list."""

    url: str
    title: str
    starts_at: Any
    place: str
    mark: Mark
    bodies: str
    is_released: bool

    @classmethod
    def of(cls, row: tuple) -> "ConferenceLine":
        slug, title, starts_at, place, state, bodies, released_at = row
        url = reverse("conferences:detail", args=[slug])
        names = ", ".join(bodies)
        return cls(url, title, starts_at, place, conference_mark(state), names, released_at is not None)


class DecisionLine(NamedTuple):
    """One decision on the page of its conference."""

    label: str
    url: str
    text: str
    result: str
    mark: Mark
    is_decided: bool
    responsible: str
    due_on: date | None
    is_public: bool
    item_id: int

    @classmethod
    def of(cls, row: Decision) -> "DecisionLine":
        return cls(
            label=row.label,
            url=row.get_absolute_url(),
            text=row.text,
            result=result_text(row.result, row.votes),
            mark=decision_mark(row.number, row.state, row.result),
            is_decided=row.result in DECIDED,
            responsible=", ".join(row.responsible_names),
            due_on=row.due_on,
            is_public=row.is_public,
            item_id=row.agenda_item_id,
        )


class TaskLine(NamedTuple):
    """One task, with what this reader may do with it."""

    number: str
    text: str
    who: str
    due_on: date
    is_open: bool
    mark: Mark
    url: str
    decision: str
    decision_url: str
    may_tick_off: bool
    may_edit: bool

    @classmethod
    def of(cls, row: ActionItem, url: str = "") -> "TaskLine":
        return cls(
            number=row.number,
            text=row.text,
            who=row.organisation.short_name,
            due_on=row.due_on,
            is_open=row.state == TaskState.OPEN,
            mark=task_mark(row.state),
            url=url,
            decision="",
            decision_url="",
            may_tick_off=row.may_tick_off,
            may_edit=row.may_edit,
        )


class RegisterLine(NamedTuple):
    """One decision in the register."""

    label: str
    url: str
    date: str
    text: str
    result: str
    amends: str
    amends_url: str
    responsible: str
    due: str
    late: str
    mark: Mark
    note: str
    confirm: bool
    delay: str
    follows: list[tuple[str, str]]
    is_gap: bool
    votes: str
    is_public: bool


def register_presenter(today: date, *, confirms: bool) -> Callable[[tuple], RegisterLine]:
    """Turns rows of the register into lines; `confirms` offers the office the way to confirm."""
    decision_url, measure_url = prefix("conferences:decision", "B-2000-01"), prefix("measures:detail", "M")
    conference_url = prefix("conferences:detail", "2000-01-01")

    def present(values: tuple) -> RegisterLine:
        row = RegisterRow._make(values)
        late = bool(row.number and row.state in UNFINISHED and row.due_on and row.due_on < today)
        tasks = [(number, f"{conference_url}{row.conference}/#{number}") for number in row.tasks]
        measures = [(number, f"{measure_url}{number}/") for number in row.measures]
        reported = row.state == DecisionState.REPORTED_DONE
        return RegisterLine(
            label=row.label,
            url=f"{decision_url}{reference(row.number, row.key)}/",
            date=day(row.decided_on),
            text=row.text,
            result=result_text(row.result, row.votes),
            amends=row.amends or "",
            amends_url=f"{decision_url}{reference(row.amends, '')}/" if row.amends else "",
            responsible=names_text(row.responsible),
            due=day(row.due_on) or (_("no date") if row.number else ""),
            late=due_text(row.due_on, today) if late else "",
            mark=decision_mark(row.number, row.state, row.result),
            note=day(row.done_on) if row.done_on else "",
            confirm=reported and confirms,
            delay=row.delay_reason,
            follows=tasks + measures,
            is_gap=bool(row.number and not tasks and not measures),
            votes=row.votes,
            is_public=row.is_public,
        )

    return present


def prefix(name: str, argument: str) -> str:
    """The address of `name` up to its argument, so that a list resolves it once."""
    return reverse(name, args=[argument]).removesuffix(f"{argument}/")


def result_text(result: str, votes: str) -> str:
    """ "einvernehmlich, 1 Enthaltung", "Mehrheit: 12 dafür, 2 dagegen"."""
    label = str(Result(result).label)
    between = ", " if result == Result.UNANIMOUS else ": "
    return f"{label}{between}{votes}" if votes else label


def names_text(names: list[str]) -> str:
    """Up to three names, else how many organisations."""
    if len(names) > MOST_NAMES:
        return ngettext("%(count)d organisation", "%(count)d organisations", len(names)) % {
            "count": len(names)
        }
    return ", ".join(names)

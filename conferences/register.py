"""One row of the register of decisions, read in one statement with everything that hangs on it."""

from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery

from conferences.models import ActionItem, Decision
from conferences.querysets import DecisionQuerySet
from measures.models import Measure
from portal.access import Actor


class RegisterRow(NamedTuple):
    """What the register shows of a decision; the names are those of the columns asked for."""

    number: str
    key: UUID
    position: int
    item_number: str
    decided_on: object
    conference: str
    text: str
    result: str
    votes: str
    is_public: bool
    due_on: object
    state: str
    done_on: object
    delay_reason: str
    responsible: list[str]
    measures: list[str]
    tasks: list[str]
    amends: str | None
    pk: int

    @property
    def label(self) -> str:
        return self.number or f"TOP {self.item_number}-{self.position}"


FIELDS = (
    "number", "key", "position", "agenda_item__number", "decided_on", "conference__slug", "text", "result",
    "votes", "is_public", "due_on", "state", "done_on", "delay_reason", "responsible_names",
    "measure_numbers", "task_numbers", "amends_number",
)  # fmt: skip
ORDER = ("-decided_on", "-sequence", "-pk")


def for_register(decisions: DecisionQuerySet, actor: Actor) -> DecisionQuerySet:
    """`decisions` with what hangs on each, cut to what the actor may see of that too."""
    measures = Measure.objects.permitted(actor, "view").filter(decisions=OuterRef("pk"))
    tasks = ActionItem.objects.permitted(actor, "view").filter(decision=OuterRef("pk"))
    amended = Decision.objects.permitted(actor, "view").filter(pk=OuterRef("amends"))
    return decisions.with_responsible_names().annotate(
        measure_numbers=ArraySubquery(measures.order_by("number").values("number")),
        task_numbers=ArraySubquery(tasks.order_by("number").values("number")),
        amends_number=Subquery(amended.values("number")[:1]),
    )

"""State as a table: which step leads from which states to which, and which rule it needs.

Only `Workflow.apply()` writes a state. It compares and sets in one statement, so that of two people
who press at once one gets a friendly refusal and nothing happens twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model
from django.utils.translation import gettext as _

from portal.access import Actor


class TransitionRefused(Exception):
    """The step does not fit the row's present state or the actor's rights; `str()` is for the user."""


@dataclass(frozen=True)
class Transition:
    """One step: from any of `sources` to `target`, for those whom the access rule `needs` admits."""

    sources: frozenset[str]
    target: str
    needs: str

    def __init__(self, sources: Iterable[str], target: str, needs: str) -> None:
        object.__setattr__(self, "sources", frozenset(map(str, sources)))
        object.__setattr__(self, "target", str(target))
        object.__setattr__(self, "needs", needs)


class Workflow:
    """The steps of one model's `state` field."""

    def __init__(self, **steps: Transition) -> None:
        self.steps = steps

    def steps_from(self, state: str) -> list[str]:
        """The names of the steps that fit `state`, in the order of the table."""
        return [name for name, step in self.steps.items() if state in step.sources]

    def needs(self) -> set[str]:
        return {step.needs for step in self.steps.values()}

    def apply(self, row: Model, step: str, *, by: Actor | None, **values: Any) -> None:
        """Moves `row` one `step` and sets `values` with it; `by=None` is the system itself.

        Raises TransitionRefused when the row has moved meanwhile or the rule does not admit the actor.
        Side effects: updates the row, its `version` where it has one, and the instance in hand.
        """
        transition = self.steps[step]
        rows = type(row)._default_manager.all()
        if by is not None:
            rows = rows.permitted(by, transition.needs)
        changes = {"state": transition.target, **values}
        if any(field.name == "version" for field in row._meta.fields):
            changes["version"] = F("version") + 1
        changed = rows.filter(pk=row.pk, state__in=transition.sources).update(**changes)
        if not changed:
            raise TransitionRefused(_("This has changed meanwhile, so the step no longer fits."))
        row.refresh_from_db(fields=list(changes))

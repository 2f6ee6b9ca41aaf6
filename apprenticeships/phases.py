"""What a later phase of a company case does to its open cases, worked out before it is done.

`plan` says for each open case which step it takes, its end date before and after, and, where nothing
happens to it, why. The same function makes the preview and the change itself; `fingerprint` tells whether
both saw the same. Reads no rows and writes none.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from apprenticeships.models import Case
from apprenticeships.states import CASE_WORKFLOW, NEVER, PHASE_STEPS, PLACED, CaseState
from apprenticeships.states.company_cases import PHASE_OUTCOMES


@dataclass(frozen=True)
class PlanRow:
    """One open case: `step` is "" where its state stays; `ends_after` may be NEVER (open)."""

    case: Case
    step: str
    target: str
    ends_before: date
    ends_after: date
    why: str = ""

    @property
    def changes(self) -> bool:
        return bool(self.step) or self.ends_before != self.ends_after


def plan(cases: Sequence[Case], phase: str, ends_on: date | None) -> list[PlanRow]:
    """One row per open case, in the given order."""
    return [_row(case, phase, ends_on) for case in cases]


def fingerprint(version: int, rows: Sequence[PlanRow]) -> str:
    """16 hex digits that differ as soon as the company case or one of its cases has changed."""
    seen = [str(version), *(f"{row.case.number}:{row.case.state}:{row.ends_before}" for row in rows)]
    return hashlib.sha256("|".join(seen).encode()).hexdigest()[:16]


def _row(case: Case, phase: str, ends_on: date | None) -> PlanRow:
    step, sources = PHASE_STEPS[phase]
    target = CASE_WORKFLOW.steps[step].target
    moves = case.state in sources
    ends_after = case.ends_on
    if phase in PHASE_OUTCOMES:
        ends_after = NEVER if moves else case.ends_on
    elif ends_on and case.state not in PLACED:
        ends_after = ends_on
    if moves:
        return PlanRow(case, step, target, case.ends_on, ends_after)
    return PlanRow(case, "", case.state, case.ends_on, ends_after, _why_it_stays(case.state, target))


def _why_it_stays(state: str, target: str) -> str:
    if state == target:
        return _("is so already")
    reasons = {
        CaseState.PROMISE: _("another company has promised the place"),
        CaseState.SIGNED: _("a new contract is signed"),
        CaseState.REGISTERED: _("stands in the register of the new company"),
        CaseState.AFTERCARE: _("stands in the register of the new company"),
        CaseState.ON_HOLD: _("is on hold, please decide by itself"),
    }
    return reasons.get(state, _("a new place is being looked for already"))

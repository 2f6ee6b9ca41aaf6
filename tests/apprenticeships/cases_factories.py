"""Deadlines, rows of their table, and points of checklists."""

from datetime import date
from typing import Any

from apprenticeships.models import Case, CaseDeadline, ChecklistItem, DeadlineRule
from apprenticeships.states.deadlines import DeadlineKind


def make_rule(**values: Any) -> DeadlineRule:
    """Two weeks after the report, for all, valid since 2020."""
    values.setdefault("code", "muster")
    values.setdefault("title", "Muster-Frist")
    values.setdefault("anchor", "reported_on")
    values.setdefault("amount", 2)
    values.setdefault("unit", "weeks")
    values.setdefault("valid_from", date(2020, 1, 1))
    return DeadlineRule.objects.create(**values)


def make_deadline(case: Case, **values: Any) -> CaseDeadline:
    values.setdefault("code", "muster")
    values.setdefault("kind", DeadlineKind.RULE)
    values.setdefault("title", "Muster-Frist")
    values.setdefault("due_on", date(2026, 10, 12))
    return CaseDeadline.objects.create(case=case, **values)


def make_item(**values: Any) -> ChecklistItem:
    values.setdefault("code", "muster")
    values.setdefault("title", "Muster-Punkt")
    return ChecklistItem.objects.create(**values)

"""By when what must be done: deadlines of a case worked out from the dated table of rules.

Pure functions over plain values. Days, weeks and months run from the day that the rule's anchor names, which
is not counted itself (§ 187 (1), § 188 BGB): three weeks after a Tuesday end on a Tuesday, two months after
31 December on the last of February. A last day on a weekend or holiday stays where it is: § 193 BGB and § 26
SGB X would move it later, so what is shown is never too late. Working days leave out weekends and the public
holidays of Baden-Württemberg.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from apprenticeships.models import DeadlineRule
from apprenticeships.states import NEVER, PLACED, CaseState
from apprenticeships.states.deadlines import MetBy, Unit
from portal.days import last_day, months_later
from portal.digests.weeks import is_working_day

WAITING = (CaseState.WATCHING, CaseState.ON_HOLD)  # nobody expects a proposal while a place is only watched
SIGNED = (CaseState.SIGNED, *PLACED)


@dataclass(frozen=True)
class Reckoned:
    """One deadline that a case should have; `met`: what it waits for has happened."""

    code: str
    title: str
    due_on: date
    source: str
    certainty: str
    met: bool
    meets_itself: bool


def shift(day: date, amount: int, unit: str, *, to_month_end: bool = False) -> date:
    """The day `amount` `unit`s after `day` (negative: before), moved to the month's last day if asked."""
    if unit == Unit.MONTHS:
        found = months_later(day, amount)
    elif unit == Unit.WORKING_DAYS:
        found = add_working_days(day, amount)
    else:
        found = day + timedelta(days=amount * (7 if unit == Unit.WEEKS else 1))
    return found.replace(day=last_day(found.year, found.month)) if to_month_end else found


def add_working_days(day: date, amount: int) -> date:
    """The `amount`th working day after `day` (negative: before it); with 0 `day` itself."""
    step = timedelta(days=1 if amount > 0 else -1)
    for _number in range(abs(amount)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def reckon(case: Mapping[str, Any], rules: Iterable[DeadlineRule]) -> list[Reckoned]:
    """The deadlines of one case, given as the values that `case_facts` reads; one per code at most.

    Complexity: one pass over the rules.
    """
    by_code: dict[str, list[DeadlineRule]] = defaultdict(list)
    for rule in rules:
        if rule.organisation_id in (None, case["organisation"]) and rule.register in ("", case["register"]):
            by_code[rule.code].append(rule)
    found = []
    for rows in by_code.values():
        rule = _rule_of_the_day(rows, case)
        start = rule and _anchor_day(rule, case)
        if start and rule.is_active and _fits(rule, case):
            found.append(_reckoned(rule, start, case))
    return found


def _rule_of_the_day(rows: list[DeadlineRule], case: Mapping[str, Any]) -> DeadlineRule | None:
    """The row valid on the day it counts from: one's own before the general, the register's before both's."""
    valid = []
    for rule in rows:
        day = _anchor_day(rule, case) or case["reported_on"]
        if rule.valid_from <= day <= (rule.valid_until or NEVER):
            valid.append(rule)
    return max(valid, key=lambda rule: (rule.organisation_id is not None, rule.register != ""), default=None)


def _anchor_day(rule: DeadlineRule, case: Mapping[str, Any]) -> date | None:
    day = case[rule.anchor]
    return None if day == NEVER else day


def _fits(rule: DeadlineRule, case: Mapping[str, Any]) -> bool:
    cause = case["cause"] or case["company_case__cause"] or ""
    return (
        (not rule.kinds or case["kind"] in rule.kinds)
        and (not rule.causes or cause in rule.causes)
        and (not rule.minors_only or case["is_minor"] is True)
        and not (rule.met_by == MetBy.PROPOSAL and case["state"] in WAITING)
    )


def _reckoned(rule: DeadlineRule, start: date, case: Mapping[str, Any]) -> Reckoned:
    return Reckoned(
        code=rule.code,
        title=rule.title,
        due_on=shift(start, rule.amount, rule.unit, to_month_end=rule.to_month_end),
        source=rule.law or rule.source[:200],
        certainty=rule.certainty,
        met=_is_met(rule.met_by, case),
        meets_itself=bool(rule.met_by),
    )


def _is_met(met_by: str, case: Mapping[str, Any]) -> bool:
    state = case["state"]
    if met_by == MetBy.NOTE:
        return case["has_note"]
    if met_by == MetBy.PROPOSAL:
        return case["has_proposal"] or state == CaseState.PROMISE or state in SIGNED
    if met_by == MetBy.MOVED:
        return state != CaseState.CHECKED
    if met_by == MetBy.SIGNED:
        return state in SIGNED
    return met_by == MetBy.REGISTERED and state in PLACED

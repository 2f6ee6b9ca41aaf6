"""Whether a funding programme fits what is known of a case, and the last day to apply for it.

Input: `Facts`, plain values that another area fills (None: not known). Each condition is answered with
yes, no or "please check"; a programme is "not eligible" when one condition says no, "conditions met" when
all say yes, else "please check". Nothing here promises money: the authority decides.
Complexity: linear in the number of conditions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from measures.models import FundingProgramme
from measures.states import Criterion, Eligibility, FundingDeadline, LossReason
from portal.days import months_later

WEEKS_A_MONTH = 52 / 12


@dataclass(frozen=True)
class Facts:
    """What is known of a case on the day `today`; None means not known.

    `employees` is the lowest and highest possible number (highest None: open), `seat` the municipality key
    of the new company, `network_months` the months of training in a network (0: no network).
    """

    today: date
    lost_place: bool | None = None
    reason: str | None = None
    employees: tuple[int, int | None] | None = None
    seat: str | None = None
    new_start_on: date | None = None
    registered_on: date | None = None
    probation_until: date | None = None
    network_months: int | None = None


@dataclass(frozen=True)
class Answer:
    """One condition: its text, True, False or None (please check), and why where that is not plain."""

    text: str
    met: bool | None
    why: str = ""


@dataclass(frozen=True)
class Verdict:
    """How a programme fits; the answers in the order of the conditions."""

    eligibility: str
    answers: Sequence[Answer]
    apply_until: date | None


def judge(programme: FundingProgramme, facts: Facts) -> Verdict:
    """The verdict on one programme. Raises nothing: a condition that can't be read is to be checked."""
    answers = [_answer(condition, facts) for condition in programme.conditions]
    met = [answer.met for answer in answers]
    if False in met:
        eligibility = Eligibility.NOT
    elif None in met or not met:
        eligibility = Eligibility.TO_CHECK
    else:
        eligibility = Eligibility.ELIGIBLE
    return Verdict(eligibility, answers, apply_until(programme, facts))


def apply_until(programme: FundingProgramme, facts: Facts) -> date | None:
    """The last day to apply; None while the day it is counted from is not known."""
    if programme.deadline == FundingDeadline.BEFORE_START and facts.new_start_on:
        return months_later(facts.new_start_on, -programme.deadline_months) - timedelta(days=1)
    if programme.deadline == FundingDeadline.AFTER_START and facts.new_start_on:
        return months_later(facts.new_start_on, programme.deadline_months)
    if programme.deadline == FundingDeadline.AFTER_PROBATION and facts.probation_until:
        return months_later(facts.probation_until, programme.deadline_months)
    return None


def read_expected(criterion: str, text: str) -> Any:
    """What stands beside a criterion, as a value. Raises ValueError where it can't be read."""
    text = str(text).strip()
    if criterion in (Criterion.SIZE_BELOW, Criterion.NETWORK_WEEKS):
        number = int(text)
        if not 1 <= number <= 100_000:
            raise ValueError(text)
        return number
    if criterion in (Criterion.START_FROM, Criterion.START_UNTIL):
        return date.fromisoformat(text)
    if criterion == Criterion.SEAT:
        if not (text.isascii() and text.isdigit() and len(text) <= 8):
            raise ValueError(text)
        return text
    if criterion == Criterion.REASON:
        reasons = [word.strip() for word in text.split(",") if word.strip()]
        if not reasons or set(reasons) - set(LossReason.values):
            raise ValueError(text)
        return reasons
    return None


def _answer(condition: dict[str, Any], facts: Facts) -> Answer:
    criterion, text = condition.get("criterion", ""), condition.get("text", "")
    try:
        expected = read_expected(criterion, condition.get("expected", ""))
    except ValueError:
        return Answer(text, None, _("the rule cannot be read"))
    test = TESTS.get(criterion)
    met, why = test(expected, facts) if test else (None, _("look at it by hand"))
    return Answer(text, met, why)


Result = tuple[bool | None, str]


def _lost(expected: None, facts: Facts) -> Result:
    return facts.lost_place, ""


def _reason(expected: list[str], facts: Facts) -> Result:
    if facts.reason is None:
        return None, _("the cause is not known")
    if facts.reason == LossReason.OTHER:
        return None, _("the cause is entered as “other”")
    return facts.reason in expected, ""


def _size(expected: int, facts: Facts) -> Result:
    if facts.employees is None:
        return None, _("the size of the company is not known")
    lowest, highest = facts.employees
    if highest is not None and highest < expected:
        return True, ""
    if lowest >= expected:
        return False, ""
    return None, _("the size is known only roughly")


def _seat(expected: str, facts: Facts) -> Result:
    if not facts.seat:
        return None, _("the place of the company is not known")
    if facts.seat.startswith(expected):
        return True, _("place of training; the seat may be elsewhere")
    return None, _("the place of training is elsewhere; ask for the seat")


def _start_from(expected: date, facts: Facts) -> Result:
    if facts.new_start_on is None:
        return None, _("the start of the new contract is not known")
    return facts.new_start_on >= expected, ""


def _start_until(expected: date, facts: Facts) -> Result:
    if facts.new_start_on is None:
        return None, _("the start of the new contract is not known")
    return facts.new_start_on <= expected, ""


def _registered(expected: None, facts: Facts) -> Result:
    return (True, "") if facts.registered_on else (None, _("not registered yet"))


def _probation(expected: None, facts: Facts) -> Result:
    if facts.probation_until is None:
        return None, _("the end of the new probation is not known")
    if facts.probation_until < facts.today:
        return True, ""
    day = date_format(facts.probation_until, _("j M Y"))
    return None, _("only after %(day)s") % {"day": day}


def _network(expected: int, facts: Facts) -> Result:
    if facts.network_months is None:
        return None, _("how long the network lasts is not known")
    if facts.network_months == 0:
        return False, ""
    return facts.network_months * WEEKS_A_MONTH >= expected, ""


TESTS = {
    Criterion.LOST: _lost,
    Criterion.REASON: _reason,
    Criterion.SIZE_BELOW: _size,
    Criterion.SEAT: _seat,
    Criterion.START_FROM: _start_from,
    Criterion.START_UNTIL: _start_until,
    Criterion.REGISTERED: _registered,
    Criterion.PROBATION: _probation,
    Criterion.NETWORK_WEEKS: _network,
}

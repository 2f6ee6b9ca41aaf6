"""An organisation's own target: weeks from the report to the registered new contract."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from apprenticeships.states import ENDED, PLACED


@dataclass(frozen=True)
class TargetMark:
    """ "Woche 5 von 12"; `is_late` once the weeks are over."""

    text: str
    is_late: bool


def week_of_case(reported_on: date, today: date) -> int:
    """In which week after the report the case is; the day of the report begins week 1."""
    return max((today - reported_on).days, 0) // 7 + 1


def target_mark(reported_on: date, weeks: int | None, state: str, today: date) -> TargetMark | None:
    """The mark of a case; None without a target, and once the contract is registered or the case ended."""
    if not weeks or state in PLACED or state in ENDED:
        return None
    week = week_of_case(reported_on, today)
    return TargetMark(_("Week %(week)s of %(weeks)s") % {"week": week, "weeks": weeks}, week > weeks)

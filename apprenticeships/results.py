"""What came of a tip, in numbers: how many of its cases are in a new company, keep their place, and so on.

The reporter of a tip may know number and state of the own tip's cases, never whose they are. Where a tip
was merged into a company case that was known already, the cases are not the reporter's doing: counts under
SMALL_CELL then read "fewer than 3".
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apprenticeships.models import Case, Tip
from apprenticeships.states import PLACED, CaseState, Outcome, TipState

NEW, STAYS, OTHER, WITHOUT, OPEN = range(5)
WITH_RESULT = (NEW, STAYS, OTHER, WITHOUT)
OUTCOME_KINDS = {
    Outcome.SAME_OCCUPATION: NEW,
    Outcome.RELATED_OCCUPATION: NEW,
    Outcome.CONTINUED: STAYS,
    Outcome.TRANSFERRED: STAYS,
    Outcome.WITHDRAWN: WITHOUT,
    Outcome.UNKNOWN: WITHOUT,
}


def kind_of(state: str, outcome: str) -> int:
    """Which kind of result a case has; OPEN while it has none."""
    if state in PLACED:
        return NEW
    if state == CaseState.CLOSED:
        return OUTCOME_KINDS.get(outcome, OTHER)
    if state == CaseState.STABILISED:
        return STAYS
    return WITHOUT if state == CaseState.WITHDRAWN else OPEN


def counts_of(tips: Iterable[Tip]) -> dict[int, Counter]:
    """Tip → kind of result → number of its cases, in one statement however many tips there are."""
    tips = [tip for tip in tips if tip.case_id or tip.company_case_id]
    if not tips:
        return {}
    by_case, by_company = defaultdict(list), defaultdict(list)
    for tip in tips:
        (by_case[tip.case_id] if tip.case_id else by_company[tip.company_case_id]).append(tip.pk)
    found: dict[int, Counter] = {tip.pk: Counter() for tip in tips}
    rows = Case.objects.filter(Q(pk__in=list(by_case)) | Q(company_case__in=list(by_company))).order_by()
    for pk, company_case, state, outcome in rows.values_list("pk", "company_case", "state", "outcome"):
        for tip in (*by_case.get(pk, ()), *by_company.get(company_case, ())):
            found[tip][kind_of(state, outcome)] += 1
    return found


def words_of(tip: Tip, counts: Counter) -> list[str]:
    """The results of one tip as its reporter reads them; [] while there is none."""
    hides = tip.state == TipState.MERGED and tip.company_case_id is not None
    found = []
    if any(counts.get(kind) for kind in WITH_RESULT):
        found = [_words(kind, counts[kind], hides) for kind in (*WITH_RESULT, OPEN) if counts.get(kind)]
    return found


def _words(kind: int, count: int, hides: bool) -> str:
    if hides and count < settings.SMALL_CELL:
        few = {
            NEW: _("fewer than %(count)s in a new company"),
            STAYS: _("fewer than %(count)s keep their place"),
            OTHER: _("fewer than %(count)s with another solution"),
            WITHOUT: _("fewer than %(count)s ended without a new place"),
            OPEN: _("fewer than %(count)s still looked after"),
        }
        return few[kind] % {"count": settings.SMALL_CELL}
    many = {
        NEW: ngettext("%(count)s in a new company", "%(count)s in new companies", count),
        STAYS: ngettext("%(count)s keeps the place", "%(count)s keep their places", count),
        OTHER: ngettext("%(count)s with another solution", "%(count)s with other solutions", count),
        WITHOUT: ngettext("%(count)s ended without a new place", "%(count)s ended without new places", count),
        OPEN: ngettext("%(count)s still looked after", "%(count)s of them still looked after", count),
    }
    return many[kind] % {"count": count}

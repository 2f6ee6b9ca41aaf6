"""What came of a tip or a company case, in numbers: in a new company, place kept, and so on.

Whom the chamber has handed over to another body counts as that: nobody vanishes from the sum, and what
becomes of them there is not told. The reporter of a tip may know number and state of the own tip's cases,
never whose they are. Where a tip was merged into a company case that was known already, the cases are not
the reporter's doing: counts under SMALL_CELL then read "fewer than 3".
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apprenticeships.models import Case, Handover, Tip
from apprenticeships.states import PLACED, CaseState, Outcome, TipState
from apprenticeships.states.handovers import HandoverState
from portal.areas import Figure

NEW, STAYS, OTHER, WITHOUT, OPEN, HANDED_OVER = range(6)
WITH_RESULT = (NEW, STAYS, OTHER, WITHOUT)
TOLD = (*WITH_RESULT, HANDED_OVER, OPEN)
OUTCOME_KINDS = {
    Outcome.SAME_OCCUPATION: NEW,
    Outcome.RELATED_OCCUPATION: NEW,
    Outcome.CONTINUED: STAYS,
    Outcome.TRANSFERRED: STAYS,
    Outcome.WITHDRAWN: WITHOUT,
    Outcome.UNKNOWN: WITHOUT,
}
OPEN_STATES = (  # how the open cases of a company case read in numbers, in this order
    ((CaseState.PROMISE, CaseState.SIGNED), gettext_lazy("Promise"), "good"),
    ((CaseState.IN_PLACEMENT, CaseState.CHECKED), gettext_lazy("in placement"), "active"),
    ((CaseState.WATCHING,), gettext_lazy("being watched"), "plain"),
    ((CaseState.ON_HOLD,), gettext_lazy("on hold"), "plain"),
)


def kind_of(state: str, outcome: str) -> int:
    """Which kind of result a case has; OPEN while it has none. `state` may be that of a handover."""
    if state in PLACED:
        return NEW
    if state == CaseState.CLOSED:
        return OUTCOME_KINDS.get(outcome, OTHER)
    if state == CaseState.STABILISED:
        return STAYS
    if state == HandoverState.ACCEPTED:
        return HANDED_OVER
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
    cases = Case.objects.filter(Q(pk__in=list(by_case)) | Q(company_case__in=list(by_company))).order_by()
    gone = _handed_over(by_company).annotate(no_case=Value(0))
    rows = cases.values_list("pk", "company_case", "state", "outcome").union(
        gone.values_list("no_case", "kept_company_case", "state", "no_outcome"), all=True
    )
    for pk, company_case, state, outcome in rows:
        for tip in (*by_case.get(pk, ()), *by_company.get(company_case, ())):
            found[tip][kind_of(state, outcome)] += 1
    return found


def _handed_over(company_cases: Collection[int]) -> QuerySet[Handover]:
    """The cases that left these company cases, as rows of their handovers."""
    rows = Handover.objects.filter(kept_company_case__in=list(company_cases), state=HandoverState.ACCEPTED)
    return rows.order_by().annotate(no_outcome=Value(""))


def standing_of(company_cases: Collection[int]) -> dict[int, Counter[tuple[str, str]]]:
    """Company case → (state, outcome) → number of its apprentices, in one statement; for `figures_of`."""
    cases = Case.objects.filter(company_case__in=list(company_cases)).order_by()
    rows = (
        cases.values_list("company_case", "state", "outcome")
        .annotate(count=Count("pk"))
        .union(
            _handed_over(company_cases)
            .values_list("kept_company_case", "state", "no_outcome")
            .annotate(count=Count("pk")),
            all=True,
        )
    )
    found: dict[int, Counter] = {pk: Counter() for pk in company_cases}
    for pk, state, outcome, count in rows:
        found[pk][state, outcome] += count
    return found


def figures_of(standing: Counter[tuple[str, str]]) -> list[Figure]:
    """Every apprentice of a company case in exactly one number: the new places first, then what is open."""
    kinds, solutions, states = Counter(), Counter(), Counter()
    for (state, outcome), count in standing.items():
        kind = kind_of(state, outcome)
        kinds[kind] += count
        states[state] += count if kind == OPEN else 0
        solutions[outcome] += count if kind == OTHER else 0
    stay = ngettext("keeps the place", "keep their places", kinds[STAYS])
    rows = [
        (kinds[NEW], _("registered"), "good"),
        *[(sum(states[state] for state in group), label, tone) for group, label, tone in OPEN_STATES],
        (kinds[STAYS], stay, "good"),
        *[(solutions[one], one.label, "plain") for one in Outcome],
        (kinds[HANDED_OVER], HandoverState.ACCEPTED.label, "plain"),
        (kinds[WITHOUT], _("without a new place"), "plain"),
    ]
    return [Figure(count, str(label), tone) for count, label, tone in rows if count]


def words_of(tip: Tip, counts: Counter) -> list[str]:
    """The results of one tip as its reporter reads them; [] while there is none."""
    hides = tip.state == TipState.MERGED and tip.company_case_id is not None
    found = []
    if any(counts.get(kind) for kind in WITH_RESULT):
        found = [_words(kind, counts[kind], hides) for kind in TOLD if counts.get(kind)]
    return found


def _words(kind: int, count: int, hides: bool) -> str:
    if hides and count < settings.SMALL_CELL:
        few = {
            NEW: _("fewer than %(count)s in a new company"),
            STAYS: _("fewer than %(count)s keep their place"),
            OTHER: _("fewer than %(count)s with another solution"),
            WITHOUT: _("fewer than %(count)s ended without a new place"),
            HANDED_OVER: _("fewer than %(count)s handed over to another body"),
            OPEN: _("fewer than %(count)s still looked after"),
        }
        return few[kind] % {"count": settings.SMALL_CELL}
    many = {
        NEW: ngettext("%(count)s in a new company", "%(count)s in new companies", count),
        STAYS: ngettext("%(count)s keeps the place", "%(count)s keep their places", count),
        OTHER: ngettext("%(count)s with another solution", "%(count)s with other solutions", count),
        WITHOUT: ngettext("%(count)s ended without a new place", "%(count)s ended without new places", count),
        HANDED_OVER: ngettext(
            "%(count)s handed over to another body", "%(count)s handed over to other bodies", count
        ),
        OPEN: ngettext("%(count)s still looked after", "%(count)s of them still looked after", count),
    }
    return many[kind] % {"count": count}

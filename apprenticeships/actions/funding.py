"""The last days to apply for funding, as deadlines of a case."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from apprenticeships.actions.deadlines import set_deadline
from apprenticeships.funding import facts_of
from apprenticeships.models import Case, CaseDeadline
from apprenticeships.states import CaseState
from apprenticeships.states.deadlines import DeadlineKind
from measures.funding import judge
from measures.models import FundingProgramme
from measures.states import Eligibility

WITH_CONTRACT = (CaseState.SIGNED, CaseState.REGISTERED, CaseState.AFTERCARE)
CHANGED_WITHIN = timedelta(minutes=30)  # a changed programme is followed by several sweeps, so none is missed
MOST_CASES = 500


@transaction.atomic
def refresh_funding_deadlines(
    case: Case, *, today: date | None = None, programmes: QuerySet | None = None
) -> None:
    """Sets, moves or takes away the funding deadlines of `case`, as its new contract stands.

    Without a new contract there are none; a closed case keeps what it has, as does a deadline that is done.
    A day that has passed when it is first reckoned is not entered. `programmes` limits it to some of them.
    """
    if case.state == CaseState.CLOSED:
        return
    open_ones = CaseDeadline.objects.filter(case=case, kind=DeadlineKind.FUNDING, done_on=None)
    if case.state not in WITH_CONTRACT or case.new_start_on is None:
        open_ones.delete()
        return
    today = today or timezone.localdate()
    rows = FundingProgramme.objects.all() if programmes is None else programmes
    known = set(open_ones.values_list("code", flat=True))
    facts = facts_of(case, today)
    for programme in rows:
        due_on = _due_on(programme, facts)
        code = f"funding-{programme.pk}"
        if due_on is None and code in known:
            _set(case, programme, None)
        elif due_on is not None and (due_on >= today or code in known):
            _set(case, programme, due_on)


def _due_on(programme: FundingProgramme, facts: object) -> date | None:
    if not programme.is_valid_on(facts.new_start_on):
        return None
    verdict = judge(programme, facts)
    return None if verdict.eligibility == Eligibility.NOT else verdict.apply_until


def _set(case: Case, programme: FundingProgramme, due_on: date | None) -> None:
    with translation.override("de"):  # stored words are German, whoever works on the case
        title = _("Apply for funding: %(name)s") % {"name": programme.name}
    set_deadline(
        case,
        kind=DeadlineKind.FUNDING,
        code=f"funding-{programme.pk}",
        title=title[:160],
        due_on=due_on,
        source=programme.source[:200],
    )


def follow_changed_programmes(now: datetime) -> None:
    """Reckons the deadlines of open cases anew for programmes whose rules were changed lately."""
    changed = FundingProgramme.objects.filter(updated_at__gte=now - CHANGED_WITHIN)
    if not changed.exists():
        return
    cases = Case.objects.filter(state__in=WITH_CONTRACT, new_start_on__isnull=False).select_related(
        "company_case", "offer__company", "offer__municipality"
    )
    today = timezone.localdate(now)
    for case in cases.order_by("-pk")[:MOST_CASES]:
        refresh_funding_deadlines(case, today=today, programmes=changed)

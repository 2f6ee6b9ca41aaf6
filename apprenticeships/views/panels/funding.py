"""The part of a case's page that says which funding fits: one statement, the programmes of the day."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from apprenticeships.funding import facts_of
from apprenticeships.models import Case
from measures.funding import Answer, Verdict, judge
from measures.models import FundingProgramme
from measures.states import Eligibility
from portal.templatetags.portal_ui import day, days_away

MARKS = {
    Eligibility.ELIGIBLE: ("good", "check"),
    Eligibility.TO_CHECK: ("warn", "half"),
    Eligibility.NOT: ("", "close"),
}
ANSWERS = {True: "yes", None: "part", False: "no"}
ORDER = list(MARKS)


def panel(request: HttpRequest, case: Case, today: Any) -> dict[str, Any]:
    """Every programme that holds on the day of the new contract, else today; what fits first."""
    if not case.is_open:
        return {"funding": []}
    facts = facts_of(case, today)
    programmes = FundingProgramme.objects.permitted(request.actor, "view").valid_on(
        case.new_start_on or today
    )
    judged = [(programme, judge(programme, facts)) for programme in programmes]
    judged.sort(key=lambda pair: (ORDER.index(pair[1].eligibility), -_met(pair[1]), pair[0].sort_name))
    return {"funding": [_row(case, programme, verdict, today) for programme, verdict in judged]}


def _met(verdict: Verdict) -> int:
    return sum(answer.met is True for answer in verdict.answers)


def _summary(verdict: Verdict) -> str:
    """How many of the conditions are met, in words."""
    numbers = {"met": _met(verdict), "count": len(verdict.answers)}
    return _("%(met)s of %(count)s met") % numbers if verdict.answers else _("no conditions entered")


def _row(case: Case, programme: FundingProgramme, verdict: Verdict, today: Any) -> dict[str, Any]:
    wanted = case.new_start_on or case.offer_id  # before there is a new place nobody asks for it
    may_confirm = wanted and case.may_open_person and verdict.eligibility != Eligibility.NOT
    return {
        "key": str(programme.key),
        "name": programme.name,
        "url": programme.get_absolute_url(),
        "mark": (*MARKS[verdict.eligibility], Eligibility(verdict.eligibility).label),
        "amount": programme.amount_text,
        "deadline": _deadline(verdict, today),
        "summary": _summary(verdict),
        "answers": [_answer(answer) for answer in verdict.answers],
        "combination": programme.combination,
        "needs_check": programme.needs_check,
        "source": programme.source,
        "checked": day(programme.checked_on),
        "confirm_url": reverse(
            "apprenticeships:case_confirmation", kwargs={"number": case.number, "key": programme.key}
        )
        if may_confirm
        else "",
    }


def _answer(answer: Answer) -> tuple[str, str]:
    return ANSWERS[answer.met], f"{answer.text} ({answer.why})" if answer.why else answer.text


def _deadline(verdict: Verdict, today: Any) -> str:
    last = verdict.apply_until
    if last is None or verdict.eligibility == Eligibility.NOT:
        return ""
    if last < today:
        return _("Time to apply ended on %(day)s") % {"day": day(last)}
    return _("Apply by %(day)s (%(away)s)") % {"day": day(last), "away": days_away(last, today)}

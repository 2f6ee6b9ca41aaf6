"""What follows when a case reaches a result: its reporter hears of it, and whoever suggested the company."""

from django.db.models import Q
from django.utils import timezone

from apprenticeships.models import Case, CompanySuggestion, Tip
from apprenticeships.results import OPEN, counts_of
from apprenticeships.states import SUGGESTION_WORKFLOW, SuggestionState, TipState
from portal.activity.recording import record
from portal.digests.outbox import post

RESULT_STEPS = ("register", "close", "stabilise", "withdraw")


def tell_results(case: Case, step: str) -> None:
    """To be called in the transaction of the step. Side effects: mails, the suggestion's state, its event."""
    if step not in RESULT_STEPS:
        return
    if step == "register" and case.offer_id:
        _thank(case)
    _tell_reporters(case)


def _tell_reporters(case: Case) -> None:
    """A reporter gets at most two mails per tip: at the first result, and when no case is open any more."""
    of_case = Q(case=case)
    if case.company_case_id:
        of_case |= Q(company_case=case.company_case_id)
    tips = list(
        Tip.objects.filter(of_case, state__in=[TipState.ACCEPTED, TipState.MERGED], reporter__is_active=True)
        .select_related("reporter")
        .order_by("pk")
    )
    counts = counts_of(tips)
    for tip in tips:
        which = "first" if counts[tip.pk][OPEN] else "all"
        post("tip_result", tip.reporter, tip.pk, once=f"tip_result:{tip.pk}:{which}")


def _thank(case: Case) -> None:
    """The first new contract in a suggested company: its state, and a mail to whoever suggested it."""
    company = case.offer.company_id
    of_offer = Q(offer=case.offer_id)
    if company:
        of_offer |= Q(offer=None, company=company)
    rows = CompanySuggestion.objects.filter(of_offer, state=SuggestionState.TAKEN_ON)
    for row in rows.select_for_update(of=("self",)).select_related("suggested_by").order_by("pk"):
        SUGGESTION_WORKFLOW.apply(row, "lead", by=None, led_on=timezone.localdate())
        record("suggestion_led", row, by=None)
        if row.suggested_by_id and row.suggested_by.is_active:
            post("suggestion_thanks", row.suggested_by, row.pk, once=f"suggestion_thanks:{row.pk}")

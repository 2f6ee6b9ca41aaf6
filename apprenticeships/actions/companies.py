"""The companies of the call list: saving, calls, and an answer that becomes an offer."""

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apprenticeships.actions.offers import create_offer
from apprenticeships.models import Case, CompanySuggestion, TakeoverOffer, TrainingCompany
from apprenticeships.states import OfferState, SuggestionState
from portal.access import Actor
from portal.activity.recording import record
from portal.region.models import Occupation


@transaction.atomic
def save_company(company: TrainingCompany, occupations: list[Occupation], *, by: Actor) -> None:
    """Stores a new company of the own call list with its occupations. Side effect: event."""
    company.organisation_id = by.organisation_id
    company.save()
    company.occupations.set(occupations)
    record("company_added", company, by=by)


def add_occupations(company: TrainingCompany, occupations: list[Occupation]) -> None:
    """Adds to what a company is known to train in; what it has stays."""
    company.occupations.add(*occupations)


@transaction.atomic
def log_call(
    company: TrainingCompany,
    *,
    by: Actor,
    result: str,
    answer: str = "",
    do_not_call_until: date | None = None,
    case: Case | None = None,
) -> None:
    """Keeps who of us called a company last, and its answer; never for whose case.

    Side effects: an event of the company with result and date, and one of the case that was called for:
    it stands on that case's page and nowhere else.
    """
    company.last_called_on = timezone.localdate()
    company.last_called_by_id = by.user_id
    company.last_call_result, company.last_answer = result, answer
    company.do_not_call_until = do_not_call_until
    names = ["last_called_on", "last_called_by", "last_call_result", "last_answer", "do_not_call_until"]
    company.save(update_fields=names)
    TrainingCompany.objects.filter(pk=company.pk).update(version=F("version") + 1)
    changes = {"result": [None, result]}
    if do_not_call_until:
        changes["do_not_call_until"] = [None, do_not_call_until.isoformat()]
    record("company_called", company, by=by, changes=changes)
    if case is not None:
        record("company_called", case, by=by, changes={"result": [None, result]}, note=company.name)


@transaction.atomic
def offer_of_company(company: TrainingCompany, occupations: list[Occupation], *, by: Actor) -> TakeoverOffer:
    """The company's open offer in one of `occupations`, made with one place where there is none.

    `company` has a municipality. The company's row is locked meanwhile, so that a double click, or two
    advisers at once, make one offer. Side effects: event; a suggestion of this company gets the offer.
    """
    locked = TrainingCompany.objects.select_for_update().get(pk=company.pk)
    known = TakeoverOffer.objects.filter(company=locked, state=OfferState.OPEN, occupations__in=occupations)
    found = known.order_by("-pk").first()
    if found is not None:
        return found
    offer = TakeoverOffer(
        company=locked, company_name=locked.name, municipality_id=locked.municipality_id, seats=1
    )
    waiting = CompanySuggestion.objects.filter(
        company=locked, offer=None, state=SuggestionState.TAKEN_ON
    ).order_by("pk")
    suggestion = waiting.select_related("suggested_by").first()
    create_offer(offer, occupations, by=by)
    if suggestion is not None:
        TakeoverOffer.objects.filter(pk=offer.pk).update(suggested_by=suggestion.suggested_by)
        CompanySuggestion.objects.filter(pk=suggestion.pk).update(offer=offer)
    return offer

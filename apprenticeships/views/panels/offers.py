"""The part of a case's page that finds a company: ranked offers, and the nearest of the call list."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apprenticeships.matching import WEIGHTS, Match, rank_offers
from apprenticeships.models import Case, TrainingCompany
from apprenticeships.states import SEEKING
from portal.templatetags.portal_ui import day

NEAREST = 6  # companies of the call list on the page itself
SHOWN_OFFERS = 8
CRITERION_MARKS = {"match": "yes", "partial": "part", "unknown": "part", "mismatch": "no"}


def panel(request: HttpRequest, case: Case, today: Any) -> dict[str, Any]:
    """Ranked offers and the nearest companies, while a place is sought."""
    if case.state not in SEEKING:
        return {
            "offers": [],
            "misses": [],
            "companies": [],
            "company_count": 0,
            "seeks": False,
            "weights": WEIGHTS,
        }
    matches = rank_offers(case, today)
    fitting = [_offer_row(case, one) for one in matches if one.fits]
    companies = (
        TrainingCompany.objects.permitted(request.actor, "view")
        .callable(today)
        .training_in(case.occupation_id, case.group_id)
    )
    near = companies
    if case.residence.latitude is not None:
        near = companies.by_distance(case.residence.latitude, case.residence.longitude)
    return {
        "seeks": True,
        "offers": fitting[:SHOWN_OFFERS],
        "misses": [_offer_row(case, one) for one in matches if not one.fits][:SHOWN_OFFERS],
        "companies": [
            company_row(one, today) for one in near.select_related("municipality", "last_called_by")[:NEAREST]
        ],
        "company_count": companies.count(),
        "weights": WEIGHTS,
    }


def _offer_row(case: Case, match: Match) -> dict[str, Any]:
    offer = match.offer
    seats = ngettext("%(count)s place free", "%(count)s places free", offer.seats_left)
    meta = [str(offer.get_kind_display()), seats % {"count": offer.seats_left}]
    if offer.suitability_confirmed_on:
        meta.append(_("suitability confirmed %(day)s") % {"day": day(offer.suitability_confirmed_on)})
    else:
        meta.append(_("suitability not confirmed yet"))
    return {
        "score": match.score,
        "title": offer.company_name,
        "url": reverse("apprenticeships:offer_detail", kwargs={"key": offer.key}),
        "place": str(offer.municipality),
        "meta": meta,
        "criteria": [(CRITERION_MARKS[one.kind], one.words) for one in match.criteria],
        "key": str(offer.key),
        "promise_url": reverse("apprenticeships:case_promise", kwargs={"number": case.number}),
    }


def company_row(company: TrainingCompany, today: Any) -> dict[str, Any]:
    """One line of the call list: who of us called last, never for which case.

    Reads `municipality` and `last_called_by`: select them.
    """
    last = _("never yet")
    if company.last_called_on:
        last = day(company.last_called_on)
        if company.last_called_by:
            last = f"{last}, {company.last_called_by.name}"
    answer = company.last_answer or (
        company.get_last_call_result_display() if company.last_call_result else ""
    )
    km = getattr(company, "km", None)
    return {
        "name": company.name,
        "url": reverse("apprenticeships:company_detail", kwargs={"key": company.key}),
        "offer_url": reverse("apprenticeships:company_offer", kwargs={"key": company.key}),
        "place": str(company.municipality or ""),
        "km": "" if km is None else _("%(km)s km") % {"km": round(km)},
        "last": last,
        "answer": answer,
        "phone": company.phone,
        "blocked": not company.may_be_called(today),
        "until": day(company.do_not_call_until) if company.do_not_call_until else "",
    }

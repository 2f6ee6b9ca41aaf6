"""The part of a case's page that finds a company: ranked offers, and the nearest of the call list."""

from collections import Counter
from datetime import date
from math import ceil
from typing import Any

from django.db.models import Count, Window
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apprenticeships.matching import WEIGHTS, Match, rank_offers
from apprenticeships.models import Case, PlacementProposal, TakeoverOffer, TrainingCompany
from apprenticeships.states import SEEKING, OfferKind
from apprenticeships.states.proposals import LIVE, PROPOSAL_MARKS
from apprenticeships.views.panels.proposals import proposals_of, state_words
from portal.templatetags.portal_ui import day

NEAREST = 6  # companies of the call list on the page itself
SHOWN_OFFERS = 8
FARTHER = 3  # near misses that a wider reach should bring in, where there are as many
CRITERION_MARKS = {"match": "yes", "partial": "part", "unknown": "part", "mismatch": "no"}


def panel(request: HttpRequest, case: Case, today: Any) -> dict[str, Any]:
    """Ranked offers and the nearest companies, while a place is sought.

    Reads offers, their occupations, companies and the case's proposals (once per page): four statements.
    """
    if case.state not in SEEKING:
        empty: dict[str, Any] = dict.fromkeys(("offers", "misses", "why_not", "companies"), [])
        counts = dict.fromkeys(("offer_count", "miss_count", "company_count"), 0)
        return {**empty, **counts, "seeks": False, "weights": WEIGHTS}
    matches = rank_offers(case, today)
    live = {one.offer_id: one for one in proposals_of(case) if one.state in LIVE}
    fitting, misses = [one for one in matches if one.fits], [one for one in matches if not one.fits]
    companies, company_count = _nearest(request, case, today)
    return {
        "seeks": True,
        "offers": [_offer_row(case, one, live) for one in fitting[:SHOWN_OFFERS]],
        "offer_count": len(fitting),
        "misses": [_offer_row(case, one, live) for one in misses[:SHOWN_OFFERS]],
        "miss_count": len(misses),
        "why_not": why_not(case, misses),
        "companies": companies,
        "company_count": company_count,
        "weights": WEIGHTS,
    }


def _nearest(request: HttpRequest, case: Case, today: date) -> tuple[list[dict[str, Any]], int]:
    """The nearest companies that train in the occupation, and how many there are; one statement."""
    rows = TrainingCompany.objects.permitted(request.actor, "view").callable(today)
    rows = rows.training_in(case.occupation_id, case.group_id)
    if case.residence.latitude is not None:
        rows = rows.by_distance(case.residence.latitude, case.residence.longitude)
    rows = rows.select_related("municipality", "last_called_by").annotate(total=Window(Count("pk")))
    found = list(rows[:NEAREST])
    return [company_row(one, today) for one in found], found[0].total if found else 0


def why_not(case: Case, misses: list[Match]) -> list[str]:
    """What keeps the near misses out, with numbers: "3 Angebote mehr bei 40 km statt 25 km"."""
    lines = []
    far = sorted(one.km for one in misses if [miss.name for miss in one.misses] == ["distance"])
    if far:
        reach = 5 * ceil(far[min(FARTHER, len(far)) - 1] / 5)
        count = sum(km <= reach for km in far)
        words = ngettext(
            "%(count)s offer more within %(km)s km instead of %(reach)s km",
            "%(count)s offers more within %(km)s km instead of %(reach)s km",
            count,
        )
        lines.append(words % {"count": count, "km": reach, "reach": case.reach_km})
    other = Counter((*one.misses, *one.bars)[0].name for one in misses)
    for name, text in (
        ("year", lambda n: ngettext("%(count)s takes another year", "%(count)s take other years", n)),
        ("start", lambda n: ngettext("%(count)s begins too late", "%(count)s begin too late", n)),
        (
            "reach",
            lambda n: ngettext(
                "%(count)s takes apprentices from nearer by only",
                "%(count)s take apprentices from nearer by only",
                n,
            ),
        ),
        (
            "insolvency",
            lambda n: ngettext(
                "%(count)s takes nobody from insolvent companies",
                "%(count)s take nobody from insolvent companies",
                n,
            ),
        ),
    ):
        if other[name]:
            lines.append(text(other[name]) % {"count": other[name]})
    return lines


def kind_words(offer: TakeoverOffer) -> str:
    """ "Übernahme", "Ausbildung im Verbund, 6 Monate"."""
    kind = str(offer.get_kind_display())
    if offer.kind != OfferKind.NETWORK or not offer.months:
        return kind
    words = ngettext("%(kind)s, %(count)s month", "%(kind)s, %(count)s months", offer.months)
    return words % {"kind": kind, "count": offer.months}


def _offer_row(case: Case, match: Match, live: dict[int, PlacementProposal]) -> dict[str, Any]:
    offer, proposal = match.offer, live.get(match.offer.pk)
    seats = ngettext("%(count)s place free", "%(count)s places free", offer.seats_left)
    meta = [kind_words(offer), seats % {"count": offer.seats_left}]
    if offer.suitability_confirmed_on:
        meta.append(_("suitability confirmed %(day)s") % {"day": day(offer.suitability_confirmed_on)})
    else:
        meta.append(_("suitability to be checked"))
    kind, icon = PROPOSAL_MARKS[proposal.state] if proposal else ("", "")
    return {
        "score": match.score,
        "title": offer.company_name,
        "url": reverse("apprenticeships:offer_detail", kwargs={"key": offer.key}),
        "place": str(offer.municipality),
        "meta": [*meta, *(bar.words for bar in match.bars)],
        "criteria": criteria_rows(match),
        "key": str(offer.key),
        "state_kind": kind,
        "state_icon": icon,
        "state_label": state_words(proposal) if proposal else "",
        "answer_url": reverse("apprenticeships:proposal_detail", kwargs={"key": proposal.key})
        if proposal
        else "",
        "propose_url": reverse("apprenticeships:proposal_create", kwargs={"number": case.number}),
        "promise_url": reverse("apprenticeships:case_promise", kwargs={"number": case.number}),
    }


def criteria_rows(match: Match) -> list[tuple[str, str]]:
    """Kind and words of the six criteria, for components/criteria.html."""
    return [(CRITERION_MARKS[one.kind], one.words) for one in match.criteria]


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

"""The part of an offer's page about cases: those it is proposed to or taken by, and those that it fits.

One's own cases come by number with score and reasons. Of another chamber's released cases one sees the pool's
profile and whom to ask, no score and no reasons: from distance and dates to many offers a person could be
worked out. Other chambers' proposals are a number, small ones merged.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from apprenticeships import rules
from apprenticeships.matching import Match, rank_cases
from apprenticeships.models import Case, PlacementProposal, TakeoverOffer
from apprenticeships.states import CASE_MARKS
from apprenticeships.states.proposals import LIVE, PROPOSAL_MARKS
from apprenticeships.views.panels.offers import criteria_rows
from apprenticeships.views.panels.proposals import state_words

SHOWN_CASES = 8


def offer_cases(request: HttpRequest, offer: TakeoverOffer, today: date) -> dict[str, Any]:
    """Reads two statements: the offer's live proposals, and the cases that it fits."""
    if not rules.work_cases(request.actor):
        return {"works_cases": False}
    live = PlacementProposal.objects.filter(offer=offer, state__in=LIVE).select_related("case")
    found = list(live.with_access(request.actor, "view").order_by("-state", "pk"))
    own = [one for one in found if one.may_view]
    matches = rank_cases(offer, request.actor, today)
    mine = [one for one in matches if one.case.organisation_id == request.actor.organisation_id]
    theirs = [one for one in matches if one.case.organisation_id != request.actor.organisation_id]
    proposals = {one.case_id: one for one in own}
    return {
        "works_cases": True,
        "own_proposals": [_proposal_row(one) for one in own],
        "other_proposals": _few(len(found) - len(own)),
        "fitting_cases": [_case_row(offer, one, proposals, today) for one in mine[:SHOWN_CASES]],
        "fitting_count": len(mine),
        "pool_cases": [_pool_row(one.case, today) for one in theirs[:SHOWN_CASES]],
    }


def _few(count: int) -> str:
    """A number of rows that one may not open."""
    if count < settings.SMALL_CELL:
        return _("fewer than %(count)s") % {"count": settings.SMALL_CELL}
    return str(count)


def _proposal_row(proposal: PlacementProposal) -> dict[str, Any]:
    return {
        "number": proposal.case.number,
        "url": reverse("apprenticeships:case_detail", kwargs={"number": proposal.case.number}),
        "mark": (*PROPOSAL_MARKS[proposal.state], state_words(proposal)),
    }


def _case_row(
    offer: TakeoverOffer, match: Match, proposals: dict[int, PlacementProposal], today: date
) -> dict[str, Any]:
    case, proposal = match.case, proposals.get(match.case.pk)
    year = case.training_year(today)
    kind, icon = PROPOSAL_MARKS[proposal.state] if proposal else CASE_MARKS[case.state]
    return {
        "score": match.score,
        "title": case.number,
        "url": reverse("apprenticeships:case_detail", kwargs={"number": case.number}),
        "place": str(case.residence),
        "meta": [str(case.occupation), *([_("year %(year)s") % {"year": year}] if year else [])],
        "criteria": criteria_rows(match),
        "state_kind": kind,
        "state_icon": icon,
        "state_label": state_words(proposal) if proposal else case.get_state_display(),
        "key": str(offer.key),
        "answer_url": reverse("apprenticeships:proposal_detail", kwargs={"key": proposal.key})
        if proposal
        else "",
        "propose_url": reverse("apprenticeships:proposal_create", kwargs={"number": case.number}),
    }


def _pool_row(case: Case, today: date) -> tuple[str, str, str, str, str, str]:
    """Occupation, year, district, reach, chamber, its telephone: what the pool shows, too."""
    year = case.training_year(today)
    how = _("%(km)s km, by bus and train") if case.public_transport else _("%(km)s km")
    chamber = case.organisation
    return (
        str(case.occupation),
        _("year %(year)s") % {"year": year} if year else _("year not known"),
        str(case.district),
        how % {"km": case.reach_km},
        chamber.short_name,
        chamber.phone,
    )

"""Proposals of the metal builder's mechatronics apprentices in every state, told over the last weeks."""

from datetime import timedelta

from apprenticeships.actions.proposals import begin_trial, contact, decline, expire_batch, propose
from apprenticeships.demo.story import Story
from apprenticeships.matching import rank_offers
from apprenticeships.models import Case, CompanyCase, PlacementProposal, TakeoverOffer
from apprenticeships.states import SEEKING
from apprenticeships.states.proposals import DeclineReason, DeclineSide
from portal.activity.recording import as_of


def proposals(story: Story, metal: CompanyCase) -> None:
    """Case one: trial days, asked, refused. Case two: its best offer, and one that nobody answered."""
    by = story.actor(story.kim)
    cases = list(Case.objects.filter(company_case=metal, state__in=SEEKING).order_by("pk")[:2])
    if len(cases) < 2:
        return
    first, second = cases

    def make(case: Case, company: str, days: int) -> PlacementProposal | None:
        offer = TakeoverOffer.objects.on_offer(story.today).filter(company_name=company).first()
        if offer is None:
            return None
        with as_of(story.moment(days)):
            return propose(case, offer, by=by)

    tried, asked = make(first, "Muster-Antriebe GmbH", -9), make(first, "Muster-Robotik AG", -6)
    refused = make(first, "Muster-Elektro GmbH", -8)
    late = make(second, "Muster-Antriebe GmbH", -17)
    best = [one.offer.company_name for one in rank_offers(second, story.today) if one.fits]
    make(second, next((name for name in best if name != "Muster-Antriebe GmbH"), ""), -1)
    if tried and asked and refused and late:
        with as_of(story.moment(-7)):
            begin_trial(tried, by=by, trial_from=story.at(-2), trial_until=story.at(1))
            decline(refused, by=by, answer=(DeclineSide.COMPANY, DeclineReason.COMPANY_OTHER))
        with as_of(story.moment(-5)):
            contact(asked, by=by)
        _run_out(story, late)


def _run_out(story: Story, proposal: PlacementProposal) -> None:
    """Nobody answered in time: the sweep of three days ago let it expire."""
    PlacementProposal.objects.filter(pk=proposal.pk).update(expires_on=story.at(-4))
    moment = story.moment(-3)
    with as_of(moment):
        expire_batch(story.today - timedelta(days=3), moment)

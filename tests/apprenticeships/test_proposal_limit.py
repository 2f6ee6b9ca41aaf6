"""How many proposals run side by side: each organisation's own limit, else the setting."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from apprenticeships.actions.proposals import propose, renew, set_proposal_limit
from apprenticeships.models import PlacementProposal, ProposalLimit
from apprenticeships.states.proposals import RUNNING
from portal.activity.models import Event
from portal.workflow import TransitionRefused
from tests.apprenticeships import factories as make
from tests.apprenticeships.proposals_factories import make_proposal
from tests.apprenticeships.test_seats_parallel import at_once
from tests.factories import World


def test_the_limit_is_that_of_the_cases_organisation(world: World, settings) -> None:
    settings.PROPOSALS_AT_ONCE = 2
    ours, theirs = world.actor("adviser_a"), world.actor("adviser_b")
    set_proposal_limit(1, by=ours)
    own, other = make.make_case(world), make.make_case(world, adviser=world.adviser_b)

    propose(own, make.make_offer(world), by=ours)
    for _index in range(2):
        propose(other, make.make_offer(world), by=theirs)

    with pytest.raises(TransitionRefused, match="1"):
        propose(own, make.make_offer(world), by=ours)
    with pytest.raises(TransitionRefused, match="2"):
        propose(other, make.make_offer(world), by=theirs)


def test_it_counts_for_expired_ones_that_run_again_and_may_be_higher(world: World, settings) -> None:
    settings.PROPOSALS_AT_ONCE = 1
    case, by = make.make_case(world), world.actor("adviser_a")
    expired = make_proposal(case, make.make_offer(world), state="expired")
    make_proposal(case, make.make_offer(world))
    with pytest.raises(TransitionRefused):
        renew(expired, by=by)

    set_proposal_limit(2, by=by)
    renew(PlacementProposal.objects.get(pk=expired.pk), by=by)

    assert case.proposals.filter(state__in=RUNNING).count() == 2


def test_a_lower_limit_ends_nothing_and_none_is_the_setting_again(world: World) -> None:
    case, by = make.make_case(world), world.actor("adviser_a")
    for _index in range(3):
        make_proposal(case, make.make_offer(world))

    set_proposal_limit(1, by=by)
    with pytest.raises(TransitionRefused):
        propose(case, make.make_offer(world), by=by)
    set_proposal_limit(None, by=by)
    propose(case, make.make_offer(world), by=by)

    assert case.proposals.filter(state__in=RUNNING).count() == 4
    assert not ProposalLimit.objects.exists()


def test_it_is_set_on_the_organisations_page_without_touching_the_target(world: World, sign_in) -> None:
    client, url = sign_in(world.adviser_a), reverse("apprenticeships:case_setup")

    client.post(url, {"weeks": "", "at_once": "6"}, secure=True)
    refused = client.post(url, {"weeks": "", "at_once": "21"}, secure=True)

    assert ProposalLimit.objects.get().at_once == 6
    assert ProposalLimit.objects.get().organisation == world.chamber_a
    assert list(refused.context["form"].errors) == ["at_once"]
    assert set(Event.objects.values_list("verb", flat=True)) == {"proposal_limit_set"}
    client.post(url, {"weeks": "", "at_once": ""}, secure=True)
    assert not ProposalLimit.objects.exists()


@pytest.mark.parametrize("count", [0, 21])
def test_the_database_refuses_a_senseless_limit(world: World, count: int) -> None:
    with pytest.raises(IntegrityError, match="proposal_limit_sound"):
        ProposalLimit.objects.create(organisation=world.chamber_a, at_once=count)


@pytest.mark.django_db(transaction=True)
def test_the_own_limit_holds_when_many_propose_at_once() -> None:
    world = World()
    case, by = make.make_case(world), world.actor("adviser_a")
    set_proposal_limit(3, by=by)
    offers = [make.make_offer(world) for _index in range(6)]

    results = at_once(*[lambda offer=offer: propose(case, offer, by=by) for offer in offers])

    assert sum(isinstance(one, PlacementProposal) for one in results) == 3
    assert case.proposals.filter(state__in=RUNNING).count() == 3

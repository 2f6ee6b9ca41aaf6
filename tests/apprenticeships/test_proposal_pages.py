"""Proposals on the pages: pressed, refused at the field, shown to those who may know, in few statements."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apprenticeships.actions.proposals import (
    contact,
    propose,
)
from apprenticeships.states import SEEKING, CaseState
from apprenticeships.states.proposals import (
    DeclineReason,
)
from portal.activity.models import Event
from tests.apprenticeships import factories as make
from tests.apprenticeships.disclosure_factories import make_rule
from tests.apprenticeships.proposals_factories import make_proposal
from tests.apprenticeships.test_lists import signed_in_for_a_while
from tests.apprenticeships.test_proposals import fresh, states
from tests.factories import World


def post(client, name: str, data: dict | None = None, **kwargs: object):
    return client.post(
        reverse(f"apprenticeships:{name}", kwargs=kwargs), data or {}, secure=True, follow=True
    )


def test_from_ranked_offer_to_contract_on_the_pages(world: World, sign_in) -> None:
    client, case, offer = sign_in(world.adviser_a), make.make_case(world), make.make_offer(world)
    page = client.get(reverse("apprenticeships:case_detail", args=[case.number]), secure=True)
    assert [row["title"] for row in page.context["offers"]] == [offer.company_name]

    page = post(client, "proposal_create", {"offer": str(offer.key)}, number=case.number)
    proposal = case.proposals.get()
    assert (proposal.score, page.context["proposals_running"]) == (page.context["offers"][0]["score"], 1)
    assert page.context["offers"][0]["answer_url"]
    post(client, "proposal_contact", key=proposal.key)
    post(
        client, "proposal_trial", {"trial_from": "2026-12-01", "trial_until": "2026-12-03"}, key=proposal.key
    )
    page = post(client, "proposal_promise", key=proposal.key)

    assert (page.context["case"].state, states(case)) == ("promise", ["promise"])
    assert offer.company_name in str(list(page.context["messages"])[0])


def test_two_press_promise_for_the_last_seat_and_one_is_told_so(world: World, sign_in) -> None:
    client, offer = sign_in(world.adviser_a), make.make_offer(world)
    first, second = (make_proposal(make.make_case(world), offer) for _index in range(2))
    post(client, "proposal_promise", key=first.key)

    page = post(client, "proposal_promise", key=second.key)

    assert "letzte Platz" in str(list(page.context["messages"])[0])
    assert fresh(second).state == "proposed"


def test_a_proposal_from_the_offers_page_comes_back_there(world: World, sign_in) -> None:
    client, case, offer = sign_in(world.adviser_a), make.make_case(world), make.make_offer(world)
    page = client.get(reverse("apprenticeships:offer_detail", args=[offer.key]), secure=True)
    row = page.context["fitting_cases"][0]
    assert (row["title"], row["answer_url"]) == (case.number, "")

    page = post(client, "proposal_create", {"offer": str(offer.key), "back": "offer"}, number=case.number)

    assert page.redirect_chain[-1][0].endswith(f"{offer.key}/#faelle")
    assert page.context["fitting_cases"][0]["answer_url"]
    assert [one["number"] for one in page.context["own_proposals"]] == [case.number]


@pytest.mark.parametrize(
    ("step", "data", "field"),
    [
        ("trial", {}, "trial_from"),
        ("trial", {"trial_from": "2026-02-31"}, "trial_from"),
        ("trial", {"trial_from": "2026-12-03", "trial_until": "2026-12-01"}, "trial_until"),
        ("decline", {"side": "company"}, "reason"),
        ("decline", {"side": "nobody", "reason": "full"}, "side"),
        ("decline", {"side": "company", "reason": DeclineReason.PLACED}, "reason"),
    ],
)
def test_mistakes_are_said_at_the_field(world: World, sign_in, step: str, data: dict, field: str) -> None:
    proposal = make_proposal(make.make_case(world), make.make_offer(world))

    page = post(sign_in(world.adviser_a), f"proposal_{step}", data, key=proposal.key)

    assert field in page.context["form"].errors
    assert fresh(proposal).state == "proposed"


@pytest.mark.parametrize("offer", ["", "x" * 36, "00000000-0000-0000-0000-00000000000z"])
def test_an_offer_that_is_none(world: World, sign_in, offer: str) -> None:
    case = make.make_case(world)

    client = sign_in(world.adviser_a)

    assert post(client, "proposal_create", {"offer": offer}, number=case.number).status_code == 404
    if offer:  # without one it is a company that stands in no list
        assert post(client, "case_promise", {"offer": offer}, number=case.number).status_code == 404


@pytest.mark.parametrize("state", CaseState.values)
def test_the_case_page_shows_its_proposals_in_every_state(world: World, sign_in, state: str) -> None:
    case = make.make_case(world, state=state)
    for one in ("proposed", "contacted", "trial", "declined", "expired"):
        make_proposal(case, make.make_offer(world), state=one)

    page = sign_in(world.adviser_a).get(
        reverse("apprenticeships:case_detail", args=[case.number]), secure=True
    )

    shown = [row["mark"][2] for row in page.context["proposals"]]
    assert len(shown) == 5
    assert page.context["seeks"] == (state in SEEKING)


def test_why_not_more(world: World, sign_in) -> None:
    from tests.factories import make_municipality

    case = make.make_case(world, contract_start=timezone.localdate() - timedelta(days=400))
    for latitude in (49.55, 49.58, 49.6, 50.6):
        make.make_offer(world, municipality=make_municipality(latitude=latitude, longitude=9.69))
    make.make_offer(world, years=[1])

    page = sign_in(world.adviser_a).get(
        reverse("apprenticeships:case_detail", args=[case.number]), secure=True
    )

    assert page.context["why_not"] == [
        "3 Angebote mehr bei 40 km statt 25 km",
        "1 nimmt ein anderes Ausbildungsjahr",
    ]
    assert page.context["miss_count"] == 5


# --- statements and leaks -----------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_statements_of_a_case_page_with_proposals(
    world: World, sign_in, django_assert_num_queries, rows: int
) -> None:
    case = make.make_case(world)
    for _index in range(rows):
        make_proposal(case, make.make_offer(world), state="contacted", contacted_on=date(2026, 10, 1))
        make_proposal(case, make.make_offer(world), state="declined")
    client = signed_in_for_a_while(sign_in, world)

    with django_assert_num_queries(12):
        client.get(reverse("apprenticeships:case_detail", args=[case.number]), secure=True)


@pytest.mark.parametrize("rows", [1, 3])
def test_statements_of_an_offers_page(world: World, sign_in, django_assert_num_queries, rows: int) -> None:
    make_rule()
    offer = make.make_offer(world, seats=9)
    for _index in range(rows):
        make_proposal(make.make_case(world), offer)
        make_proposal(make.make_case(world, adviser=world.adviser_b), offer)
        make.make_case(world)
        make.make_case(world, adviser=world.adviser_b, released_to_pool=True)
    client = signed_in_for_a_while(sign_in, world)

    with django_assert_num_queries(9):
        page = client.get(reverse("apprenticeships:offer_detail", args=[offer.key]), secure=True)

    assert (len(page.context["fitting_cases"]), len(page.context["pool_cases"])) == (2 * rows, rows)


@pytest.mark.parametrize("rows", [1, 3])
def test_statements_of_a_proposals_page(world: World, sign_in, django_assert_num_queries, rows: int) -> None:
    case = make.make_case(world)
    proposals = [make_proposal(case, make.make_offer(world)) for _index in range(rows)]
    client = signed_in_for_a_while(sign_in, world)

    with django_assert_num_queries(4):
        client.get(reverse("apprenticeships:proposal_detail", args=[proposals[0].key]), secure=True)


def test_others_see_the_offer_but_not_whose_proposals(world: World, sign_in) -> None:
    """S10: another chamber's adviser learns neither the case nor what does not stand in the pool."""
    canary = "ZZ-B-Kanarienschule"
    make_rule()
    offer = make.make_offer(world, seats=3, school=canary.lower())
    own = make.make_case(
        world, released_to_pool=True, school=canary, wishes=canary, ends_on=date(2026, 10, 31)
    )
    hidden = make.make_case(world, school=canary)
    for case in (own, hidden):
        make_proposal(case, offer)
    url = reverse("apprenticeships:offer_detail", args=[offer.key])

    page = sign_in(world.adviser_b).get(url, secure=True)

    text = page.content.decode()
    assert not [word for word in (own.number, hidden.number, canary, str(world.adviser_a)) if word in text]
    assert page.context["own_proposals"] == page.context["fitting_cases"] == []
    assert page.context["other_proposals"] == "weniger als 3"
    assert page.context["pool_cases"] == [
        (
            "Mechatroniker/in",
            "Jahr nicht bekannt",
            "Hohenlohekreis",
            "25 km, mit Bus und Bahn",
            "Muster-IHK",
            "",
        )
    ]
    suggested = make.make_offer(world, suggested_by=world.partner_a)
    make_proposal(make.make_case(world), suggested)
    page = sign_in(world.partner_a).get(
        reverse("apprenticeships:offer_detail", args=[suggested.key]), secure=True
    )
    assert (page.status_code, page.context["works_cases"]) == (200, False)


def test_nothing_of_a_proposal_stands_in_the_offers_timeline(world: World, sign_in) -> None:
    case, offer, by = make.make_case(world), make.make_offer(world), world.actor("adviser_a")
    proposal = propose(case, offer, by=by)
    contact(proposal, by=by)

    verbs = set(
        Event.objects.filter(subject_id=offer.pk, subject="apprenticeships.takeoveroffer").values_list(
            "verb", flat=True
        )
    )

    assert verbs == set()

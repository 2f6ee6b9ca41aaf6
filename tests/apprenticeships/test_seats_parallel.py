"""Seats are never oversold, whatever runs at the same moment; proposals expire once.

Real transactions on connections of their own: threads for what happens at once, a state machine for every
order in which it may happen.
"""

from collections.abc import Callable
from copy import copy
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apprenticeships.actions.cases import decline_proposal, move_case, promise_case, promise_proposal
from apprenticeships.actions.offers import change_offer, expire_offers, move_offer, reopen_offer
from apprenticeships.actions.proposals import expire_proposals, propose, renew
from apprenticeships.forms.offers import OfferForm
from apprenticeships.models import Case, PlacementProposal, TakeoverOffer
from apprenticeships.states.proposals import RUNNING, UNANSWERED
from portal.access import Actor
from portal.activity.models import Event
from portal.forms import StaleSave
from portal.workflow import TransitionRefused
from tests.apprenticeships import factories as make
from tests.apprenticeships.proposals_factories import make_proposal
from tests.factories import World

THREADS, SEATS, ROUNDS = 8, 3, 4


def at_once(*steps: Callable[[], object]) -> list[object]:
    """Runs the steps at the same moment, each on its own connection; what it returned, or its refusal."""
    barrier, results = Barrier(len(steps)), [None] * len(steps)

    def run(place: int, step: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results[place] = step() or "done"
        except (TransitionRefused, StaleSave) as refused:
            results[place] = refused
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert None not in results, "a step failed with something else than a refusal"
    return results


def check_seats() -> None:
    """What holds after every step: taken seats, cases that hold one, and promises are the same rows."""
    for offer in TakeoverOffer.objects.all():
        holders = set(Case.objects.filter(offer=offer).values_list("pk", flat=True))
        promises = PlacementProposal.objects.filter(offer=offer, state="promise")
        assert offer.seats_taken == len(holders)
        assert 0 <= offer.seats_taken <= offer.seats
        assert set(promises.values_list("case", flat=True)) == holders
        assert not (offer.state == "open" and offer.seats_left == 0)


def fresh(row: object) -> object:
    return type(row).objects.get(pk=row.pk)


def open_page(case: Case) -> Case:
    """The case as a page read it, its offer with it."""
    return Case.objects.select_related("offer").get(pk=case.pk)


def edit_seats(offer: TakeoverOffer, seats: int, by: Actor) -> None:
    """The offer's form as the page sends it: opened on what is stored, saved by version."""
    opened = fresh(offer)
    data = {
        "version": opened.version, "company_name": opened.company_name, "kind": opened.kind,
        "municipality": str(opened.municipality), "occupation_list": str(opened.occupations.get()),
        "seats": seats, "accepts_insolvency": "on",
    }  # fmt: skip
    form = OfferForm(data, instance=opened)
    if not form.is_valid():
        assert set(form.errors) == {"seats"}
        raise TransitionRefused("seats")
    with transaction.atomic():
        saved = form.save()
        change_offer(saved, form.cleaned_data["occupation_list"], {}, by=by)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_only_as_many_as_there_are_seats_succeed() -> None:
    world = World()
    offer = make.make_offer(world, seats=SEATS)
    cases = [make.make_case(world) for _index in range(THREADS)]
    actor = world.actor("adviser_a")

    results = at_once(*[lambda case=case: promise_case(case, fresh(offer), by=actor) for case in cases])

    offer.refresh_from_db()
    assert (results.count("done"), offer.seats_taken, offer.state) == (SEATS, SEATS, "full")
    assert Case.objects.filter(state="promise", offer=offer).count() == SEATS
    assert PlacementProposal.objects.filter(state="promise").count() == SEATS


@pytest.mark.django_db(transaction=True)
def test_promise_beside_edit_withdraw_expire_and_decline() -> None:
    """The offer is edited down, withdrawn and run out while the last seats are promised and refused."""
    world = World()
    by = world.actor("adviser_a")

    def one_round() -> None:
        offer = make.make_offer(world, seats=SEATS, valid_until=timezone.localdate())
        proposals = [make_proposal(make.make_case(world), offer) for _index in range(4)]
        promise_proposal(proposals[0], by=by)
        opened = [PlacementProposal.objects.select_related("case", "offer").get(pk=p.pk) for p in proposals]
        late = timezone.now() + timedelta(days=1)

        at_once(
            lambda: promise_proposal(opened[1], by=by),
            lambda: promise_proposal(opened[2], by=by),
            lambda: promise_proposal(opened[3], by=by),
            lambda: decline_proposal(opened[0], by=by, answer=("company", "full")),
            lambda: edit_seats(offer, 1, by),
            lambda: move_offer(fresh(offer), "withdraw", by=by),
            lambda: expire_offers(late),
        )

        check_seats()

    for _round in range(ROUNDS):
        one_round()


@pytest.mark.django_db(transaction=True)
def test_two_offers_for_one_case_and_its_falling_back() -> None:
    """Two advisers promise two companies to the same case while a third lets the promise fall back."""
    world = World()
    by = world.actor("adviser_a")

    def one_round() -> None:
        case = make.make_case(world)
        first, second = make.make_offer(world), make.make_offer(world)
        promise_case(fresh(case), first, by=by)

        at_once(
            lambda: promise_case(fresh(case), fresh(second), by=by),
            lambda: promise_case(fresh(case), fresh(first), by=by),
            lambda: move_case(open_page(case), "fall_back", by=by),
            lambda: move_case(open_page(case), "withdraw", by=by),
        )

        check_seats()

    for _round in range(ROUNDS):
        one_round()


@pytest.mark.django_db(transaction=True)
def test_of_many_proposals_at_once_only_so_many_run(settings) -> None:
    settings.PROPOSALS_AT_ONCE = 2
    world = World()
    case, by = make.make_case(world), world.actor("adviser_a")
    offers = [make.make_offer(world) for _index in range(6)]

    results = at_once(*[lambda offer=offer: propose(case, offer, by=by) for offer in offers])

    assert sum(isinstance(one, PlacementProposal) for one in results) == 2
    assert case.proposals.filter(state__in=RUNNING).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_expire_each_proposal_once() -> None:
    world = World()
    case, ago = make.make_case(world), timezone.localdate() - timedelta(days=1)
    for _index in range(30):
        make_proposal(case, make.make_offer(world), expires_on=ago)

    at_once(*[lambda: expire_proposals(timezone.now()) for _index in range(4)])

    assert case.proposals.filter(state="expired").count() == 30
    assert Event.objects.filter(verb="proposal_moved").count() == 30


@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_works_on_is_left_for_the_next_sweep() -> None:
    world = World()
    case, ago = make.make_case(world), timezone.localdate() - timedelta(days=1)
    busy, idle = (make_proposal(case, make.make_offer(world), expires_on=ago) for _index in range(2))

    with transaction.atomic():
        PlacementProposal.objects.select_for_update().get(pk=busy.pk)
        at_once(lambda: expire_proposals(timezone.now()))
    left = fresh(busy).state
    expire_proposals(timezone.now())

    assert (left, fresh(busy).state, fresh(idle).state) == ("proposed", "expired", "expired")


@pytest.mark.django_db(transaction=True)
def test_a_promise_beside_the_sweep_is_whole_or_not_at_all() -> None:
    world = World()
    by, ago = world.actor("adviser_a"), timezone.localdate() - timedelta(days=1)

    def one_round() -> None:
        proposal = make_proposal(make.make_case(world), make.make_offer(world), expires_on=ago)

        at_once(lambda: promise_proposal(proposal, by=by), lambda: expire_proposals(timezone.now()))

        check_seats()
        assert fresh(proposal).state in ("promise", "expired")

    for _round in range(ROUNDS):
        one_round()


def test_batches_end_and_the_next_sweep_goes_on(world: World, monkeypatch) -> None:
    from apprenticeships.actions import proposals as module

    monkeypatch.setattr(module, "BATCH", 2)
    monkeypatch.setattr(module, "MOST_BATCHES", 2)
    case, ago = make.make_case(world), timezone.localdate() - timedelta(days=1)
    for _index in range(7):
        make_proposal(case, make.make_offer(world), expires_on=ago)

    left = []
    for _sweep in range(3):
        expire_proposals(timezone.now())
        left.append(case.proposals.filter(state__in=UNANSWERED).count())

    assert left == [3, 0, 0]


@pytest.mark.parametrize("seats", [0, 1])
def test_lowering_seats_below_the_taken_is_refused_at_the_field(world: World, sign_in, seats: int) -> None:
    from django.urls import reverse

    offer = make.make_offer(world, seats=3)
    for _index in range(2):
        promise_case(make.make_case(world), fresh(offer), by=world.actor("adviser_a"))
    data = {
        "version": fresh(offer).version, "company_name": "Muster", "municipality": str(world.town),
        "kind": "takeover", "occupation_list": str(world.occupation), "seats": seats,
    }  # fmt: skip

    page = sign_in(world.adviser_a).post(
        reverse("apprenticeships:offer_edit", args=[offer.key]), data, secure=True
    )

    assert set(page.context["form"].errors) == {"seats"}
    assert fresh(offer).seats == 3


# --- every order --------------------------------------------------------------------------------------

STEPS = (
    "propose", "promise", "promise_directly", "decline", "renew", "fall_back", "withdraw_case", "sign",
    "register", "close", "reopen_case", "stabilise", "edit_seats", "withdraw_offer", "reopen_offer",
    "expire_offers", "expire_proposals",
)  # fmt: skip
OFTEN = ("promise_directly", "fall_back") * 6  # where seats change hands
PLAN = st.lists(
    st.tuples(
        st.sampled_from([*STEPS, *OFTEN]),
        st.integers(0, 1),
        st.integers(0, 1),
        st.integers(0, 3),
        st.booleans(),
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PLAN)
def test_whatever_the_order_seats_cases_and_promises_agree(world: World, plan: list[tuple]) -> None:
    """Random interleavings, half of them pressed on a page that was opened before other steps were taken."""
    with transaction.atomic():
        by = world.actor("adviser_a")
        offers = [make.make_offer(world, seats=seats) for seats in (1, 2)]
        pages = [make.make_case(world) for _index in range(2)]
        for name, case, offer, extra, is_old in plan:
            if not is_old:
                pages[case] = open_page(pages[case])
            page = copy(pages[case])
            try:
                with transaction.atomic():
                    take(name, page, fresh(offers[offer]), extra, by)
            except (TransitionRefused, StaleSave):
                pass  # said to the user; what matters is that nothing was half done
            check_seats()
        transaction.set_rollback(True)


def take(name: str, case: Case, offer: TakeoverOffer, extra: int, by: Actor) -> None:
    """One step of the plan; `extra` chooses among what it could mean."""
    proposal = (
        PlacementProposal.objects.filter(case=case, offer=offer)
        .select_related("case", "offer")
        .order_by("-pk")
        .first()
    )
    late = timezone.now() + timedelta(days=20)
    steps: dict[str, Callable[[], object]] = {
        "propose": lambda: propose(case, offer, by=by),
        "promise_directly": lambda: promise_case(case, offer if extra else None, by=by),
        "fall_back": lambda: move_case(case, "fall_back", by=by),
        "withdraw_case": lambda: move_case(case, "withdraw", by=by),
        "sign": lambda: move_case(case, "sign", by=by),
        "register": lambda: move_case(case, "register", by=by, registered_on=date(2026, 10, 1)),
        "close": lambda: move_case(case, "close", by=by, outcome="same"),
        "reopen_case": lambda: move_case(case, "reopen", by=by),
        "stabilise": lambda: move_case(case, "stabilise", by=by),
        "edit_seats": lambda: edit_seats(offer, 1 + extra, by),
        "withdraw_offer": lambda: move_offer(offer, "withdraw", by=by),
        "reopen_offer": lambda: reopen_offer(offer, by=by),
        "expire_offers": lambda: expire_offers(late),
        "expire_proposals": lambda: expire_proposals(late),
    }
    if proposal is not None:
        steps |= {
            "promise": lambda: promise_proposal(proposal, by=by),
            "decline": lambda: decline_proposal(proposal, by=by, answer=("company", "full")),
            "renew": lambda: renew(proposal, by=by),
        }
    steps.get(name, lambda: None)()

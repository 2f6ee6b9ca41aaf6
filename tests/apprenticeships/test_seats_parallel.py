"""Seats are never oversold, also when several take the last one at the same moment."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from apprenticeships.actions.cases import promise_case
from apprenticeships.models import Case, TakeoverOffer
from portal.workflow import TransitionRefused
from tests.apprenticeships import factories as make
from tests.factories import World

THREADS, SEATS = 8, 3


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_only_as_many_as_there_are_seats_succeed() -> None:
    world = World()
    offer = make.make_offer(world, seats=SEATS)
    cases = [make.make_case(world) for _index in range(THREADS)]
    actor, barrier, taken = world.actor("adviser_a"), Barrier(THREADS), []

    def take(case: Case) -> None:
        mine = TakeoverOffer.objects.get(pk=offer.pk)
        barrier.wait()
        try:
            promise_case(case, mine, by=actor)
            taken.append(case.pk)
        except TransitionRefused:
            pass
        finally:
            connection.close()

    threads = [Thread(target=take, args=[case]) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    offer.refresh_from_db()
    assert (len(taken), offer.seats_taken, offer.state) == (SEATS, SEATS, "full")
    assert Case.objects.filter(state="promise", offer=offer).count() == SEATS

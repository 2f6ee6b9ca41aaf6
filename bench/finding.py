"""P04 for the catalogue: its worst search at 100,000 measures against a page without rows (the help)."""

import time
from collections.abc import Callable, Iterator

from django.db import transaction
from django.test import Client
from django.test.utils import override_settings

from bench.result import Result

MANY = 100_000
WORDS = {
    "common": "Vorhaben",
    "four": "Lotsen Vorhaben Region Partner",
    "none": "nirgendwo",
    "part": "Platz",
    "number": "T-00050000",
    "typing error": "Ausbildungspaltz",
}


def measure() -> Iterator[Result]:
    from tests.factories import World
    from tests.measures.loader import load_many

    with transaction.atomic(), override_settings(ALLOWED_HOSTS=["*"]):
        world = World()
        load_many(MANY, lead=world.partner_org_b.pk)
        client = _signed_in(world)
        floor = _best(lambda: client.get("/hilfe/", secure=True))
        times = {
            name: _best(lambda words=words: client.get("/massnahmen/", {"q": words}, secure=True))
            for name, words in WORDS.items()
        }
        plain = _best(lambda: client.get("/massnahmen/", secure=True))
        transaction.set_rollback(True)
    worst = max(times, key=times.get)
    yield Result("P04", f"search of {MANY:,} measures, worst: {worst}", times[worst] / floor, 60, 30)
    yield Result("P14", f"list of {MANY:,} measures without a word", plain / floor, 60, 30)


def _signed_in(world: object) -> Client:
    client = Client()
    client.force_login(world.partner_a.user)
    session = client.session
    session["membership"] = world.partner_a.pk
    session["started"] = session["seen"] = int(time.time())
    session.save()
    return client


def _best(call: Callable[[], object], rounds: int = 5) -> float:
    """Seconds of the fastest of a few rounds; each answer must be a page."""
    found = []
    for _round in range(rounds):
        start = time.perf_counter()
        assert call().status_code == 200
        found.append(time.perf_counter() - start)
    return min(found)

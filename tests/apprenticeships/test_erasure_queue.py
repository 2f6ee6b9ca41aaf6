"""D04: what is erased does not stand in Redis either; the given database is read, never emptied."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from redis import Redis

from apprenticeships.actions.deadlines import add_deadline, tell_of_today
from apprenticeships.actions.retention import erase_person
from apprenticeships.actions.tips import leave_tip, refuse_tip
from apprenticeships.models import Tip
from portal.celery import app
from portal.queue import send
from portal.retention.engine import run
from tests.apprenticeships import factories as make
from tests.apprenticeships.test_retention import CANARY, full_case, tables_with
from tests.factories import World
from tests.redis_words import keys_with

NOW = datetime(2028, 1, 10, 6, 0, tzinfo=UTC)


@pytest.fixture
def client() -> Iterator[Redis]:
    url = settings.REDIS_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")
    with Redis.from_url(url) as connection:  # the queue names a socket in its own way
        yield connection


@pytest.fixture
def queue(client: Redis) -> Iterator[str]:
    """A queue of this test's own, gone afterwards."""
    name, before = f"test-erasure-{uuid4().hex}", app.conf.task_default_queue
    app.conf.task_default_queue = name
    yield name
    app.conf.task_default_queue = before
    for key in client.scan_iter(match=f"*{name}*"):
        client.delete(key)


@pytest.fixture
def own(client: Redis) -> Iterator[str]:
    """A prefix for keys of this test's own, gone afterwards."""
    prefix = f"test-erasure-{uuid4().hex}"
    yield prefix
    for key in client.scan_iter(match=f"{prefix}*"):
        client.delete(key)


PLANTS = {
    "string": lambda client, key, word: client.set(key, f"a {word} b"),
    "list": lambda client, key, word: client.rpush(key, "a", word),
    "set": lambda client, key, word: client.sadd(key, "a", word),
    "zset": lambda client, key, word: client.zadd(key, {"a": 1, word: 2}),
    "hash": lambda client, key, word: client.hset(key, "field", word),
    "hash_field": lambda client, key, word: client.hset(key, word, "value"),
    "stream": lambda client, key, word: client.xadd(key, {"field": word}),
    "name": lambda client, key, word: client.set(f"{key}-{word}", "a"),
}


@pytest.mark.parametrize("kind", PLANTS)
def test_the_search_finds_a_word_in_every_type(client: Redis, own: str, kind: str) -> None:
    word = uuid4().hex
    PLANTS[kind](client, own, word)

    found = keys_with(client, word)

    assert len(found) == 1 and found[0].startswith(own)


def test_the_search_looks_into_messages(
    client: Redis, queue: str, django_capture_on_commit_callbacks, db
) -> None:
    word = uuid4().hex
    with django_capture_on_commit_callbacks(execute=True):
        send("digests.send", word)

    assert keys_with(client, word) == [queue]


def test_nothing_of_a_person_is_left_in_redis(
    world: World, client: Redis, queue: str, django_capture_on_commit_callbacks
) -> None:
    """Everything rings as it does in service, then the case goes: the queue holds numbers, nobody's words."""
    by = world.actor("adviser_a")
    make.make_responsibility(world, world.adviser_a)
    with django_capture_on_commit_callbacks(execute=True):
        case = full_case(world)
        tip = leave_tip(
            by=world.actor("partner_a"), subject="company", cause="insolvency", urgency="later",
            company_and_place=CANARY, text=CANARY,
            person={"name": CANARY, "contact": CANARY, "under_18": "no", "agreed_on": date(2026, 10, 6),
                    "agreed_how": "phone"},
        )  # fmt: skip
        refuse_tip(Tip.objects.get(pk=tip.pk), "unclear", by=by)
        other = make.make_case(world, person={"name": CANARY})
        add_deadline(other, CANARY, NOW.date(), by=by)
        tell_of_today(NOW)
        erase_person(other, by=by)
        run(NOW)
        run(NOW + timedelta(days=800))

    assert client.llen(queue) >= 3
    assert keys_with(client, CANARY) == keys_with(client, case.number) == []
    assert tables_with(CANARY) == []

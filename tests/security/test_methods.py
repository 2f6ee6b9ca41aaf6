"""S18: what changes something takes a POST with its token; looking changes nothing."""

import re
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.urls import get_resolver

from tests.factories import World
from tests.security.walking import walk

# what a GET may write: the session, rate limits, who opened or exported what, one's own ended sign-ins
WRITES_OF_LOOKING = {
    "django_session", "portal_cache", "activity_accessentry", "activity_event", "usersessions_usersession",
}  # fmt: skip
WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)


def is_exempt(response: Any) -> bool:
    """Whether the view behind this answer does without the CSRF token."""
    view = get_resolver().resolve(response.request["PATH_INFO"]).func
    return getattr(view, "csrf_exempt", False)


def test_s18_post_without_token_is_refused_everywhere(world: World, sign_in) -> None:
    accepted, exempt = [], set()

    for visitor, row, _method, response in walk(
        world, sign_in, ("anonymous", "office"), ("post",), enforce_csrf_checks=True
    ):
        if is_exempt(response):
            exempt.add(row.name)
        elif response.status_code != 403:
            accepted.append((visitor.name, row.name, response.status_code))

    assert accepted == []
    assert {name for name in exempt if "unsubscribe" not in name} == set()


def test_s18_looking_changes_nothing(world: World, sign_in) -> None:
    tables: set[str] = set()
    written = set()

    def watch(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        if found := WRITE.match(sql):
            tables.add(found[1])
        return execute(sql, params, many, context)

    steps = walk(world, sign_in, ("anonymous", "adviser_a", "office", "dpo"), ("get",))
    next(steps)  # makes the world and signs the first visitors in
    with connection.execute_wrapper(watch):
        for visitor, row, _method, _response in steps:
            written |= {(visitor.name, row.name, table) for table in tables - WRITES_OF_LOOKING}
            tables.clear()

    assert written == set()

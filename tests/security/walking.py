"""Walking every address of the portal as different visitors, so that a new page is found by itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.factories import World
from tests.matrix import Row
from tests.whole_world import ROWS, build


@dataclass
class Visitor:
    """One kind of visitor; each request gets a fresh browser with the same session."""

    name: str
    session_key: str = ""
    options: dict = field(default_factory=dict)

    def browser(self) -> Client:
        client = Client(**self.options)
        if self.session_key:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.session_key
        return client

    @property
    def is_signed_in(self) -> bool:
        return bool(self.session_key)


def visitors(world: World, sign_in: Callable, *names: str, **options: bool) -> list[Visitor]:
    """The visitors of these names, signed in once; "anonymous" is not."""
    made = [Visitor(name, options=options) for name in names]
    for visitor in made:
        if visitor.name != "anonymous":
            visitor.session_key = sign_in(getattr(world, visitor.name)).session.session_key
    return made


def walk(
    world: World, sign_in: Callable, names: tuple[str, ...], methods: tuple[str, ...], **options: bool
) -> Iterator[tuple[Visitor, Row, str, HttpResponse]]:
    """Each visitor × each address × each method; nothing that a request changes is kept."""
    build(world)
    for visitor in visitors(world, sign_in, *names, **options):
        for row in ROWS:
            url = reverse(row.name, kwargs=row.kwargs(world))
            for method in methods:
                with transaction.atomic():
                    data = row.data(world) if method == "post" else {}
                    response = getattr(visitor.browser(), method)(url, data, secure=True)
                    if response.streaming:
                        list(response.streaming_content)
                    transaction.set_rollback(True)
                yield visitor, row, method, response

"""S09: every address × every role. An address that is missing here fails the suite."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.factories import World
from tests.matrix import ACTORS, Row, method_refused

PARTS = [
    "portal",
    "partners",
    "activity",
    "region",
    "digests",
    "retention",
    "attachments",
    "apprenticeships",
    "measures",
    "conferences",
]
# matrix.py of each part first, then its further matrix_<noun>.py, which may build on what the first made
MATRICES = [
    importlib.import_module(f"tests.{part}.{file.stem}")
    for part in PARTS
    for file in sorted((Path(__file__).parent / part).glob("matrix*.py"), key=lambda file: file.stem)
]
ROWS: list[Row] = [row for matrix in MATRICES for row in matrix.ROWS]


def url_names(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Every URL name of the project with its namespace."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from url_names(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Every address of the project as its pattern is written."""
    for pattern in (resolver or get_resolver()).url_patterns:
        inner = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, inner)
        else:
            yield inner


def build(world: World) -> World:
    """The world with one object of every kind, as each app's matrix makes them."""
    for matrix in MATRICES:
        if hasattr(matrix, "build"):
            matrix.build(world)
    return world


def test_every_address_is_in_the_matrix() -> None:
    missing = set(url_names()) - {row.name for row in ROWS}

    assert missing == set()


def test_no_address_hides_another() -> None:
    """Of two patterns that are written alike only the first would ever answer."""
    found = [re.sub(r"<(\w+:)?\w+>", r"<\1>", address) for address in addresses()]

    assert sorted({address for address in found if found.count(address) > 1}) == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.name}{row.note and '-' + row.note}")
def test_access_matrix(row: Row, world: World, sign_in) -> None:
    """GET and POST of the row's address answer each actor as the matrix says."""
    build(world)
    url = reverse(row.name, kwargs=row.kwargs(world))
    found, expected = {}, {}
    for method, statuses in (("get", row.get), ("post", row.post or method_refused())):
        for actor in ACTORS:
            client = Client() if actor == "anonymous" else sign_in(getattr(world, actor))
            data = row.data(world) if method == "post" else {}
            with transaction.atomic():
                response = getattr(client, method)(url, data, secure=True)
                if response.streaming:
                    list(response.streaming_content)
                transaction.set_rollback(True)
            found[method, actor] = response.status_code
            expected[method, actor] = statuses[actor]

    assert found == expected

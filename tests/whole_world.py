"""The matrices of all parts in one list, and the world with one object of every kind that they make.

Building that world takes longer than most questions asked of it, so a module builds it once: the fixture
`whole_world` (tests/conftest.py) keeps it in a transaction, and each test changes only its own savepoint.
"""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction

from tests.factories import World
from tests.matrix import Row

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


def build(world: World) -> World:
    """The world with one object of every kind, as each app's matrix makes them."""
    for matrix in MATRICES:
        if hasattr(matrix, "build"):
            matrix.build(world)
    return world


@contextmanager
def undone() -> Iterator[None]:
    """A transaction around many tests; at its end nothing of it stays."""
    around = transaction.atomic()
    around._from_testcase = True  # as Django's TestCase marks its own: durable blocks inside are fine
    with around:
        yield
        transaction.set_rollback(True)

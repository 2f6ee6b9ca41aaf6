"""The words in which each app's tests/<app>/matrix.py writes who may do what with which address."""

from collections.abc import Callable
from dataclasses import dataclass, field

ACTORS = (
    "anonymous", "partner_a", "partner_b", "adviser_a", "colleague_a", "adviser_b",
    "editor", "office", "dpo", "operator", "deactivated",
)  # fmt: skip
OUTSIDE = ("anonymous", "deactivated")
NOT_ALLOWED = 405


def everybody(status: int = 200, *, outside: int = 302) -> dict[str, int]:
    """`status` for all who are signed in; a redirect to sign-in for the others."""
    return {actor: outside if actor in OUTSIDE else status for actor in ACTORS}


def only(*actors: str, ok: int = 200, other: int = 404, outside: int = 302, **special: int) -> dict[str, int]:
    """`ok` for `actors`, `other` for the rest of those signed in, `special` answers by name."""
    unknown = {*actors, *special} - set(ACTORS)
    assert not unknown, f"no such actor: {unknown}"
    return everybody(other, outside=outside) | dict.fromkeys(actors, ok) | special


def method_refused() -> dict[str, int]:
    """405 for everybody who is signed in."""
    return everybody(NOT_ALLOWED)


@dataclass(frozen=True)
class Row:
    """One address: its URL name, its arguments in the world, and the expected status by actor and method.

    `post` sends `data(world)`; None means that the address takes no POST (405 for all signed in).
    """

    name: str
    get: dict[str, int]
    post: dict[str, int] | None = None
    kwargs: Callable[[object], dict] = lambda world: {}
    data: Callable[[object], dict] = lambda world: {}
    note: str = field(default="", compare=False)

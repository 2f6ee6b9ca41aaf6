"""Who may do what with proposals over all open cases, wishes about pairs, and the shortage report."""

from collections.abc import Callable

from apprenticeships.actions.assignments import compute_run
from apprenticeships.actions.pairs import set_wish
from apprenticeships.models import AssignmentRun
from apprenticeships.states.assignments import WishKind
from tests.apprenticeships.assignment_factories import make_run
from tests.apprenticeships.matrix import ADVISERS, CHAMBER_A, A, refused
from tests.factories import World
from tests.matrix import Row, only

READERS = ("partner_a", "partner_b", *ADVISERS, "editor", "office", "dpo")


def build(world: World) -> None:
    """A finished run of chamber A with one pair, a failed one, and a wish about the case."""
    world.run = make_run(world)
    compute_run(world.run.pk)
    world.failed_run = make_run(world, state="failed")
    world.pair = world.run.pairs.order_by("pk").first()
    actor = world.actor("adviser_a")
    kind = WishKind.NOT_OFFER
    world.wish = set_wish(world.case, world.offer, by=actor, kind=kind, reason="apprentice")
    AssignmentRun.objects.filter(pk=world.failed_run.pk).update(error="OperationalError")


def run(name: str = "run", **more: str) -> Callable[[World], dict]:
    return lambda world: {"key": getattr(world, name).key, **more}


def pair(world: World) -> dict:
    return {"key": world.run.key, "pair": world.pair.key}


def wish(world: World) -> dict:
    return {"number": world.case.number, "key": world.wish.key}


def wish_data(world: World) -> dict:
    return {"offer": str(world.offer.key), "kind": WishKind.PIN, "reason": "agreed"}


ROWS: list[Row] = [
    Row(f"{A}assignment_list", only(*ADVISERS, other=403)),
    Row(f"{A}assignment_start", refused(), only(*ADVISERS, ok=302, other=403)),
    *[
        Row(f"{A}{name}", only(*CHAMBER_A), None, run())
        for name in (
            "assignment_detail",
            "assignment_missing",
            "assignment_compare",
            "run_shortage",
            "run_shortage_export",
        )
    ],
    Row(f"{A}assignment_retry", refused(), only(*CHAMBER_A, ok=302), run("failed_run")),
    Row(f"{A}assignment_confirm", refused(), only(*CHAMBER_A, ok=302), run()),
    Row(f"{A}pair_confirm", refused(), only(*CHAMBER_A, ok=302), pair),
    Row(f"{A}shortage", only(*READERS, other=403)),
    Row(f"{A}shortage_export", only(*READERS, other=403)),
    Row(
        f"{A}shortage_chart",
        only(*READERS, other=403),
        None,
        lambda world: {"theme": "light", "width": "wide"},
    ),
    Row(
        f"{A}wish_create",
        only(*CHAMBER_A),
        only(*CHAMBER_A, ok=302),
        lambda world: {"number": world.case.number},
        wish_data,
    ),
    Row(f"{A}wish_drop", refused(), only(*CHAMBER_A, ok=302), wish),
]

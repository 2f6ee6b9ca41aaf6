"""Who may do what with the addresses of placement proposals."""

from tests.apprenticeships import factories as make
from tests.apprenticeships.matrix import CHAMBER_A, A, key, number, refused
from tests.apprenticeships.proposals_factories import make_proposal
from tests.factories import World
from tests.matrix import Row, only

STEPS = {
    "contact": ("proposal", {}),
    "trial": ("proposal", {"trial_from": "2026-12-01"}),
    "promise": ("proposal", {}),
    "decline": ("proposal", {"side": "company", "reason": "full"}),
    "renew": ("expired_proposal", {}),
}


def build(world: World) -> None:
    """One proposal that runs and one that has expired, both of adviser A's case."""
    world.proposal = make_proposal(world.case, world.offer)
    world.expired_proposal = make_proposal(world.case, make.make_offer(world), state="expired")
    world.free_offer = make.make_offer(world)


ROWS = [
    Row(
        f"{A}proposal_create",
        refused(),
        only(*CHAMBER_A, ok=302),
        number("case"),
        lambda world: {"offer": str(world.free_offer.key)},
    ),
    Row(f"{A}proposal_detail", only(*CHAMBER_A), None, key("proposal")),
    *[
        Row(
            f"{A}proposal_{step}",
            refused(),
            only(*CHAMBER_A, ok=302),
            key(row),
            lambda world, data=data: dict(data),
        )
        for step, (row, data) in STEPS.items()
    ],
]

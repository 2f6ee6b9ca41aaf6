"""Who says which occupations are systemically relevant: the editors and the alliances' office."""

from tests.factories import World
from tests.matrix import Row, only

DECIDERS = ("editor", "office")


def data(world: World) -> dict:
    return {"occupations": [world.occupation.pk], "before": ""}


ROWS = [
    Row(
        "region:relevance",
        get=only(*DECIDERS, other=403),
        post=only(*DECIDERS, ok=302, other=403),
        kwargs=lambda world: {"kldb3": world.occupation.group.kldb3},
        data=data,
    ),
]

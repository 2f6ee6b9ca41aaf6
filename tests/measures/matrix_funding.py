"""Who may do what with funding programmes."""

from tests.factories import World
from tests.matrix import Row, everybody, only
from tests.measures.factories import make_funding

FORM = {"name": "Muster-Förderung", "level": "state", "version": "1"}


def build(world: World) -> None:
    world.programme = make_funding("Muster-Programm")


def key(world: World) -> dict:
    return {"key": world.programme.key}


ROWS: list[Row] = [
    Row("measures:funding_list", everybody()),
    Row(
        "measures:funding_create",
        only("editor", other=403),
        only("editor", ok=302, other=403),
        data=lambda world: FORM,
    ),
    Row("measures:funding_detail", everybody(), kwargs=key),
    Row(
        "measures:funding_edit",
        only("editor", other=403),
        only("editor", ok=302, other=403),
        kwargs=key,
        data=lambda world: FORM,
    ),
]

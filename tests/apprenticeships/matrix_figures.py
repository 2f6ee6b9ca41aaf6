"""Who may see figures: everybody but the operator."""

from tests.matrix import Row, everybody

SEES = everybody() | {"operator": 403}


def picture(name: str):
    return lambda world: {"picture": name, "look": "hell", "size": "schmal"}


ROWS = [
    Row("figures:page", SEES),
    Row("figures:no_place", SEES),
    Row("figures:export", SEES, None, lambda world: {"kind": "csv"}),
    Row("figures:export", SEES, None, lambda world: {"kind": "xlsx"}, note="xlsx"),
    *[
        Row("figures:picture", SEES, None, picture(name), note=name)
        for name in ("karte", "verbleib", "verlauf")
    ],
]

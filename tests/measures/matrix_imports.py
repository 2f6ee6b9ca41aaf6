"""Who may do what with imports of measures: the editor who uploaded, nobody else."""

from measures.imports import MEASURES
from portal.imports import actions
from portal.tables import read_text
from tests.factories import World
from tests.matrix import Row, everybody, only

M = "measures:"
ROWS_OF_EDITOR = "Titel\tSchwerpunkt\nImport {name}\t1\n\t1\n"


def build(world: World) -> None:
    """Three imports of the editor: previewed, with columns to choose, and done."""
    actor = world.actor("editor")

    def upload(text: str):
        return actions.upload(MEASURES, read_text(text, known=MEASURES.known_titles()), by=actor)

    world.measures_previewed = upload(ROWS_OF_EDITOR.format(name="eins"))
    world.measures_uploaded = upload("A\tB\n1\t2\n")
    world.measures_done = upload(ROWS_OF_EDITOR.format(name="zwei"))
    actions.begin(world.measures_done, by=actor)


def key(name: str, **more: str):
    return lambda world: {"key": getattr(world, name).key, **more}


OWN = only("editor")
STEP = only("editor", ok=302)
REFUSED = everybody(405)
MAY_OPEN = only("editor", other=403)

ROWS = [
    Row(f"{M}import_start", MAY_OPEN),
    Row(f"{M}import_upload", MAY_OPEN, MAY_OPEN, lambda world: {"kind": "measures"}),
    Row(f"{M}import_run", OWN, None, key("measures_previewed")),
    Row(f"{M}import_run", OWN, None, key("measures_done"), note="done"),
    Row(
        f"{M}import_columns",
        OWN,
        OWN,
        key("measures_uploaded"),
        lambda world: {"column_0": "title", "column_1": "title"},
    ),
    Row(f"{M}import_begin", REFUSED, STEP, key("measures_previewed")),
    Row(f"{M}import_discard", REFUSED, STEP, key("measures_previewed")),
    Row(f"{M}import_revert", REFUSED, STEP, key("measures_done")),
    *[
        Row(f"{M}import_rejected", REFUSED, OWN, key("measures_done", form=form), note=form)
        for form in ("csv", "xlsx")
    ],
]

"""Who may do what with imports: the uploader and the uploader's deputy of today, nobody else."""

from apprenticeships.imports import REGISTER
from portal.imports import actions
from portal.tables import read_text
from tests.apprenticeships.matrix import ADVISERS, CHAMBER_A, A, number
from tests.factories import World
from tests.matrix import Row, everybody, only

ROWS_OF_A = "Vertragsnr.\tBeruf\tWohnort\nIMP-1\t{occupation}\t{town}\nIMP-2\tunbekannt\t{town}\n"


def pasted(world: World) -> str:
    return ROWS_OF_A.format(occupation=world.occupation, town=world.town)


def build(world: World) -> None:
    """Three imports of adviser A: previewed, with columns to choose, and done."""
    actor = world.actor("adviser_a")
    known = REGISTER.known_titles()
    world.import_previewed = actions.upload(REGISTER, read_text(pasted(world), known=known), by=actor)
    world.import_uploaded = actions.upload(REGISTER, read_text("A\tB\n1\t2\n"), by=actor)
    world.import_done = actions.upload(
        REGISTER, read_text(pasted(world).replace("IMP", "DONE"), known=known), by=actor
    )
    actions.begin(world.import_done, by=actor)


def key(name: str, **more: str):
    return lambda world: {"key": getattr(world, name).key, **more}


def columns_data(world: World) -> dict[str, str]:
    return {"column_0": "contract_number", "column_1": "occupation"}


# the deputy is no actor of the matrix; test_imports.py has the deputy
OWN = only("adviser_a")
STEP = only("adviser_a", ok=302)
REFUSED = everybody(405)
MAY_OPEN = only(*ADVISERS, other=403)

ROWS = [
    Row(f"{A}import_start", only(*ADVISERS, other=403)),
    *[
        Row(f"{A}import_upload", MAY_OPEN, MAY_OPEN, lambda world, kind=kind: {"kind": kind}, note=kind)
        for kind in ("register", "companies", "offers")
    ],
    Row(f"{A}import_run", OWN, None, key("import_previewed")),
    Row(f"{A}import_run", OWN, None, key("import_done"), note="done"),
    Row(f"{A}import_columns", OWN, OWN, key("import_uploaded"), columns_data),
    Row(f"{A}import_begin", REFUSED, STEP, key("import_previewed")),
    Row(f"{A}import_discard", REFUSED, STEP, key("import_previewed")),
    Row(f"{A}import_revert", REFUSED, STEP, key("import_done")),
    *[
        Row(f"{A}import_rejected", REFUSED, OWN, key("import_done", form=form), note=form)
        for form in ("csv", "xlsx")
    ],
    Row(
        f"{A}company_case_paste",
        only(*CHAMBER_A, office=403),
        only(*CHAMBER_A, ok=302, office=403),
        number("company_case"),
        lambda world: {"text": pasted(world), "register": "bbig"},
    ),
    *[
        Row(
            f"{A}case_export_chamber",
            only(*ADVISERS, other=403),
            None,
            lambda world, kind=kind: {"kind": kind},
            note=kind,
        )
        for kind in ("csv", "xlsx")
    ],
]

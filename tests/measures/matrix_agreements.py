"""Who may do what with declarations and agreements."""

from tests.factories import World
from tests.matrix import Row, everybody, only
from tests.measures.factories import make_agreement, make_section

FORM = {"title": "Muster-Erklärung neu", "level": "region", "version": "1"}
SECTIONS = {
    "form-TOTAL_FORMS": "1",
    "form-INITIAL_FORMS": "0",
    "form-0-number": "9",
    "form-0-title": "Muster",
}
EDITORS = only("editor", other=403)
EDITORS_SAVE = only("editor", ok=302, other=403)


def build(world: World) -> None:
    world.agreement = make_agreement()
    make_section(world.agreement, "1")


def key(world: World) -> dict:
    return {"key": world.agreement.key}


ROWS: list[Row] = [
    Row("measures:agreement_list", everybody()),
    Row("measures:agreement_detail", everybody(), kwargs=key),
    Row("measures:agreement_create", EDITORS, EDITORS_SAVE, data=lambda world: FORM),
    Row("measures:agreement_edit", EDITORS, EDITORS_SAVE, key, lambda world: FORM),
    Row("measures:sections_edit", EDITORS, EDITORS_SAVE, key, lambda world: SECTIONS),
]

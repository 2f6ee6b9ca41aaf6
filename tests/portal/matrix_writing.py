"""Who may use the writing desk: everybody for what their own pages carry, nobody for another person's."""

from portal.writing.desk import Desk
from tests.factories import World
from tests.matrix import NOT_ALLOWED, Row, everybody, only


def desk_of_editor(world: World) -> dict:
    """The word that a page carries which was made for the editor."""
    form = "measures.forms.RegionalForm"
    desk = Desk(world.editor.user_id, "/massnahmen/neu/", form, "", None, "edit", page="x")
    return {"desk": desk.sign()}


def refused() -> dict[str, int]:
    return everybody(NOT_ALLOWED)


ROWS = [
    Row("writing:preview", get=refused(), post=everybody(), data=lambda world: {"text": "Muster"}),
    Row("writing:keep", get=refused(), post=only("editor"), data=desk_of_editor),
    Row("writing:discard", get=refused(), post=only("editor", ok=302), data=desk_of_editor),
    Row("writing:present", get=refused(), post=only("editor"), data=desk_of_editor),
    Row("writing:stay", get=refused(), post=everybody()),
]

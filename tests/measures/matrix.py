"""Who may do what with these addresses."""

from measures.states import MeasureState
from tests.factories import World
from tests.matrix import Row, everybody, method_refused, only
from tests.measures.factories import make_measure

FORM = {"focus_area": "1", "title": "Muster", "progress": "running"}
PROGRAMME_FORM = {"focus_area": "1", "title": "Muster", "origin": "state", "validity": "in_force"}


def build(world: World) -> None:
    """A measure in each state; the draft is led by partner A's organisation."""
    lead = {"lead": world.partner_org_a}
    world.measure_draft = make_measure("Muster-Entwurf", **lead)
    world.measure_published = make_measure("Muster-Maßnahme", state=MeasureState.PUBLISHED, **lead)
    world.measure_archived = make_measure("Muster-Archiv", state=MeasureState.ARCHIVED, **lead)


def number(name: str):
    return lambda world: {"number": getattr(world, f"measure_{name}").number}


SEES_DRAFT = ("partner_a", "editor", "office")
STEP_ON_DRAFT = {"ok": 302, "partner_a": 403, "office": 403}

ROWS: list[Row] = [
    Row("measures:list", everybody()),
    Row("measures:export_csv", everybody()),
    Row("measures:export_xlsx", everybody()),
    Row("measures:export_json", everybody()),
    Row(
        "measures:create",
        only("editor", other=403),
        only("editor", ok=302, other=403),
        data=lambda world: FORM,
    ),
    Row(
        "measures:create_programme",
        only("editor", other=403),
        only("editor", ok=302, other=403),
        data=lambda world: PROGRAMME_FORM,
    ),
    Row("measures:detail", everybody(), kwargs=number("published"), note="published"),
    Row("measures:detail", everybody(), kwargs=number("archived"), note="archived"),
    Row("measures:detail", only(*SEES_DRAFT), kwargs=number("draft"), note="draft"),
    Row("measures:detail", everybody(404), kwargs=lambda world: {"number": "M-1999-001"}, note="none"),
    Row(
        "measures:publish",
        method_refused(),
        only("editor", **STEP_ON_DRAFT),
        kwargs=number("draft"),
        note="draft",
    ),
    Row("measures:publish", method_refused(), only("editor", ok=302, other=403), kwargs=number("published")),
    Row(
        "measures:unpublish", method_refused(), only("editor", ok=302, other=403), kwargs=number("published")
    ),
    Row("measures:archive", method_refused(), only("editor", ok=302, other=403), kwargs=number("published")),
    Row("measures:reopen", method_refused(), only("editor", ok=302, other=403), kwargs=number("archived")),
    Row("measures:confirm", method_refused(), only("editor", ok=302, other=403), kwargs=number("published")),
]

"""Who may work on drafts, read versions, and propose changes."""

from measures.actions import drafts as actions
from measures.states import MeasureState
from tests.factories import World
from tests.matrix import Row, everybody, method_refused, only
from tests.measures.factories import make_draft, make_measure, make_proposal
from tests.measures.matrix import FORM, number

FULL = FORM | {"summary": "Neu.", "lead_text": "Muster-Verbund", "period_start": "2026-01-01"}


def build(world: World) -> None:
    """A published measure with a draft, one whose draft is in review, and a proposal of partner A."""
    editor, values = world.actor("editor"), {"state": MeasureState.PUBLISHED, "lead": world.partner_org_a}
    world.measure_worked = make_measure("Muster-Fassung", **values)
    world.work = make_draft(world.measure_worked, editor, title="Muster-Fassung zwei")
    world.measure_reviewed = make_measure("Muster-Prüfung", **values)
    world.reviewed = make_draft(world.measure_reviewed, editor, title="Muster-Prüfung zwei")
    actions.submit_draft(world.reviewed, version=1, by=editor)
    world.change_proposal = make_proposal(world.measure_published, world.actor("partner_a"), title="Besser")


def proposal(world: World) -> dict:
    return {"key": world.change_proposal.key}


def text(world: World) -> dict:
    return FULL | {"reason": "Muster-Grund"}


READ_DRAFT = {"partner_a": 200, "editor": 200, "office": 200}
EDITOR = only("editor", ok=302, other=403)
PROPOSERS = ("partner_a", "partner_b", "adviser_a", "colleague_a", "adviser_b", "office")
SEE_PROPOSAL = {"partner_a": 403, "office": 403}

ROWS: list[Row] = [
    Row(
        "measures:edit",
        only("editor", partner_a=403, office=403),
        only("editor", ok=409, partner_a=403, office=403),  # the form was opened on nothing
        kwargs=number("draft"),
        data=text,
        note="draft",
    ),
    Row("measures:edit", only("editor", other=403), only("editor", other=403), kwargs=number("published")),
    Row(
        "measures:edit",
        only("editor", ok=409, other=403),
        only("editor", ok=409, other=403),
        kwargs=number("archived"),
        note="archived",
    ),
    Row("measures:review", everybody(302) | READ_DRAFT, kwargs=number("worked")),
    Row("measures:review", everybody(302), kwargs=number("published"), note="no draft"),
    Row("measures:submit", method_refused(), EDITOR, kwargs=number("worked")),
    Row("measures:withdraw", method_refused(), EDITOR, kwargs=number("reviewed")),
    Row(
        "measures:request_changes",
        method_refused(),
        only("editor", other=403),
        kwargs=number("reviewed"),
        note="without a remark",
    ),
    Row(
        "measures:request_changes",
        method_refused(),
        EDITOR,
        kwargs=number("reviewed"),
        data=lambda world: {"version": "2", "comment": "Muster-Anmerkung"},
    ),
    Row("measures:discard", method_refused(), EDITOR, kwargs=number("worked")),
    Row("measures:revisions", everybody(), kwargs=number("worked")),
    Row("measures:compare", everybody(), kwargs=number("worked")),
    Row(
        "measures:compare",
        everybody(404),
        kwargs=lambda world: {"number": "M-1999-001"},
        note="no such measure",
    ),
    Row(
        "measures:restore",
        method_refused(),
        EDITOR,
        kwargs=lambda world: {"number": world.measure_worked.number, "revision": 1},
    ),
    Row(
        "measures:propose",
        only(*PROPOSERS, other=403),
        only(*PROPOSERS, ok=302, other=403),
        kwargs=number("published"),
        data=text,
    ),
    Row(
        "measures:propose",
        only(*PROPOSERS, ok=409, other=403),
        only(*PROPOSERS, ok=409, other=403),
        kwargs=number("archived"),
        data=text,
        note="archived",
    ),
    Row("measures:proposal", only("partner_a", "editor", "office"), kwargs=proposal),
    Row(
        "measures:proposal_take",
        method_refused(),
        only("editor", ok=302, **SEE_PROPOSAL),
        kwargs=proposal,
        data=lambda world: {"fields_taken": ["title"]},
    ),
    Row(
        "measures:proposal_decline",
        method_refused(),
        only("editor", ok=302, **SEE_PROPOSAL),
        kwargs=proposal,
        data=lambda world: {"answer": "Muster-Grund"},
    ),
]

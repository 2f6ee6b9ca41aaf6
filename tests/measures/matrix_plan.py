"""Who may do what with milestones, indicators and actual values."""

from datetime import date

from measures.states import MeasureState
from tests.factories import World
from tests.matrix import Row, everybody, method_refused, only
from tests.measures.factories import make_indicator, make_measure, make_milestone, make_reading

DAY = date(2026, 9, 30)
ROWS_FORM = {
    "form-TOTAL_FORMS": "1",
    "form-INITIAL_FORMS": "0",
    "form-0-title": "Muster",
    "form-0-due_on": "2026-12-31",
}
INDICATOR = {"title": "Muster", "direction": "up", "counted_by": "", "version": "1"}


def build(world: World) -> None:
    """A published measure, led by partner A's organisation and supported by chamber B, and a draft."""
    world.plan = make_measure(state=MeasureState.PUBLISHED, lead=world.partner_org_a)
    world.plan.supporters.add(world.chamber_b)
    world.plan_draft = make_measure(lead=world.partner_org_a)
    world.open_point = make_milestone(world.plan)
    world.reached_point = make_milestone(world.plan, reached_on=DAY)
    world.draft_point = make_milestone(world.plan_draft)
    world.indicator = make_indicator(world.plan, targets={DAY: 80})
    world.draft_indicator = make_indicator(world.plan_draft)
    world.counted_indicator = make_indicator(world.plan, counted_by="helped")
    world.reading_a = make_reading(world.indicator, world.partner_org_a, DAY, 5)


def part(name: str, measure: str = "plan", **more):
    return lambda world: {
        "number": getattr(world, measure).number,
        "key": getattr(world, name).key,
        **more,
    }


def number(measure: str = "plan"):
    return lambda world: {"number": getattr(world, measure).number}


def value_of(name: str):
    return lambda world: {"organisation": getattr(world, name).pk, "value": "7", "read_on": "2026-09-30"}


EDITORS = only("editor", other=403)
EDITORS_SAVE = only("editor", ok=302, other=403)
IN_DRAFT = {"partner_a": 403, "office": 403}
TAKING_PART = ("partner_a", "adviser_b")

ROWS: list[Row] = [
    Row("measures:milestones_edit", EDITORS, EDITORS_SAVE, number(), lambda world: ROWS_FORM),
    Row(
        "measures:milestones_edit",
        only("editor", **IN_DRAFT),
        only("editor", ok=302, **IN_DRAFT),
        number("plan_draft"),
        lambda world: ROWS_FORM,
        note="draft",
    ),
    Row(
        "measures:milestone_reach",
        method_refused(),
        only("editor", "partner_a", ok=302, other=403),
        part("open_point"),
    ),
    Row(
        "measures:milestone_reach",
        method_refused(),
        only("editor", ok=302, **IN_DRAFT),
        part("draft_point", "plan_draft"),
        note="draft",
    ),
    Row(
        "measures:milestone_reopen",
        method_refused(),
        only("editor", "partner_a", ok=302, other=403),
        part("reached_point"),
    ),
    Row("measures:indicator_create", EDITORS, EDITORS_SAVE, number(), lambda world: INDICATOR),
    Row("measures:indicator_edit", EDITORS, EDITORS_SAVE, part("indicator"), lambda world: INDICATOR),
    Row("measures:indicator_remove", EDITORS, EDITORS_SAVE, part("indicator")),
    Row(
        "measures:indicator_edit",
        everybody(404),
        everybody(404),
        part("draft_indicator", "plan"),
        note="of another measure",
    ),
    Row(
        "measures:reading_enter",
        only("editor", *TAKING_PART, other=403),
        only("editor", ok=302, other=403, partner_a=302, adviser_b=200),
        part("indicator"),
        value_of("partner_org_a"),
    ),
    Row(
        "measures:reading_enter",
        only("editor", *TAKING_PART, other=403),
        only("editor", ok=302, other=403, partner_a=200, adviser_b=302),
        part("indicator"),
        value_of("chamber_b"),
        note="supporter",
    ),
    Row("measures:reading_enter", everybody(403), everybody(403), part("counted_indicator"), note="counted"),
    Row(
        "measures:reading_remove",
        method_refused(),
        only("editor", "partner_a", ok=302, other=403),
        part("reading_a"),
    ),
    Row(
        "measures:indicator_picture",
        everybody(),
        kwargs=part("indicator", look="hell", size="breit"),
    ),
    Row(
        "measures:indicator_picture",
        only("editor", "office", "partner_a"),
        kwargs=part("draft_indicator", "plan_draft", look="dunkel", size="schmal"),
        note="draft",
    ),
]

"""Who may do what with the work list, deadlines, checklists and the tables behind them."""

from tests.apprenticeships import cases_factories as make
from tests.apprenticeships.matrix import ADVISERS, CHAMBER_A, A, key, number, refused
from tests.factories import World
from tests.matrix import Row, only


def build(world: World) -> None:
    """A deadline of the case, a row of the table and a point of chamber A's checklist."""
    world.deadline = make.make_deadline(world.case)
    world.deadline_rule = make.make_rule(code="matrix")
    world.point = make.make_item(code="matrix", organisation=world.chamber_a)


def deadline(world: World) -> dict[str, object]:
    return {"number": world.case.number, "key": world.deadline.key}


def rule_data(world: World) -> dict[str, object]:
    return {
        "version": 1, "title": "Muster-Frist", "anchor": "reported_on", "amount": 2, "unit": "weeks",
        "certainty": "to_check", "valid_from": "2026-01-01", "is_active": "on",
    }  # fmt: skip


def own_rule_data(world: World) -> dict[str, object]:
    return {"version": 1, "amount": 5, "unit": "days", "valid_from": "2026-01-01", "is_active": "on"}


def law_text(world: World) -> dict[str, object]:
    return {"register": "bbig", "code": "advice"}


def law_data(world: World) -> dict[str, object]:
    return {"version": 1, "law": "§ 76 BBiG", "certainty": "to_check", "valid_from": "2099-01-01"}


READS_RULES_OR_404 = only(*ADVISERS, "office")
OFFICE_READS = only("office", **dict.fromkeys(ADVISERS, 403))
OFFICE_SETS = only("office", ok=302, **dict.fromkeys(ADVISERS, 403))
READS_RULES = only(*ADVISERS, "office", other=403)

ROWS: list[Row] = [
    Row(f"{A}work_list", only(*ADVISERS, other=403)),
    Row(
        f"{A}deadline_add",
        only(*CHAMBER_A),
        only(*CHAMBER_A, ok=302),
        number("case"),
        lambda world: {"title": "Unterlagen nachfragen", "due_on": "2026-12-01"},
    ),
    Row(f"{A}deadline_done", refused(), only(*CHAMBER_A, ok=302), deadline),
    Row(f"{A}deadline_reopen", refused(), only(*CHAMBER_A, ok=302), deadline),
    Row(f"{A}deadline_drop", refused(), only(*CHAMBER_A, ok=302), deadline),
    Row(f"{A}case_checklist", refused(), only(*CHAMBER_A, ok=302), number("case")),
    Row(f"{A}deadline_rules", READS_RULES),
    Row(
        f"{A}deadline_rule_create",
        only("office", other=403),
        only("office", ok=302, other=403),
        data=rule_data,
    ),
    Row(
        f"{A}deadline_rule_edit",
        only("office", **dict.fromkeys(ADVISERS, 403)),
        only("office", ok=302, **dict.fromkeys(ADVISERS, 403)),
        key("deadline_rule"),
        rule_data,
    ),
    Row(
        f"{A}deadline_rule_override",
        READS_RULES_OR_404,
        only(*ADVISERS, "office", ok=302),
        key("deadline_rule"),
        lambda world: {**own_rule_data(world), "organisation": world.chamber_a.pk},
    ),
    Row(f"{A}deadline_rule_check", refused(), OFFICE_SETS, key("deadline_rule")),
    Row(f"{A}law_text_edit", OFFICE_READS, OFFICE_SETS, law_text, law_data),
    Row(f"{A}law_text_check", refused(), OFFICE_SETS, law_text),
    Row(
        f"{A}case_setup",
        only(*ADVISERS, other=403),
        only(*ADVISERS, ok=302, other=403),
        data=lambda world: {"weeks": 12},
    ),
    Row(
        f"{A}checklist_item_add",
        refused(),
        only(*ADVISERS, ok=302, other=403),
        data=lambda world: {"title": "Schülerticket besorgt"},
    ),
    *[
        Row(
            f"{A}checklist_item_{name}",
            refused(),
            only(*CHAMBER_A, ok=302, adviser_b=404, other=403),
            key("point"),
        )
        for name in ("on", "off")
    ],
]

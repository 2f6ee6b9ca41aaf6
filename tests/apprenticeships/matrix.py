"""Who may do what with these addresses."""

from collections.abc import Callable

from tests.apprenticeships import factories as make
from tests.factories import World
from tests.matrix import Row, everybody, only

A = "apprenticeships:"
ADVISERS = ("adviser_a", "colleague_a", "adviser_b")
CHAMBER_A = ("adviser_a", "colleague_a")
TIPSTERS = ("partner_a", "partner_b", *ADVISERS, "editor", "office")


def build(world: World) -> None:
    """One object of every kind; all belong to adviser A of chamber A, tips to partner A."""
    make.stand_in(world.adviser_a, world.deputy_a)
    world.company = make.make_company(world)
    world.company_case = make.make_company_case(world, company=world.company)
    world.public_case = make.make_company_case(world, is_public=True)
    world.case = make.make_case(world, company_case=world.company_case, person={"name": "Toni Muster-Matrix"})
    world.note = make.make_note(world.case, "besprochen")
    for state in ("promise", "signed", "registered", "closed", "in_placement"):
        setattr(world, f"case_{state}", make.make_case(world, state=state))
    world.offer = make.make_offer(world)
    world.withdrawn_offer = make.make_offer(world, state="withdrawn")
    world.tip = make.make_tip(world, person=True)
    world.unrouted = make.make_tip(world, state="received")
    world.rule = make.make_responsibility(world, world.adviser_a)


def number(name: str) -> Callable[[World], dict]:
    return lambda world: {"number": getattr(world, name).number}


def key(name: str) -> Callable[[World], dict]:
    return lambda world: {"key": getattr(world, name).key}


def refused() -> dict[str, int]:
    return everybody(405)


def step(name: str, row: str, **data: str) -> Row:
    """A step of a case: those of chamber A, done with a redirect; GET is refused for all."""
    return Row(f"{A}case_{name}", refused(), only(*CHAMBER_A, ok=302), number(row), lambda world: dict(data))


def case_data(world: World) -> dict[str, object]:
    return {
        "version": 1, "kind": "loses", "register": "bbig", "occupation": str(world.occupation),
        "residence": str(world.town), "contract_number": "4711", "reach_km": 25, "is_minor": "",
    }  # fmt: skip


def company_case_data(world: World) -> dict[str, object]:
    return {
        "version": 1, "company_name": "Muster-Neu GmbH", "company_place": str(world.town), "phase": "rumour",
        "cause": "unknown", "register": "bbig",
    }  # fmt: skip


def rows_data(world: World) -> dict[str, object]:
    return {
        "register": "bbig", "row1_occupation": str(world.occupation), "row1_residence": str(world.town),
        "row1_contract_number": "4712",
    }  # fmt: skip


def offer_data(world: World) -> dict[str, object]:
    return {
        "version": 1, "company_name": "Muster-Angebot", "municipality": str(world.town), "kind": "takeover",
        "occupation_list": str(world.occupation), "seats": 1,
    }  # fmt: skip


def tip_data(world: World) -> dict[str, object]:
    return {
        "subject": "company", "cause": "closure", "company_and_place": "Muster-Laden, Künzelsau",
        "urgency": "later", "is_public": "no",
    }  # fmt: skip


def call_list_data(world: World) -> dict[str, object]:
    return {"version": 1, "name": "Muster-Neu", "occupation_list": ""}


START = everybody() | dict.fromkeys(TIPSTERS, 302) | {"office": 302, "dpo": 302}
# a company case: number and phase for the office, public ones for all who work in the alliances
SEES_PUBLIC = only(*TIPSTERS)
SEES_OFFERS = only(*ADVISERS, other=403)
STEPS = [
    step("watch", "case"),
    step("place", "case"),
    step("promise", "case"),
    step("sign", "case_promise"),
    Row(
        f"{A}case_register",
        refused(),
        only(*CHAMBER_A, ok=302),
        number("case_signed"),
        lambda world: {"registered_on": "2026-01-02", "registered_with": world.chamber_a.pk},
    ),
    step("care", "case_registered", probation_until="2026-05-02"),
    step("close", "case_registered", outcome="same"),
    step("stabilise", "case", reason="Betrieb macht weiter"),
    step("fall_back", "case_promise"),
    step("hold", "case", reason="wartet", due_on="2099-01-01"),
    step("withdraw", "case", reason="anderer Weg"),
    step("reopen", "case_closed", reason="neu"),
]

ROWS: list[Row] = [
    Row(f"{A}start", START),
    # tips
    Row(
        f"{A}tip_create",
        only(*TIPSTERS, other=403),
        only(*TIPSTERS, ok=302, other=403),
        data=tip_data,
    ),
    Row(f"{A}tip_thanks", only("partner_a", adviser_a=403, colleague_a=403), None, number("tip")),
    Row(f"{A}my_tips", only(*TIPSTERS, other=403)),
    Row(f"{A}tip_list", only(*ADVISERS, "office", other=403)),
    Row(f"{A}tip_detail", only("partner_a", *CHAMBER_A), None, number("tip")),
    Row(f"{A}tip_detail", only("partner_a", "office"), None, number("unrouted"), note="unrouted"),
    Row(f"{A}tip_person", refused(), only("partner_a", "adviser_a", colleague_a=403), number("tip")),
    *[
        Row(
            f"{A}{name}",
            only("adviser_a", colleague_a=403, partner_a=403),
            only("adviser_a", ok=status, colleague_a=403, partner_a=403),
            number("tip"),
            data,
        )
        for name, status, data in (
            ("tip_accept_case", 302, case_data),
            ("tip_accept_company_case", 302, company_case_data),
            ("tip_merge", 302, lambda world: {"number": world.case.number}),
            ("tip_refuse", 302, lambda world: {"reason": "solved"}),
            ("tip_assign", 302, lambda world: {"adviser": world.colleague_a.pk}),
        )
    ],
    Row(
        f"{A}tip_assign",
        only("office", partner_a=403),
        only("office", ok=302, partner_a=403),
        number("unrouted"),
        lambda world: {"adviser": world.adviser_b.pk},
        note="office",
    ),
    Row(f"{A}responsibility_list", only(*ADVISERS, "office", other=403)),
    Row(
        f"{A}responsibility_create",
        only("office", other=403),
        only("office", ok=302, other=403),
        data=lambda world: {"adviser": world.adviser_b.pk},
    ),
    Row(
        f"{A}responsibility_drop",
        refused(),
        only("office", ok=302, adviser_a=403, colleague_a=403),
        key("rule"),
    ),
    # cases
    Row(f"{A}case_list", only(*ADVISERS, other=403)),
    Row(f"{A}case_export", only(*ADVISERS, other=403), None, lambda world: {"kind": "csv"}),
    Row(f"{A}case_export", only(*ADVISERS, other=403), None, lambda world: {"kind": "xlsx"}, note="xlsx"),
    Row(f"{A}case_create", only(*ADVISERS, other=403), only(*ADVISERS, ok=302, other=403), data=case_data),
    Row(f"{A}case_detail", only(*CHAMBER_A), None, number("case")),
    Row(f"{A}case_edit", only(*CHAMBER_A), only(*CHAMBER_A, ok=302), number("case"), case_data),
    Row(f"{A}case_person", refused(), only("adviser_a", colleague_a=403), number("case")),
    Row(
        f"{A}case_person_edit",
        only("adviser_a", colleague_a=403),
        only("adviser_a", ok=302, colleague_a=403),
        number("case"),
    ),
    Row(
        f"{A}case_assign",
        only("adviser_a", colleague_a=403),
        only("adviser_a", ok=302, colleague_a=403),
        number("case"),
        lambda world: {"adviser": world.colleague_a.pk},
    ),
    Row(
        f"{A}case_note",
        refused(),
        only(*CHAMBER_A, ok=302),
        number("case"),
        lambda world: {"result": "reached", "follow": "3", "text": "ok"},
    ),
    Row(
        f"{A}note_text",
        refused(),
        only("adviser_a", colleague_a=403),
        lambda world: {"number": world.case.number, "key": world.note.key},
    ),
    Row(f"{A}case_steps", only(*CHAMBER_A), None, number("case")),
    *STEPS,
    Row(f"{A}case_release", refused(), only("adviser_a", ok=302, colleague_a=403), number("case")),
    Row(f"{A}case_take_back", refused(), only("adviser_a", ok=302, colleague_a=403), number("case")),
    Row(f"{A}pool", only(*ADVISERS, other=403)),
    # company cases
    Row(f"{A}company_case_list", only(*TIPSTERS, other=403)),
    Row(
        f"{A}company_case_create",
        only(*ADVISERS, other=403),
        only(*ADVISERS, ok=302, other=403),
        data=company_case_data,
    ),
    Row(f"{A}company_case_detail", only(*CHAMBER_A, "office"), None, number("company_case")),
    Row(f"{A}company_case_detail", SEES_PUBLIC, None, number("public_case"), note="public"),
    Row(
        f"{A}company_case_edit",
        only(*CHAMBER_A, office=403),
        only(*CHAMBER_A, ok=302, office=403),
        number("company_case"),
        lambda world: {"version": 1, "cause": "closure"},
    ),
    Row(
        f"{A}company_case_rows",
        only(*CHAMBER_A, office=403),
        only(*CHAMBER_A, ok=302, office=403),
        number("company_case"),
        rows_data,
    ),
    Row(
        f"{A}company_case_phase",
        only(*CHAMBER_A, office=403),
        only(*CHAMBER_A, office=403),
        number("company_case"),
        lambda world: {"phase": "opened"},
    ),
    Row(
        f"{A}company_case_publish",
        refused(),
        only(*CHAMBER_A, ok=302, office=403),
        number("company_case"),
    ),
    # offers
    Row(f"{A}offer_list", SEES_OFFERS),
    Row(f"{A}offer_export", SEES_OFFERS, None, lambda world: {"kind": "csv"}),
    Row(
        f"{A}offer_create",
        only(*ADVISERS, other=403),
        only(*ADVISERS, ok=302, other=403),
        data=offer_data,
    ),
    Row(f"{A}offer_detail", only(*ADVISERS), None, key("offer")),
    Row(
        f"{A}offer_edit",
        only(*CHAMBER_A, adviser_b=403),
        only(*CHAMBER_A, ok=302, adviser_b=403),
        key("offer"),
        offer_data,
    ),
    *[
        Row(f"{A}offer_{name}", refused(), only(*CHAMBER_A, ok=302, adviser_b=403), key(row))
        for name, row in (("fill", "offer"), ("withdraw", "offer"), ("reopen", "withdrawn_offer"))
    ],
    # companies
    Row(f"{A}company_list", only(*ADVISERS, other=403)),
    Row(
        f"{A}company_create",
        only(*ADVISERS, other=403),
        only(*ADVISERS, ok=302, other=403),
        data=call_list_data,
    ),
    Row(f"{A}company_detail", only(*CHAMBER_A), None, key("company")),
    Row(f"{A}company_edit", only(*CHAMBER_A), only(*CHAMBER_A, ok=302), key("company"), call_list_data),
    Row(
        f"{A}company_call",
        refused(),
        only(*CHAMBER_A, ok=302),
        key("company"),
        lambda world: {"result": "reached"},
    ),
]  # fmt: skip

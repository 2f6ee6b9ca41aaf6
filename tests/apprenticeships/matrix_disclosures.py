"""Who may do what with legal bases, consents, handovers and the contact circle."""

from apprenticeships.models import CircleEntry
from tests.apprenticeships import disclosure_factories as made
from tests.apprenticeships import factories as make
from tests.apprenticeships.matrix import ADVISERS, CHAMBER_A, A, key, number, refused
from tests.factories import World
from tests.matrix import Row, only

READERS = (*ADVISERS, "office", "dpo")


def build(world: World) -> None:
    """A row of the table, a text, a consent, a handover to chamber B, an entry of the contact circle."""
    world.legal_basis = made.make_rule(fields=made.ALL)
    world.consent_text = made.make_text(recipient_kind="chamber")
    world.case_to_give = make.make_case(world, state="in_placement", person={"name": "Toni Muster-Matrix"})
    world.consent = made.make_consent(world.case_to_give, world.partner_org_a)
    # the case's company is confidential: who is asked to take it over must not read it
    world.handover = made.make_handover(world.case, world.chamber_b, rule=world.legal_basis)
    world.circle_entry = CircleEntry.objects.create(
        case=world.case_to_give, kept_by=world.chamber_a, organisation=world.chamber_b, purpose="Vermittlung",
        since=make.TODAY, rule=world.legal_basis,
    )  # fmt: skip


def rule_data(world: World) -> dict[str, object]:
    return {
        "sender_kind": "chamber", "recipient_kind": "school", "legal_basis": "§ 1 Mustergesetz",
        "valid_from": "2099-01-01", "what": ["profile"],
    }  # fmt: skip


def text_data(world: World) -> dict[str, object]:
    return {
        "title": "Muster", "recipient_kind": "agency", "version": "MUSTER-NEU", "what": ["profile"],
        "valid_from": "2099-01-01", "text": "Ja.",
    }  # fmt: skip


def consent_data(world: World) -> dict[str, object]:
    return {
        "text": world.consent_text.pk, "recipient": world.chamber_b.pk, "age_group": "adult",
        "given_by": "person", "given_how": "written", "given_on": "2026-01-05",
    }  # fmt: skip


def circle_data(world: World) -> dict[str, object]:
    return {
        "organisation": world.chamber_b.pk, "person": "Team U25", "purpose": "AsA", "since": "2026-01-05",
    }  # fmt: skip


def handover_data(world: World) -> dict[str, object]:
    return {"recipient": world.chamber_b.pk, "what": ["name"], "reason": "passt besser"}


SEES_HANDOVER = (*CHAMBER_A, "adviser_b")
ROWS = [
    Row(f"{A}rule_list", only(*READERS, other=403)),
    Row(
        f"{A}rule_create", only("office", other=403), only("office", ok=302, other=403), data=rule_data
    ),
    *[
        Row(
            f"{A}{name}",
            only("office", **dict.fromkeys((*ADVISERS, "dpo"), 403)),
            only("office", ok=302, **dict.fromkeys((*ADVISERS, "dpo"), 403)),
            key("legal_basis"),
            data,
        )
        for name, data in (
            ("rule_replace", rule_data),
            ("rule_end", lambda world: {"last_day": "2099-01-01"}),
        )
    ],
    Row(f"{A}consent_texts", only(*READERS, other=403)),
    Row(
        f"{A}consent_text_create",
        only("office", other=403),
        only("office", ok=302, other=403),
        data=text_data,
    ),
    Row(
        f"{A}consent_create",
        only(*CHAMBER_A),
        only(*CHAMBER_A, ok=302),
        number("case_to_give"),
        consent_data,
    ),
    Row(f"{A}consent_revoke", refused(), only(*CHAMBER_A, ok=302), key("consent")),
    Row(f"{A}circle_add", only(*CHAMBER_A), only(*CHAMBER_A, ok=302), number("case_to_give"), circle_data),
    Row(f"{A}circle_contact", refused(), only(*CHAMBER_A, ok=302), key("circle_entry")),
    Row(f"{A}circle_end", refused(), only(*CHAMBER_A, ok=302), key("circle_entry")),
    Row(
        f"{A}handover_create",
        only("adviser_a", colleague_a=403),
        only("adviser_a", ok=302, colleague_a=403),
        number("case_to_give"),
        handover_data,
    ),
    Row(f"{A}handover_list", only(*ADVISERS, other=403)),
    Row(f"{A}handover_detail", only(*SEES_HANDOVER), None, key("handover")),
    Row(
        f"{A}handover_accept",
        refused(),
        only("adviser_b", ok=302, adviser_a=403, colleague_a=403),
        key("handover"),
    ),
    Row(
        f"{A}handover_reject",
        refused(),
        only("adviser_b", ok=302, adviser_a=403, colleague_a=403),
        key("handover"),
        lambda world: {"answer": "nicht zuständig"},
    ),
    Row(
        f"{A}handover_reject",
        refused(),
        only("adviser_b", adviser_a=403, colleague_a=403),
        key("handover"),
        note="empty",
    ),
    Row(
        f"{A}handover_revoke",
        refused(),
        only("adviser_a", ok=302, colleague_a=403, adviser_b=403),
        key("handover"),
    ),
]  # fmt: skip

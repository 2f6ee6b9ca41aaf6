"""Who may do what with letters, short profile, confirmations, and the texts they are written from."""

from datetime import date

from apprenticeships.models import DisclosureRule, LetterText
from tests.apprenticeships.matrix import ADVISERS, CHAMBER_A, A, number, refused
from tests.factories import World
from tests.matrix import Row, only
from tests.measures.factories import make_funding


def build(world: World) -> None:
    """A programme, a legal basis for the profile, and a text of chamber A's own."""
    world.funding = make_funding()
    DisclosureRule.objects.create(
        sender_kind="chamber", recipient_kind="company", fields=["profile"], legal_basis="Muster",
        valid_from=date(2020, 1, 1),
    )  # fmt: skip
    LetterText.objects.create(
        organisation=world.chamber_a, kind="warning", subject="Muster", body="Guten Tag {Name}"
    )


def word(value: str):
    return lambda world: {"word": value}


def confirmation(world: World) -> dict:
    return {"number": world.case.number, "key": world.funding.key}


TEXT = {"version": "1", "subject": "Muster", "body": "Guten Tag"}
OF_ALL_ADVISERS = only(*ADVISERS, other=403)
IN_CHARGE = only("adviser_a", colleague_a=403)

ROWS: list[Row] = [
    Row(f"{A}case_letters", only(*CHAMBER_A), None, number("case")),
    Row(
        f"{A}case_letter",
        refused(),
        IN_CHARGE,
        lambda world: {"number": world.case.number, "word": "erstkontakt"},
        lambda world: {"format": "docx"},
    ),
    Row(
        f"{A}case_profile",
        only(*CHAMBER_A),
        only(*CHAMBER_A),
        number("case"),
        lambda world: {"company": "Muster-Neu GmbH"},
    ),
    Row(f"{A}case_confirmation", IN_CHARGE, IN_CHARGE, confirmation, lambda world: {"to": "person"}),
    Row(f"{A}letter_text_list", OF_ALL_ADVISERS),
    Row(
        f"{A}letter_text_edit",
        OF_ALL_ADVISERS,
        only(*ADVISERS, ok=302, other=403),
        word("nichts-unterschreiben"),
        lambda world: TEXT,
    ),
    Row(f"{A}letter_text_sample", OF_ALL_ADVISERS, None, lambda world: {"word": "kurzprofil", "kind": "pdf"}),
    Row(
        f"{A}letter_text_restore",
        refused(),
        only(*CHAMBER_A, ok=302),
        word("nichts-unterschreiben"),
    ),
]

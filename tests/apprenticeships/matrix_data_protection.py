"""Who may do what with the rights of a case's person: those in charge only."""

from tests.apprenticeships.matrix import A, number, refused
from tests.matrix import Row, only

IN_CHARGE = only("adviser_a", colleague_a=403)
STEP = only("adviser_a", ok=302, colleague_a=403)


def step(name: str, **data: str) -> Row:
    return Row(f"{A}{name}", refused(), STEP, number("case"), lambda world: dict(data))


ROWS = [
    Row(f"{A}case_data", IN_CHARGE, None, number("case")),
    Row(
        f"{A}case_subject_export",
        refused(),
        IN_CHARGE,
        lambda world: {"number": world.case.number, "kind": "csv"},
    ),
    step("case_restrict"),
    step("case_lift"),
    step("case_erase", sure="on"),
    step("case_keep", kept_until="2999-01-01", kept_reason="Rechtsstreit"),
]

"""Who may read and change how long records are kept."""

from tests.matrix import Row, only

READERS = ("office", "dpo", "operator")

ROWS = [
    Row("retention:periods", get=only(*READERS, other=403)),
    Row(
        "retention:period_edit",
        get=only("office", "dpo", other=403),
        post=only("office", "dpo", ok=302, other=403),
        kwargs=lambda world: {"code": "case_placed"},
        data=lambda world: {"days": "90"},
    ),
]

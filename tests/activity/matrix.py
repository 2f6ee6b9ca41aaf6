"""Who may do what with the access log."""

from tests.matrix import Row, only

ROWS = [Row("activity:access_log", get=only("dpo", other=403), post=only("dpo", other=403))]

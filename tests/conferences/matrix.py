"""Who may do what with these addresses."""

from tests.matrix import Row

ROWS: list[Row] = []

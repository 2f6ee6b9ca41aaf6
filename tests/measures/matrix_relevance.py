"""Everybody signed in reads which occupations are systemically relevant."""

from tests.matrix import Row, everybody

ROWS = [Row("measures:relevant", get=everybody())]

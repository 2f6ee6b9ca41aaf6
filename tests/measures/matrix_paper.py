"""Everybody signed in takes the whole catalogue along."""

from tests.matrix import Row, everybody

ROWS = [
    Row("measures:catalogue", get=everybody()),
    Row("measures:catalogue_pdf", get=everybody()),
]

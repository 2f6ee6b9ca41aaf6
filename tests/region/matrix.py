"""Who may do what with the region's addresses: everybody signed in may read."""

from tests.matrix import Row, everybody

ROWS = [
    Row("region:index", get=everybody()),
    Row("region:occupation_list", get=everybody()),
    Row("region:municipalities", get=everybody()),
    Row("region:occupations", get=everybody()),
]

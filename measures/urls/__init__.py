"""Addresses of the area, one module per noun; fixed words stand before those that begin with a number."""

from measures.urls import drafts, funding, measures

app_name = "measures"

urlpatterns = [
    *funding.PATTERNS,
    *drafts.PATTERNS,
    *measures.PATTERNS,
]

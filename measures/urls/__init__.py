"""Addresses of the area, one module per noun; fixed words stand before those that begin with a number."""

from measures.urls import funding, measures, relevance

app_name = "measures"

urlpatterns = [
    *funding.PATTERNS,
    *relevance.PATTERNS,
    *measures.PATTERNS,
]

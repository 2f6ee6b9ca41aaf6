"""Addresses of the area, one module per noun; fixed words stand before those that begin with a number."""

from measures.urls import drafts, funding, imports, measures, paper, relevance, reports

app_name = "measures"

urlpatterns = [
    *funding.PATTERNS,
    *imports.PATTERNS,
    *paper.PATTERNS,
    *relevance.PATTERNS,
    *reports.FIXED,
    *drafts.PATTERNS,
    *measures.PATTERNS,
    *reports.PATTERNS,
]

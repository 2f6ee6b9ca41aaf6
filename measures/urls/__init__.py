"""Addresses of the area, one module per noun; fixed words stand before those that begin with a number."""

from measures.urls import agreements, documents, funding, indicators, measures, milestones

app_name = "measures"

urlpatterns = [
    *funding.PATTERNS,
    *agreements.PATTERNS,
    *measures.PATTERNS,
    *milestones.PATTERNS,
    *indicators.PATTERNS,
    *documents.PATTERNS,
]

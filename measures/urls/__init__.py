"""Addresses of the area, one module per noun; fixed words stand before those that begin with a number."""

from measures.urls import (
    agreements,
    documents,
    drafts,
    funding,
    imports,
    indicators,
    measures,
    milestones,
    paper,
    relevance,
    reports,
)

app_name = "measures"

urlpatterns = [
    *funding.PATTERNS,
    *agreements.PATTERNS,
    *imports.PATTERNS,
    *paper.PATTERNS,
    *relevance.PATTERNS,
    *reports.FIXED,
    *drafts.PATTERNS,
    *measures.PATTERNS,
    *reports.PATTERNS,
    *milestones.PATTERNS,
    *indicators.PATTERNS,
    *documents.PATTERNS,
]

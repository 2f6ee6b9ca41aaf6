"""Addresses of the area, one module per noun; each step of a workflow has its own."""

from django.urls import path

from apprenticeships.urls import (
    assignments,
    case_work,
    cases,
    company_cases,
    data_protection,
    disclosures,
    imports,
    letters,
    offer_links,
    offers,
    proposals,
    suggestions,
    tips,
)
from apprenticeships.views import companies

app_name = "apprenticeships"

urlpatterns = [
    path("", companies.start, name="start"),
    *tips.PATTERNS,
    *cases.PATTERNS,
    *company_cases.PATTERNS,
    *offers.PATTERNS,
    *data_protection.PATTERNS,
    *disclosures.PATTERNS,
    *letters.PATTERNS,
    *case_work.PATTERNS,
    *offer_links.PATTERNS,
    *suggestions.PATTERNS,
    *proposals.PATTERNS,
    *assignments.PATTERNS,
    *imports.PATTERNS,
]

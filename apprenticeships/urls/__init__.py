"""Addresses of the area, one module per noun; each step of a workflow has its own."""

from django.urls import path

from apprenticeships.urls import assignments, cases, company_cases, offers, tips
from apprenticeships.views import companies

app_name = "apprenticeships"

urlpatterns = [
    path("", companies.start, name="start"),
    *tips.PATTERNS,
    *cases.PATTERNS,
    *company_cases.PATTERNS,
    *offers.PATTERNS,
    *assignments.PATTERNS,
]

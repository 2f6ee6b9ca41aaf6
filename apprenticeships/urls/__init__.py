"""Addresses of the area, one module per noun; each step of a workflow has its own."""

from django.urls import path

from apprenticeships.urls import cases, company_cases, imports, offers, tips
from apprenticeships.views import companies

app_name = "apprenticeships"

urlpatterns = [
    path("", companies.start, name="start"),
    *tips.PATTERNS,
    *cases.PATTERNS,
    *company_cases.PATTERNS,
    *offers.PATTERNS,
    *imports.PATTERNS,
]

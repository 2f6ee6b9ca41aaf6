"""Addresses of company cases."""

from django.urls import path

from apprenticeships.views import company_cases, company_phases

PATTERNS = [
    path("betriebsfaelle/", company_cases.company_case_list, name="company_case_list"),
    path("betriebsfaelle/neu/", company_cases.company_case_create, name="company_case_create"),
    path("betriebsfaelle/<str:number>/", company_cases.company_case_detail, name="company_case_detail"),
    path(
        "betriebsfaelle/<str:number>/bearbeiten/", company_cases.company_case_edit, name="company_case_edit"
    ),
    path("betriebsfaelle/<str:number>/faelle/", company_cases.company_case_rows, name="company_case_rows"),
    path("betriebsfaelle/<str:number>/phase/", company_phases.company_case_phase, name="company_case_phase"),
    path(
        "betriebsfaelle/<str:number>/oeffentlich/",
        company_cases.company_case_publish,
        name="company_case_publish",
    ),
]

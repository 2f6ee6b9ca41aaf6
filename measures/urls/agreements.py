"""Addresses of declarations and agreements."""

from django.urls import path

from measures.views import agreements

PATTERNS = [
    path("grundlagen/", agreements.agreement_list, name="agreement_list"),
    path("grundlagen/neu/", agreements.agreement_create, name="agreement_create"),
    path("grundlagen/<uuid:key>/", agreements.agreement_detail, name="agreement_detail"),
    path("grundlagen/<uuid:key>/bearbeiten/", agreements.agreement_edit, name="agreement_edit"),
    path("grundlagen/<uuid:key>/abschnitte/", agreements.sections_edit, name="sections_edit"),
]

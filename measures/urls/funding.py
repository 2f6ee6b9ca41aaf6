"""Addresses of the funding programmes."""

from django.urls import path

from measures.views import funding

PATTERNS = [
    path("foerderung/", funding.funding_list, name="funding_list"),
    path("foerderung/neu/", funding.funding_create, name="funding_create"),
    path("foerderung/<uuid:key>/", funding.funding_detail, name="funding_detail"),
    path("foerderung/<uuid:key>/bearbeiten/", funding.funding_edit, name="funding_edit"),
]

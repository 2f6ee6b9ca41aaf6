"""Addresses of imports, of rows pasted into a company case, and of the export back to the chamber."""

from django.urls import path, re_path

from apprenticeships.views import pasting
from portal.imports.urls import import_patterns

PATTERNS = [
    *import_patterns(),
    path("betriebsfaelle/<str:number>/einfuegen/", pasting.company_case_paste, name="company_case_paste"),
    re_path(r"^faelle/kammer\.(?P<kind>csv|xlsx)$", pasting.case_export_chamber, name="case_export_chamber"),
]

"""Addresses of what the law gives the person of a case: information, restriction, erasure."""

from django.urls import path, re_path

from apprenticeships.views import data_protection

PATTERNS = [
    path("faelle/<str:number>/datenschutz/", data_protection.case_data, name="case_data"),
    re_path(
        r"^faelle/(?P<number>[^/]+)/datenschutz/auskunft\.(?P<kind>csv|xlsx|json)$",
        data_protection.subject_export,
        name="case_subject_export",
    ),
    path(
        "faelle/<str:number>/datenschutz/einschraenken/", data_protection.case_restrict, name="case_restrict"
    ),
    path("faelle/<str:number>/datenschutz/aufheben/", data_protection.case_lift, name="case_lift"),
    path("faelle/<str:number>/datenschutz/loeschen/", data_protection.case_erase, name="case_erase"),
    path("faelle/<str:number>/datenschutz/aufbewahren/", data_protection.case_keep, name="case_keep"),
]

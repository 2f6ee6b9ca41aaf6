"""Addresses of proposals over all open cases, of wishes about pairs, and of missing places."""

from django.urls import path, re_path

from apprenticeships.views import assignments, pair_wishes, shortage

RUN = "vorschlagslaeufe/<uuid:key>/"

PATTERNS = [
    path("vorschlagslaeufe/", assignments.assignment_list, name="assignment_list"),
    path("vorschlagslaeufe/neu/", assignments.assignment_start, name="assignment_start"),
    path(RUN, assignments.assignment_detail, name="assignment_detail"),
    path(f"{RUN}noch-einmal/", assignments.assignment_retry, name="assignment_retry"),
    path(f"{RUN}alle-bestaetigen/", assignments.assignment_confirm, name="assignment_confirm"),
    path(f"{RUN}paare/<uuid:pair>/vorschlagen/", assignments.pair_confirm, name="pair_confirm"),
    path(f"{RUN}ohne-platz/", assignments.assignment_missing, name="assignment_missing"),
    path(f"{RUN}vergleich/", assignments.assignment_compare, name="assignment_compare"),
    path(f"{RUN}fehlende-plaetze/", shortage.run_shortage, name="run_shortage"),
    path(f"{RUN}fehlende-plaetze.csv", shortage.run_shortage_export, name="run_shortage_export"),
    path("gesuchte-plaetze/", shortage.shortage, name="shortage"),
    path("gesuchte-plaetze.csv", shortage.shortage_export, name="shortage_export"),
    re_path(
        r"^gesuchte-plaetze/diagramm-(?P<theme>light|dark)-(?P<width>wide|narrow)\.svg$",
        shortage.shortage_chart,
        name="shortage_chart",
    ),
    path("faelle/<str:number>/wuensche/", pair_wishes.wish_create, name="wish_create"),
    path("faelle/<str:number>/wuensche/<uuid:key>/streichen/", pair_wishes.wish_drop, name="wish_drop"),
]

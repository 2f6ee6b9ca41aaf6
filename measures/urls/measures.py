"""Addresses of the catalogue and of one measure; each step of its workflow has its own."""

from django.urls import path

from measures.views import catalogue, measure

PATTERNS = [
    path("", catalogue.measure_list, name="list"),
    path("export.csv", catalogue.export_csv, name="export_csv"),
    path("export.xlsx", catalogue.export_xlsx, name="export_xlsx"),
    path("export.json", catalogue.export_json, name="export_json"),
    path("neu/", measure.measure_create, name="create"),
    path("neu/programm/", measure.programme_create, name="create_programme"),
    path("<slug:number>/", measure.measure_detail, name="detail"),
    path("<slug:number>/veroeffentlichen/", measure.measure_publish, name="publish"),
    path("<slug:number>/entwurf/", measure.measure_unpublish, name="unpublish"),
    path("<slug:number>/archivieren/", measure.measure_archive, name="archive"),
    path("<slug:number>/wieder-oeffnen/", measure.measure_reopen, name="reopen"),
    path("<slug:number>/geprueft/", measure.measure_confirm, name="confirm"),
]

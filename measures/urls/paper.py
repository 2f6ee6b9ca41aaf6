"""Addresses of the whole catalogue as a paper."""

from django.urls import path

from measures.views import paper

PATTERNS = [
    path("katalog/", paper.read_catalogue, name="catalogue"),
    path("katalog.pdf", paper.catalogue_pdf, name="catalogue_pdf"),
]

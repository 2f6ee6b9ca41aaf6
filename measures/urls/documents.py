"""Addresses of papers and links."""

from django.urls import path

from measures.views import documents

PATTERNS = [
    path("<slug:number>/anlagen/neu/", documents.document_add, name="document_add"),
    path("<slug:number>/anlagen/link/", documents.link_add, name="link_add"),
]

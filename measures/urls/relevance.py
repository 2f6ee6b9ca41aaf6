"""Address of the systemically relevant occupations."""

from django.urls import path

from measures.views import relevance

PATTERNS = [path("systemrelevante-berufe/", relevance.relevant, name="relevant")]

"""Addresses of companies that partners suggest."""

from django.urls import path

from apprenticeships.views import suggestions

PATTERNS = [
    path("vorschlaege/", suggestions.my_suggestions, name="my_suggestions"),
    path("vorschlaege/neu/", suggestions.suggestion_create, name="suggestion_create"),
    path("vorschlaege/zu-entscheiden/", suggestions.suggestion_list, name="suggestion_list"),
    path("vorschlaege/<uuid:key>/", suggestions.suggestion_detail, name="suggestion_detail"),
    path("vorschlaege/<uuid:key>/anrufliste/", suggestions.suggestion_take_on, name="suggestion_take_on"),
    path("vorschlaege/<uuid:key>/angebot/", suggestions.suggestion_offer, name="suggestion_offer"),
    path("vorschlaege/<uuid:key>/ablehnen/", suggestions.suggestion_decline, name="suggestion_decline"),
    path("vorschlaege/<uuid:key>/weitergeben/", suggestions.suggestion_assign, name="suggestion_assign"),
]

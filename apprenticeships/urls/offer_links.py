"""Addresses of the company's own link to its offer; behind /l/ the logs cut the token."""

from django.urls import path

from apprenticeships.views import offer_links

PATTERNS = [
    path("angebote/<uuid:key>/link/", offer_links.offer_link, name="offer_link"),
    path("angebote/<uuid:key>/link/aufheben/", offer_links.offer_link_revoke, name="offer_link_revoke"),
    path("l/<str:token>/", offer_links.offer_by_link, name="offer_by_link"),
    path("l/<str:token>/zurueckziehen/", offer_links.offer_withdraw_by_link, name="offer_withdraw_by_link"),
]

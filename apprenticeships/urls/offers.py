"""Addresses of offers and of the call list."""

from django.urls import path, re_path

from apprenticeships.views import companies, offers

OFFER_STEPS = {"fill": "voll", "withdraw": "zurueckziehen", "reopen": "wieder-oeffnen"}

PATTERNS = [
    path("angebote/", offers.offer_list, name="offer_list"),
    re_path(r"^angebote/export\.(?P<kind>csv|xlsx)$", offers.offer_export, name="offer_export"),
    path("angebote/neu/", offers.offer_create, name="offer_create"),
    path("angebote/<uuid:key>/", offers.offer_detail, name="offer_detail"),
    path("angebote/<uuid:key>/bearbeiten/", offers.offer_edit, name="offer_edit"),
    *[
        path(f"angebote/<uuid:key>/{word}/", offers.offer_step, {"step_name": step}, name=f"offer_{step}")
        for step, word in OFFER_STEPS.items()
    ],
    # companies
    path("betriebe/", companies.company_list, name="company_list"),
    path("betriebe/neu/", companies.company_create, name="company_create"),
    path("betriebe/<uuid:key>/", companies.company_detail, name="company_detail"),
    path("betriebe/<uuid:key>/bearbeiten/", companies.company_edit, name="company_edit"),
    path("betriebe/<uuid:key>/anruf/", companies.company_call, name="company_call"),
    path("betriebe/<uuid:key>/angebot/", companies.company_offer, name="company_offer"),
]

"""Addresses of legal bases, consents, handovers and the contact circle."""

from django.urls import path

from apprenticeships.views import consents, handovers, legal_bases

PATTERNS = [
    path("rechtsgrundlagen/", legal_bases.rule_list, name="rule_list"),
    path("rechtsgrundlagen/neu/", legal_bases.rule_create, name="rule_create"),
    path("rechtsgrundlagen/<uuid:key>/ersetzen/", legal_bases.rule_replace, name="rule_replace"),
    path("rechtsgrundlagen/<uuid:key>/beenden/", legal_bases.rule_end, name="rule_end"),
    path("einwilligungstexte/", legal_bases.consent_texts, name="consent_texts"),
    path("einwilligungstexte/neu/", legal_bases.consent_text_create, name="consent_text_create"),
    path("faelle/<str:number>/einwilligung/", consents.consent_create, name="consent_create"),
    path("einwilligungen/<uuid:key>/widerrufen/", consents.consent_revoke, name="consent_revoke"),
    path("faelle/<str:number>/kontaktkreis/", consents.circle_add, name="circle_add"),
    path("kontaktkreis/<uuid:key>/kontakt/", consents.circle_contact, name="circle_contact"),
    path("kontaktkreis/<uuid:key>/beenden/", consents.circle_end, name="circle_end"),
    path("faelle/<str:number>/abgeben/", handovers.handover_create, name="handover_create"),
    path("abgaben/", handovers.handover_list, name="handover_list"),
    path("abgaben/<uuid:key>/", handovers.handover_detail, name="handover_detail"),
    path("abgaben/<uuid:key>/annehmen/", handovers.handover_accept, name="handover_accept"),
    path("abgaben/<uuid:key>/ablehnen/", handovers.handover_reject, name="handover_reject"),
    path("abgaben/<uuid:key>/zuruecknehmen/", handovers.handover_revoke, name="handover_revoke"),
]

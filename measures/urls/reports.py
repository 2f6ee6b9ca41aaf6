"""Addresses of Sachstände and rounds. What begins with a fixed word stands before the number of a measure.

Behind /l/ the logs cut the token.
"""

from django.urls import path

from measures.views import report_links, reports, rounds

ROUND = "sachstandsabfragen/<uuid:key>/"

FIXED = [
    path("l/<str:token>/", report_links.report_by_link, name="report_by_link"),
    path("sachstandsabfragen/", rounds.round_list, name="round_list"),
    path("sachstandsabfragen/neu/", rounds.round_create, name="round_create"),
    path(ROUND, rounds.round_detail, name="round_detail"),
    path(f"{ROUND}bearbeiten/", rounds.round_edit, name="round_edit"),
    path(f"{ROUND}auswahl/", rounds.round_choose, name="round_choose"),
    path(f"{ROUND}starten/", rounds.round_start, name="round_start"),
    path(f"{ROUND}schliessen/", rounds.round_close, name="round_close"),
    path(f"{ROUND}absagen/", rounds.round_cancel, name="round_cancel"),
    path(f"{ROUND}sachstaende.docx", rounds.round_docx, name="round_docx"),
    path(f"{ROUND}sachstaende.pdf", rounds.round_pdf, name="round_pdf"),
]
PATTERNS = [
    path("<slug:number>/sachstand/", reports.report, name="report"),
    path("<slug:number>/sachstaende/", reports.report_list, name="report_list"),
    path("<slug:number>/sachstaende/rhythmus/", reports.report_rhythm, name="report_rhythm"),
    path("<slug:number>/sachstaende/links-beenden/", reports.report_links_revoke, name="report_links_revoke"),
]

"""Addresses of drafts, versions and proposals; each step has its own."""

from django.urls import path

from measures.views import drafts, proposals, revisions

PATTERNS = [
    path("vorschlaege/<uuid:key>/", proposals.proposal_detail, name="proposal"),
    path("vorschlaege/<uuid:key>/uebernehmen/", proposals.proposal_take, name="proposal_take"),
    path("vorschlaege/<uuid:key>/ablehnen/", proposals.proposal_decline, name="proposal_decline"),
    path("<slug:number>/bearbeiten/", drafts.measure_edit, name="edit"),
    path("<slug:number>/pruefung/", drafts.draft_review, name="review"),
    path("<slug:number>/pruefung/geben/", drafts.draft_submit, name="submit"),
    path("<slug:number>/pruefung/zurueckziehen/", drafts.draft_withdraw, name="withdraw"),
    path("<slug:number>/pruefung/aenderungen/", drafts.draft_changes, name="request_changes"),
    path("<slug:number>/entwurf/verwerfen/", drafts.draft_discard, name="discard"),
    path("<slug:number>/fassungen/", revisions.revision_list, name="revisions"),
    path("<slug:number>/fassungen/<int:revision>/uebernehmen/", revisions.revision_restore, name="restore"),
    path("<slug:number>/vergleich/", revisions.revision_compare, name="compare"),
    path("<slug:number>/aenderung-vorschlagen/", proposals.propose_change, name="propose"),
]

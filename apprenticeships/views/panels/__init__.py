"""The parts of a case's page: each reads what its template shows, in as few statements as it can.

A panel is a function of request, case and today to the names that its template reads.
"""

from apprenticeships.views.panels import (
    assignment,
    checklist,
    deadlines,
    disclosures,
    facts,
    funding,
    offers,
    proposals,
)

PANELS = [
    offers.panel,
    disclosures.panel,
    funding.panel,
    facts.panel,
    deadlines.panel,
    checklist.panel,
    proposals.panel,
    assignment.panel,
]

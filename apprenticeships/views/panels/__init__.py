"""The parts of a case's page: each reads what its template shows, in as few statements as it can.

A panel is a function of request, case and today to the names that its template reads.
"""

from apprenticeships.views.panels import assignment, offers

PANELS = [
    offers.panel,
    assignment.panel,
]

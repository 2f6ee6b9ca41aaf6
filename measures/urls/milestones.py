"""Addresses of milestones."""

from django.urls import path

from measures.views import milestones

PATTERNS = [
    path("<slug:number>/meilensteine/", milestones.milestones_edit, name="milestones_edit"),
    path(
        "<slug:number>/meilensteine/<uuid:key>/erreicht/",
        milestones.milestone_reach,
        name="milestone_reach",
    ),
    path(
        "<slug:number>/meilensteine/<uuid:key>/offen/",
        milestones.milestone_reopen,
        name="milestone_reopen",
    ),
]

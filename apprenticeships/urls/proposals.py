"""Addresses of placement proposals; each step of the workflow has its own."""

from django.urls import path

from apprenticeships.views import proposals

# step of the workflow -> its word in the address
PROPOSAL_STEPS = {
    "contact": "angesprochen",
    "trial": "probetage",
    "promise": "zusage",
    "decline": "absage",
    "renew": "erneuern",
}

PATTERNS = [
    path("faelle/<str:number>/vorschlagen/", proposals.proposal_create, name="proposal_create"),
    path("vermittlungsvorschlaege/<uuid:key>/", proposals.proposal_detail, name="proposal_detail"),
    *[
        path(
            f"vermittlungsvorschlaege/<uuid:key>/{word}/",
            proposals.proposal_step,
            {"step_name": step},
            name=f"proposal_{step}",
        )
        for step, word in PROPOSAL_STEPS.items()
    ],
]

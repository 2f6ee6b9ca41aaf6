"""Addresses of cases; each step of the workflow has its own."""

from django.urls import path, re_path

from apprenticeships.views import case_list, case_page, case_steps, cases, pool

# step of the workflow -> its word in the address
CASE_STEPS = {
    "watch": "beobachten",
    "place": "vermitteln",
    "sign": "unterschrieben",
    "register": "eingetragen",
    "care": "nachbetreuung",
    "close": "schliessen",
    "stabilise": "stabilisiert",
    "fall_back": "zusage-zurueck",
    "hold": "ruhen",
    "withdraw": "zurueckgezogen",
    "reopen": "wieder-oeffnen",
}

PATTERNS = [
    path("faelle/", case_list.case_list, name="case_list"),
    re_path(r"^faelle/export\.(?P<kind>csv|xlsx)$", case_list.case_export, name="case_export"),
    path("faelle/neu/", cases.case_create, name="case_create"),
    path("faelle/<str:number>/", case_page.case_detail, name="case_detail"),
    path("faelle/<str:number>/bearbeiten/", cases.case_edit, name="case_edit"),
    path("faelle/<str:number>/person/", case_page.case_person, name="case_person"),
    path("faelle/<str:number>/person/bearbeiten/", cases.case_person_edit, name="case_person_edit"),
    path("faelle/<str:number>/weitergeben/", cases.case_assign, name="case_assign"),
    path("faelle/<str:number>/notiz/", case_page.case_note, name="case_note"),
    path("faelle/<str:number>/notiz/<uuid:key>/", case_page.note_text, name="note_text"),
    path("faelle/<str:number>/stand/", case_steps.case_steps, name="case_steps"),
    path("faelle/<str:number>/stand/zusage/", case_steps.case_promise, name="case_promise"),
    *[
        path(
            f"faelle/<str:number>/stand/{word}/",
            case_steps.case_step,
            {"step_name": step},
            name=f"case_{step}",
        )
        for step, word in CASE_STEPS.items()
    ],
    path("faelle/<str:number>/pool/freigeben/", pool.case_release, name="case_release"),
    path("faelle/<str:number>/pool/zuruecknehmen/", pool.case_take_back, name="case_take_back"),
    path("pool/", pool.pool, name="pool"),
]

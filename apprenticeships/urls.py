"""Addresses of tips, company cases, cases, offers and companies; each step of a workflow has its own."""

from django.urls import path, re_path

from apprenticeships.views import (
    case_page,
    case_steps,
    cases,
    companies,
    company_cases,
    offers,
    responsibilities,
    tips,
)

app_name = "apprenticeships"

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
OFFER_STEPS = {"fill": "voll", "withdraw": "zurueckziehen", "reopen": "wieder-oeffnen"}

urlpatterns = [
    path("", companies.start, name="start"),
    # tips
    path("hinweis/", tips.tip_create, name="tip_create"),
    path("hinweis/<str:number>/danke/", tips.tip_thanks, name="tip_thanks"),
    path("meine-hinweise/", tips.my_tips, name="my_tips"),
    path("hinweise/", tips.tip_list, name="tip_list"),
    path("hinweise/<str:number>/", tips.tip_detail, name="tip_detail"),
    path("hinweise/<str:number>/person/", tips.tip_person, name="tip_person"),
    path("hinweise/<str:number>/annehmen/fall/", cases.tip_accept_case, name="tip_accept_case"),
    path(
        "hinweise/<str:number>/annehmen/betriebsfall/",
        company_cases.tip_accept_company_case,
        name="tip_accept_company_case",
    ),
    path("hinweise/<str:number>/zuordnen/", tips.tip_merge, name="tip_merge"),
    path("hinweise/<str:number>/ablehnen/", tips.tip_refuse, name="tip_refuse"),
    path("hinweise/<str:number>/weitergeben/", tips.tip_assign, name="tip_assign"),
    path("zustaendigkeiten/", responsibilities.responsibility_list, name="responsibility_list"),
    path("zustaendigkeiten/neu/", responsibilities.responsibility_create, name="responsibility_create"),
    path(
        "zustaendigkeiten/<uuid:key>/streichen/",
        responsibilities.responsibility_drop,
        name="responsibility_drop",
    ),
    # cases
    path("faelle/", cases.case_list, name="case_list"),
    re_path(r"^faelle/export\.(?P<kind>csv|xlsx)$", cases.case_export, name="case_export"),
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
    path("faelle/<str:number>/pool/freigeben/", cases.case_release, name="case_release"),
    path("faelle/<str:number>/pool/zuruecknehmen/", cases.case_take_back, name="case_take_back"),
    path("pool/", cases.pool, name="pool"),
    # company cases
    path("betriebsfaelle/", company_cases.company_case_list, name="company_case_list"),
    path("betriebsfaelle/neu/", company_cases.company_case_create, name="company_case_create"),
    path("betriebsfaelle/<str:number>/", company_cases.company_case_detail, name="company_case_detail"),
    path(
        "betriebsfaelle/<str:number>/bearbeiten/", company_cases.company_case_edit, name="company_case_edit"
    ),
    path("betriebsfaelle/<str:number>/faelle/", company_cases.company_case_rows, name="company_case_rows"),
    path("betriebsfaelle/<str:number>/phase/", company_cases.company_case_phase, name="company_case_phase"),
    path(
        "betriebsfaelle/<str:number>/oeffentlich/",
        company_cases.company_case_publish,
        name="company_case_publish",
    ),
    # offers
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
]

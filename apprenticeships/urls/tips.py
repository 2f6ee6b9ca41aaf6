"""Addresses of tips and of the responsibility table."""

from django.urls import path

from apprenticeships.views import cases, company_cases, responsibilities, tips

PATTERNS = [
    path("hinweis/", tips.tip_create, name="tip_create"),
    path("hinweis/<str:number>/danke/", tips.tip_thanks, name="tip_thanks"),
    path("meine-hinweise/", tips.my_tips, name="my_tips"),
    path("hinweise/", tips.tip_list, name="tip_list"),
    path("hinweise/<str:number>/", tips.tip_detail, name="tip_detail"),
    path("hinweise/<str:number>/berichtigen/", tips.tip_change, name="tip_change"),
    path("hinweise/<str:number>/zaehlen/", tips.tip_count, name="tip_count"),
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
]

"""All addresses: the shared pages here, each area's under its German name."""

from django.urls import include, path

from portal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("suche/", views.search, name="search"),
    path("healthz", views.healthz, name="healthz"),
    path("konto/", include("portal.partners.account_urls")),
    path("partner/", include("portal.partners.urls")),
    path("zugriffe/", include("portal.activity.urls")),
    path("aufbewahrung/", include("portal.retention.urls")),
    path("schreiben/", include("portal.writing.urls")),
    path("anlagen/", include("portal.attachments.urls")),
    path("region/", include("portal.region.urls")),
    path("wochenueberblick/", include("portal.digests.urls")),
    path("gespeicherte-suchen/", include("portal.searches.urls")),
    path("ausbildungsplaetze/ueberblick/", include("apprenticeships.urls.figures")),
    path("ausbildungsplaetze/", include("apprenticeships.urls")),
    path("massnahmen/", include("measures.urls")),
    path("konferenzen/", include("conferences.urls")),
    path("hilfe/", views.page, {"name": "help"}, name="page_help"),
    path("barrierefreiheit/", views.page, {"name": "accessibility"}, name="page_accessibility"),
    path("barriere-melden/", views.page, {"name": "barrier"}, name="page_barrier"),
    path("leichte-sprache/", views.page, {"name": "easy_language"}, name="page_easy_language"),
    path("gebaerdensprache/", views.page, {"name": "sign_language"}, name="page_sign_language"),
    path("datenschutz/", views.page, {"name": "privacy"}, name="page_privacy"),
    path("impressum/", views.page, {"name": "imprint"}, name="page_imprint"),
]

handler500 = "portal.views.server_error"

"""Addresses of the region's lists and suggestions."""

from django.urls import path, re_path

from portal.region import market_views, relevance_views, views

app_name = "region"

urlpatterns = [
    path("", views.index, name="index"),
    path("berufe/", views.occupation_list, name="occupation_list"),
    path("berufe/systemrelevant/<slug:kldb3>/", relevance_views.relevance, name="relevance"),
    path("gemeinden/vorschlaege/", views.municipalities, name="municipalities"),
    path("berufe/vorschlaege/", views.occupations, name="occupations"),
    path("ausbildungsmarkt/", market_views.market, name="market"),
    re_path(
        r"^ausbildungsmarkt/verlauf-(?P<look>hell|dunkel)-(?P<size>breit|schmal)\.svg$",
        market_views.market_picture,
        name="market_picture",
    ),
    path("ausbildungsmarkt/uebernehmen/", market_views.market_import, name="market_import"),
    path("ausbildungsmarkt/uebernehmen/<uuid:key>/", market_views.market_preview, name="market_preview"),
    path(
        "ausbildungsmarkt/uebernehmen/<uuid:key>/speichern/", market_views.market_store, name="market_store"
    ),
    path(
        "ausbildungsmarkt/uebernehmen/<uuid:key>/verwerfen/",
        market_views.market_discard,
        name="market_discard",
    ),
]

"""Addresses of the figures: an entry of its own in the main navigation, so a name space of its own."""

from django.urls import path, re_path

from apprenticeships.views import no_place
from apprenticeships.views.figures import export, page, pictures

app_name = "figures"

urlpatterns = [
    path("", page.figures_page, name="page"),
    path("ohne-platz/", no_place.no_place, name="no_place"),
    re_path(r"^export\.(?P<kind>csv|xlsx)$", export.figures_export, name="export"),
    re_path(
        r"^bild/(?P<picture>karte|verbleib|verlauf)-(?P<look>hell|dunkel)-(?P<size>breit|schmal)\.svg$",
        pictures.figures_picture,
        name="picture",
    ),
]

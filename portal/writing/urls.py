"""What the script of the writing desk asks; nobody opens these addresses by hand."""

from django.urls import path

from portal.writing import views

app_name = "writing"

urlpatterns = [
    path("vorschau/", views.preview, name="preview"),
    path("aufheben/", views.keep, name="keep"),
    path("verwerfen/", views.discard, name="discard"),
    path("anwesend/", views.present, name="present"),
    path("weiterarbeiten/", views.stay, name="stay"),
]

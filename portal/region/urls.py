"""Addresses of the region's lists and suggestions."""

from django.urls import path

from portal.region import views

app_name = "region"

urlpatterns = [
    path("", views.index, name="index"),
    path("berufe/", views.occupation_list, name="occupation_list"),
    path("gemeinden/vorschlaege/", views.municipalities, name="municipalities"),
    path("berufe/vorschlaege/", views.occupations, name="occupations"),
]

"""Addresses of the saved searches."""

from django.urls import path

from portal.searches import views

app_name = "searches"

urlpatterns = [
    path("", views.search_list, name="list"),
    path("merken/", views.search_save, name="save"),
    path("<uuid:key>/", views.search_open, name="open"),
    path("<uuid:key>/bearbeiten/", views.search_edit, name="edit"),
    path("<uuid:key>/wochenueberblick/", views.search_digest, name="digest"),
    path("<uuid:key>/loeschen/", views.search_delete, name="delete"),
]

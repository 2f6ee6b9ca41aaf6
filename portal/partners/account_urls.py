"""Sign-in and the pages around it, from allauth; sign-up stays closed."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.urls"))]

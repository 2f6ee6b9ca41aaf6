from django.urls import path

app_name = "apprenticeships"

urlpatterns: list = []

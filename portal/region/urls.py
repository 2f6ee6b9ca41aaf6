from django.urls import path

app_name = "region"

urlpatterns: list = []

from django.urls import path

from portal.retention import views

app_name = "retention"

urlpatterns = [
    path("", views.periods, name="periods"),
    path("<slug:code>/", views.period_edit, name="period_edit"),
]

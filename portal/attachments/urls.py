from django.urls import path

from portal.attachments import views

app_name = "attachments"

urlpatterns = [
    path("<uuid:key>/", views.download, name="download"),
    path("<uuid:key>/entfernen/", views.remove, name="remove"),
]

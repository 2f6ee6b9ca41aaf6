from django.urls import path

from portal.activity import views

app_name = "activity"

urlpatterns = [path("", views.access_log, name="access_log")]

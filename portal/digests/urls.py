from django.urls import path

from portal.digests import views

app_name = "digests"

urlpatterns = [
    path("", views.subscriptions, name="subscriptions"),
    path("rhythmus/<uuid:key>/", views.subscription, name="subscription"),
    path("frueher/", views.deliveries, name="deliveries"),
    path("frueher/<uuid:key>/", views.delivery, name="delivery"),
    path("l/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("postausgang/", views.mails, name="mails"),
    path("postausgang/<uuid:key>/erneut/", views.mail_resend, name="mail_resend"),
    path("leserschaft/", views.readers, name="readers"),
]

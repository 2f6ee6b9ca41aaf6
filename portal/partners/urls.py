"""Organisations, people and bodies. Behind /l/ stands a token that the logs never show."""

from django.urls import path

from portal.partners.account_views import end_session
from portal.partners.views import directory, joining, office, own

app_name = "partners"

urlpatterns = [
    path("konto/", own.account, name="account"),
    path("vertretung/", own.deputy, name="deputy"),
    path("vertretung/beenden/", own.deputy_clear, name="deputy_clear"),
    path("zugang/", own.switch, name="switch"),
    path("darstellung/", own.theme, name="theme"),
    path("sprache/", own.language, name="language"),
    path("sitzungen/<int:pk>/beenden/", end_session, name="session_end"),
    path("organisationen/", directory.organisations, name="organisations"),
    path("organisationen/neu/", directory.organisation_new, name="organisation_new"),
    path("organisationen/<uuid:key>/", directory.organisation, name="organisation"),
    path("organisationen/<uuid:key>/bearbeiten/", directory.organisation_edit, name="organisation_edit"),
    path("gremien/", directory.bodies, name="bodies"),
    path("gremien/neu/", directory.body_new, name="body_new"),
    path("gremien/<uuid:key>/", directory.body, name="body"),
    path("gremien/<uuid:key>/bearbeiten/", directory.body_edit, name="body_edit"),
    path("gremien/<uuid:key>/sitz/", directory.seat_new, name="seat_new"),
    path("sitze/<uuid:key>/", directory.seat_edit, name="seat_edit"),
    path("sitze/<uuid:key>/entfernen/", directory.seat_remove, name="seat_remove"),
    path("zugaenge/<uuid:key>/beenden/", office.membership_end, name="membership_end"),
    path("einladungen/", office.invitations, name="invitations"),
    path("einladungen/neu/", office.invitation_new, name="invitation_new"),
    path("einladungen/<uuid:key>/erneut/", office.invitation_resend, name="invitation_resend"),
    path("einladungen/<uuid:key>/widerrufen/", office.invitation_revoke, name="invitation_revoke"),
    path("einladung/l/<str:token>/", joining.invitation_accept, name="invitation_accept"),
    path("konten/", office.users, name="users"),
    path("konten/<uuid:key>/sperren/", office.user_deactivate, name="user_deactivate"),
    path("konten/<uuid:key>/entsperren/", office.user_activate, name="user_activate"),
    path("konten/<uuid:key>/zweiter-faktor/", office.user_reset_factor, name="user_reset_factor"),
]

"""Sign-in and the pages around it: allauth's views one by one, none of sign-up or e-mail management.

The names are allauth's, because its flows look them up. The link to a new password has the path segment
/l/, behind which the logs show no token.
"""

from django.urls import path, re_path

from portal.partners import account_views as views

urlpatterns = [
    path("anmelden/", views.sign_in, name="account_login"),
    path("anmelden/code/", views.second_step, name="mfa_authenticate"),
    path("anmelden/passkey/", views.sign_in_passkey, name="mfa_login_webauthn"),
    path("abmelden/", views.sign_out, name="account_logout"),
    path("kein-zugang/", views.closed, name="account_inactive"),
    path("bestaetigen/", views.confirm_password, name="account_reauthenticate"),
    path("bestaetigen/code/", views.confirm_code, name="mfa_reauthenticate"),
    path("bestaetigen/passkey/", views.confirm_passkey, name="mfa_reauthenticate_webauthn"),
    path("passwort/", views.change_password, name="account_change_password"),
    path("passwort/vergessen/", views.forgotten, name="account_reset_password"),
    path("passwort/vergessen/verschickt/", views.forgotten_done, name="account_reset_password_done"),
    path("passwort/neu/gespeichert/", views.new_password_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^passwort/neu/l/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)/$",
        views.new_password,
        name="account_reset_password_from_key",
    ),
    path("zweiter-faktor/", views.second_factor, name="mfa_index"),
    path("zweiter-faktor/app/", views.activate_app, name="mfa_activate_totp"),
    path("zweiter-faktor/app/entfernen/", views.remove_app, name="mfa_deactivate_totp"),
    path("zweiter-faktor/codes/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path("zweiter-faktor/codes/neu/", views.make_recovery_codes, name="mfa_generate_recovery_codes"),
    path("zweiter-faktor/codes/datei/", views.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("zweiter-faktor/passkeys/", views.list_passkeys, name="mfa_list_webauthn"),
    path("zweiter-faktor/passkeys/neu/", views.add_passkey, name="mfa_add_webauthn"),
    path("zweiter-faktor/passkeys/<int:pk>/", views.rename_passkey, name="mfa_edit_webauthn"),
    path("zweiter-faktor/passkeys/<int:pk>/entfernen/", views.remove_passkey, name="mfa_remove_webauthn"),
    path("sitzungen/", views.sessions, name="usersessions_list"),
]

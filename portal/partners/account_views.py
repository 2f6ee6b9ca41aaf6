"""allauth's views with our forms and the few things that our pages need beside them."""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as usersessions
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.partners import account_forms as forms
from portal.partners.devices import device_name


class SignIn(account.LoginView):
    """E-mail and password, or a passkey; a demonstration names its made-up people."""

    form_class = forms.SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        people = settings.DEMO_LOGINS if settings.DEMO else []
        context = {"office_phone": settings.OFFICE_PHONE, "demo_people": people}
        if people:
            context["demo_password"] = settings.DEMO_PASSWORD
        return super().get_context_data(**kwargs) | context


class SecondStep(mfa.AuthenticateView):
    """The code after the password; `?recovery` asks for a recovery code instead."""

    form_class = forms.CodeForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["recovery"] = "recovery" in self.request.GET
        if context["recovery"]:
            context["form"].ask_for_recovery_code()
        return context


class SecondFactor(mfa.IndexView):
    """App, passkeys and recovery codes at a glance."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        found = context["authenticators"]
        codes = found.get("recovery_codes")
        return context | {
            "app": found.get("totp"),
            "passkeys": [passkey_row(key) for key in found.get("webauthn", [])],
            "codes_left": len(codes.get_unused_codes()) if codes else None,
        }


class Passkeys(webauthn.ListWebAuthnView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"passkeys": [passkey_row(row.wrap()) for row in context["authenticators"]]}


def passkey_row(key: Any) -> tuple:
    """pk, name, added at, last used at (None: never) for the list of passkeys."""
    row = key.instance
    return row.pk, key.name, row.created_at, row.last_used_at


class ActivateApp(totp.ActivateTOTPView):
    form_class = forms.ActivateAppForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        context["secret"] = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        return context


class AddPasskey(webauthn.AddWebAuthnView):
    form_class = forms.AddPasskeyForm


class ConfirmPasskey(webauthn.ReauthenticateWebAuthnView):
    def form_invalid(self, form: Any) -> HttpResponse:
        messages.error(self.request, _("This passkey was not accepted. Please try again."))
        return redirect(self.request.get_full_path())


class SignInPasskey(webauthn.LoginWebAuthnView):
    def form_invalid(self, form: Any) -> HttpResponse:
        messages.error(self.request, _("This passkey was not accepted. Please sign in with your password."))
        return redirect("account_login")


class Sessions(usersessions.ListUserSessionsView):
    """Where one is signed in."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["rows"] = [
            (row.pk, device_name(row.user_agent), row.created_at, row.is_current())
            for row in reversed(context["sessions"])
        ]
        return context


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends one of one's own sessions; the present one ends by signing out."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if not session.is_current():
        session.end()
        messages.success(request, _("This sign-in has been ended."))
    return redirect("usersessions_list")


sign_in = SignIn.as_view()
sign_out = require_POST(account.LogoutView.as_view())
second_step = SecondStep.as_view()
second_factor = SecondFactor.as_view()
activate_app = ActivateApp.as_view()
add_passkey = AddPasskey.as_view()
confirm_passkey = ConfirmPasskey.as_view()
sign_in_passkey = SignInPasskey.as_view()
sessions = Sessions.as_view()
confirm_password = account.ReauthenticateView.as_view(form_class=forms.ConfirmPasswordForm)
confirm_code = mfa.ReauthenticateView.as_view(form_class=forms.ConfirmCodeForm)
rename_passkey = webauthn.EditWebAuthnView.as_view(form_class=forms.RenamePasskeyForm)
remove_passkey = webauthn.remove_webauthn
list_passkeys = Passkeys.as_view()
remove_app = totp.deactivate_totp
recovery_codes = recovery.view_recovery_codes
make_recovery_codes = recovery.generate_recovery_codes
download_recovery_codes = recovery.download_recovery_codes
change_password = account.PasswordChangeView.as_view(form_class=forms.PasswordChangeForm)
forgotten = account.PasswordResetView.as_view(
    form_class=forms.ForgottenForm, extra_context={"office_phone": settings.OFFICE_PHONE}
)
forgotten_done = account.PasswordResetDoneView.as_view()
new_password = account.PasswordResetFromKeyView.as_view(form_class=forms.NewPasswordForm)
new_password_done = account.PasswordResetFromKeyDoneView.as_view()
closed = account.AccountInactiveView.as_view(extra_context={"office_phone": settings.OFFICE_PHONE})

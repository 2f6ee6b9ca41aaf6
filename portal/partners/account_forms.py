"""allauth's forms in our words and with our layout: what they check and do stays allauth's."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from crispy_forms.layout import Layout
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.forms import LayoutMixin
from portal.forms_layout import PlainField, Stack
from portal.partners.actions import confirm_address
from portal.queue import send

PASSWORD_HINT = _("At least twelve characters. A sentence of several words is easy to remember.")


class OurForm(LayoutMixin):
    """Our labels and hints by field name; no placeholders, no dialogs of the browser."""

    use_required_attribute = False
    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")


class SignInForm(OurForm, LoginForm):
    labels = {"login": _("E-mail address"), "password": _("Password")}
    layout = Layout(Stack("login", "password"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class PasswordChangeForm(OurForm, ChangePasswordForm):
    labels = {
        "oldpassword": _("Present password"),
        "password1": _("New password"),
        "password2": _("New password once more"),
    }
    hints = {"password1": PASSWORD_HINT}
    layout = Layout(Stack("oldpassword", "password1", "password2"))


class ForgottenForm(OurForm, ResetPasswordForm):
    """Asks for a link to a new password; the answer is the same whether the address is known or not."""

    labels = {"email": _("E-mail address")}
    layout = Layout("email")

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        if not self.users:
            send("portal.sweep")  # as long as for a known address, whose mail rings the worker too
            return self.cleaned_data["email"]
        for user in self.users:
            confirm_address(user)
        return super().save(request, **kwargs)


class NewPasswordForm(OurForm, ResetPasswordKeyForm):
    labels = {"password1": _("New password"), "password2": _("New password once more")}
    hints = {"password1": PASSWORD_HINT}
    layout = Layout(Stack("password1", "password2"))


class ConfirmPasswordForm(OurForm, ReauthenticateForm):
    labels = {"password": _("Password")}
    layout = Layout("password")


class _Code(OurForm):
    labels = {"code": _("Code from your authenticator app")}
    hints = {"code": _("Six digits, pasting is possible")}
    layout = Layout(PlainField("code", wrapper_class="bp-w-date"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "class": "bp-num"}


class CodeForm(_Code, AuthenticateForm):
    """The second step of signing in: a code of the app or, asked for, a recovery code."""

    def ask_for_recovery_code(self) -> None:
        self.fields["code"].label = _("Recovery code")
        self.fields["code"].help_text = _("Eight digits from your list; each code works once")


class ConfirmCodeForm(_Code, ReauthenticateCodeForm):
    hints = {"code": _("Six digits, or one of your recovery codes")}


class ActivateAppForm(_Code, ActivateTOTPForm):
    labels = {"code": _("Code that the app now shows")}


class AddPasskeyForm(OurForm, AddWebAuthnForm):
    labels = {"name": _("Name of the passkey"), "passwordless": _("Also sign in without a password")}
    hints = {
        "name": _("So that you recognise it later, such as “work phone”"),
        "passwordless": _("Your device then asks for fingerprint, face or PIN."),
    }
    layout = Layout(Stack("name", "passwordless"), "credential")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(OurForm, EditWebAuthnForm):
    labels = {"name": _("Name of the passkey")}
    layout = Layout("name")

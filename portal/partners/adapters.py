"""How allauth fits the house: no sign-up, mails through the outbox, encrypted seeds, our own words."""

import time
from io import BytesIO
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from qrcode.image.svg import SvgPathFillImage

from portal.encryption import fernet


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by invitation only."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy(
            "This e-mail address and password do not belong together. Please check both."
        ),
        "too_many_login_attempts": gettext_lazy("Too many attempts. Please wait five minutes and try again."),
        "rate_limited": gettext_lazy("Too many attempts. Please wait five minutes and try again."),
        "incorrect_password": gettext_lazy("This password is not right."),
        "enter_current_password": gettext_lazy("This is not your present password."),
        "invalid_password_reset": gettext_lazy("This link is no longer valid."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of this portal: nothing that names a host."""
        return bool(url) and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the outbox, in the recipient's language."""
        from portal.partners.mail import post_account_mail  # models are not ready when allauth loads us

        user = context["user"]
        with translation.override(user.language):
            subject = render_to_string(f"{template_prefix}_subject.txt", context)
            text = render_to_string(f"{template_prefix}_message.txt", context).strip()
        post_account_mail(email, subject, text, user=user)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On the configured address: whatever Host the request named, the mail leads to us."""
        uid, _dash, token = key.partition("-")
        return settings.PORTAL_URL + reverse(
            "account_reset_password_from_key", kwargs={"uidb36": uid, "key": token}
        )

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("partners:account")

    def pre_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse | None:
        """Stops closed accounts, and people whose last access has ended."""
        has_access = user.memberships.filter(is_active=True, organisation__is_active=True).exists()
        if user.is_active and not has_access:
            from allauth.account.internal.stagekit import clear_login

            clear_login(request)
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **options)

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse:
        response = super().post_login(request, user, **options)
        request.session["started"] = request.session["seen"] = int(time.time())  # SessionLimitMiddleware
        remember_language(response, user.language)
        return response

    def get_reauthentication_methods(self, user: Any) -> list[dict]:
        words = {
            "reauthenticate": _("Confirm with the password"),
            "mfa_reauthenticate": _("Confirm with a code from the app"),
            "mfa_reauthenticate:webauthn": _("Confirm with a passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": words[method["id"]]} for method in methods]


def remember_language(response: HttpResponse, language: str) -> None:
    """The language cookie, as Django's own view sets it."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps TOTP seeds and recovery codes encrypted."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code does not fit or has been used. Please take the next one."),
    }

    def encrypt(self, text: str) -> str:
        return fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return fernet().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """The picture with its white ground, so that phones read it in the dark appearance too."""
        picture = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(picture)
        return picture.getvalue().decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return _("My passkey")

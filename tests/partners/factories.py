"""make_x factories of invitations, seats and sign-ins; and what a person types to sign in."""

import hashlib
import hmac
import struct
import time
from base64 import b32decode
from datetime import timedelta
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from portal import links
from portal.partners import actions
from portal.partners.models import Body, Invitation, Membership, Organisation, Seat, User
from portal.partners.states import Role
from tests.factories import PASSWORD


def make_invitation(
    organisation: Organisation, *, email: str = "neu@muster.example", days: float = 7, **values: Any
) -> tuple[Invitation, str]:
    """An open invitation and the token of its link."""
    values = {"name": "Toni Muster-Neu", "role": Role.PARTNER} | values
    invitation = Invitation.objects.create(email=email, organisation=organisation, **values)
    token = links.issue(actions.INVITATION, invitation.pk, recipient=email, valid=timedelta(days=days))
    return invitation, token


def make_seat(body: Body, organisation: Organisation, **values: Any) -> Seat:
    return Seat.objects.create(body=body, organisation=organisation, **values)


def make_session(user: User, **values: Any) -> UserSession:
    """A sign-in on another device."""
    values = {"ip": "192.0.2.7", "user_agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"} | values
    client = Client()
    client.force_login(user)
    return UserSession.objects.create(user=user, session_key=client.session.session_key, **values)


def make_totp(membership: Membership) -> str:
    """Sets the authenticator app up with a real seed and returns it."""
    membership.user.authenticator_set.all().delete()
    secret = generate_totp_secret()
    TOTP.activate(membership.user, secret)
    return secret


def code_of(secret: str, *, at: float | None = None) -> str:
    """The six digits an app shows for `secret` (RFC 6238: SHA-1, 30 seconds), apart from allauth's code."""
    counter = struct.pack(">Q", int(time.time() if at is None else at) // 30)
    digest = hmac.new(b32decode(secret), counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def type_sign_in(client: Client, email: str, password: str = PASSWORD, **headers: Any) -> Any:
    return client.post(
        reverse("account_login"), {"login": email, "password": password}, secure=True, **headers
    )


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session

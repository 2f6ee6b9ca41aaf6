"""Links without sign-in: a random token for one purpose and one object, stored as a hash.

A GET never changes anything (mail scanners open every link); the page that acts takes a POST. Whatever
is wrong with a link, the visitor sees the same page and learns nothing about the object.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.models import SignedLink

TOKEN_BYTES = 32  # 256 bit


class LinkInvalid(Exception):
    """No such link, for another purpose, expired, used up or revoked: one answer for all."""


def digest(token: str) -> str:
    """SHA-256 of the token as 64 hex digits; the token is random, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue(purpose: str, object_id: int, *, recipient: str = "", valid: timedelta) -> str:
    """Stores a new link and returns its token, the only time it can be had."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    SignedLink.objects.create(
        token_hash=digest(token),
        purpose=purpose,
        object_id=object_id,
        recipient=recipient,
        expires_at=timezone.now() + valid,
    )
    return token


def resolve(token: str, purpose: str, *, now: datetime | None = None) -> SignedLink:
    """The usable link behind `token`; raises LinkInvalid otherwise. Changes nothing."""
    now = now or timezone.now()
    link = SignedLink.objects.filter(
        token_hash=digest(token), purpose=purpose, expires_at__gt=now, used_at=None, revoked_at=None
    ).first()
    if link is None:
        raise LinkInvalid
    return link


def use_up(link: SignedLink) -> None:
    """Marks a single-use link as used; of two at once the second gets LinkInvalid."""
    if not SignedLink.objects.filter(pk=link.pk, used_at=None).update(used_at=timezone.now()):
        raise LinkInvalid


def ended_links(limit: datetime) -> QuerySet[SignedLink]:
    """Links of every purpose that were over, used up or revoked by `limit` and still name their recipient."""
    over = Q(expires_at__lt=limit) | Q(used_at__lt=limit) | Q(revoked_at__lt=limit)
    return SignedLink.objects.filter(over).exclude(recipient="")


def revoke(purpose: str, object_id: int) -> int:
    """Ends all open links of the object; returns how many."""
    still_open = Q(used_at=None, revoked_at=None)
    return SignedLink.objects.filter(still_open, purpose=purpose, object_id=object_id).update(
        revoked_at=timezone.now()
    )

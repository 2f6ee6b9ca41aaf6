"""Rendering a mail at the moment of sending: body and headers, or why it is not sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import get_language

from portal.areas import MailBody, mail_kind
from portal.digests import digest
from portal.digests.models import DigestDelivery, OutgoingMail
from portal.digests.planning import TOO_LATE
from portal.digests.states import Frequency, Reason
from portal.links import issue
from portal.partners.actors import actor_of

UNSUBSCRIBE = "unsubscribe"
UNSUBSCRIBE_VALID = timedelta(days=60)


class NotSent(Exception):
    """The mail has no reason to go; `reason` is one of ours."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.label)
        self.reason = reason


@dataclass(frozen=True)
class DigestBody(MailBody):
    """A digest's text with the address that ends it in one click (RFC 8058)."""

    unsubscribe_url: str = ""


def check(mail: OutgoingMail, now: datetime) -> None:
    """Raises NotSent when the person or the access behind `mail` is gone, or a digest comes too late.

    Account mails need no access. What a late digest would have told, the next one tells.
    """
    if mail.user is not None and not mail.user.is_active:
        raise NotSent(Reason.INACTIVE)
    if mail.kind == "account":
        return
    membership = mail.membership
    if membership is None or not (membership.is_active and membership.organisation.is_active):
        raise NotSent(Reason.ENDED)
    if mail.kind == "digest" and now - mail.due_at > TOO_LATE:
        raise NotSent(Reason.MISSED)


def renderer(kind: str) -> Callable[[OutgoingMail], MailBody]:
    """What renders mails of `kind`; raises NotSent for a kind that nobody offers."""
    found = render_digest if kind == "digest" else mail_kind(kind)
    if found is None:
        raise NotSent(Reason.UNKNOWN)
    return found


def render_digest(mail: OutgoingMail) -> DigestBody:
    """The Wochenüberblick of the delivery behind `mail`, as its reader's rights are now.

    Keeps what it says for the page in the browser. Raises NotSent when it has become pointless.
    """
    delivery = getattr(mail, "delivery", None)
    if delivery is None:
        raise NotSent(Reason.ENDED)
    if delivery.membership.digest.frequency == Frequency.NEVER:
        raise NotSent(Reason.UNSUBSCRIBED)
    actor = actor_of(mail.user, mail.membership)
    sections = digest.sections_for(actor, delivery.start, delivery.period.end)
    if not sections and not delivery.membership.digest.when_empty:
        raise NotSent(Reason.EMPTY)
    composed = digest.compose(delivery, actor, sections)
    delivery.content = composed.stored()
    delivery.save(update_fields=["content"])
    links = _links(delivery)
    text, html = digest.rendered(digest.with_signed_links(composed, mail.address), links=links)
    return DigestBody(composed.subject, text, html, unsubscribe_url=links["unsubscribe"])


def _links(delivery: DigestDelivery) -> dict[str, str]:
    token = issue(UNSUBSCRIBE, delivery.membership.digest.pk, valid=UNSUBSCRIBE_VALID)
    paths = {
        "browser": reverse("digests:delivery", kwargs={"key": delivery.key}),
        "settings": reverse("digests:subscriptions"),
        "unsubscribe": reverse("digests:unsubscribe", kwargs={"token": token}),
    }
    return {name: digest.absolute(path) for name, path in paths.items()}


def message_of(mail: OutgoingMail, body: MailBody) -> EmailMultiAlternatives:
    """The message with the house's headers. Raises BadHeaderError for a line break in any of them."""
    headers = {
        "Message-ID": mail.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": get_language() or settings.LANGUAGE_CODE,
    }
    if isinstance(body, DigestBody):
        headers["List-Unsubscribe"] = f"<{body.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        body.subject,
        body.text,
        to=[mail.address],
        reply_to=[settings.OFFICE_EMAIL] if settings.OFFICE_EMAIL else None,
        headers=headers,
    )
    if body.html:
        message.attach_alternative(body.html, "text/html")
    return message

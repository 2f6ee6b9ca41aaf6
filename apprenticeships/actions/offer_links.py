"""The link by which a company keeps its own offer current, without an account."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from apprenticeships.actions.offers import move_offer, reopen_offer, settle
from apprenticeships.models import TakeoverOffer
from apprenticeships.states import OfferState
from portal import links
from portal.access import Actor
from portal.activity.recording import record
from portal.models import SignedLink
from portal.partners.mail import post_account_mail

OFFER = "offer"  # the purpose of these links
BY_LINK = Actor(via="link")


@transaction.atomic
def send_link(offer: TakeoverOffer, address: str, *, by: Actor) -> None:
    """Mails the company a new link to its offer; older ones stay until they expire or are revoked.

    Side effects: the link, its mail (the token stands in its encrypted text only), an event.
    """
    days = settings.OFFER_LINK_DAYS
    token = links.issue(OFFER, offer.pk, recipient=address, valid=timedelta(days=days))
    url = settings.PORTAL_URL + reverse("apprenticeships:offer_by_link", kwargs={"token": token})
    context = {"offer": offer, "url": url, "days": days, "office": by.organisation_name}
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string("apprenticeships/mail_offer_link.txt", context)
        subject = _("Your training offer: is it still right?")
    post_account_mail(address, subject, text)
    record("offer_link_sent", offer, by=by)


@transaction.atomic
def revoke_links(offer: TakeoverOffer, *, by: Actor) -> int:
    """Ends all links to the offer at once; returns how many were open. Side effect: event."""
    ended = links.revoke(OFFER, offer.pk)
    if ended:
        record("offer_links_revoked", offer, by=by)
    return ended


def links_of(offer: TakeoverOffer) -> QuerySet:
    """The links to an offer, newest first."""
    return SignedLink.objects.filter(purpose=OFFER, object_id=offer.pk).order_by("-pk")


@transaction.atomic
def update_by_link(offer: TakeoverOffer, changed: list[str], link: SignedLink, today: Any) -> None:
    """What the company changed, already saved by its form; the same sent twice changes nothing.

    Side effects: event "by link" with the names of the fields; an expired offer opens again.
    """
    if changed:
        record("offer_changed", offer, by=BY_LINK, changes=dict.fromkeys(changed, []), note=note_of(link))
    if offer.state == OfferState.EXPIRED and (offer.valid_until is None or offer.valid_until >= today):
        reopen_offer(offer, by=None)
    settle(offer, by=None)


@transaction.atomic
def withdraw_by_link(offer: TakeoverOffer, link: SignedLink) -> None:
    """The company takes its offer back. Raises TransitionRefused when it is withdrawn already."""
    move_offer(offer, "withdraw", by=None, via=BY_LINK, note=note_of(link))


def note_of(link: SignedLink) -> str:
    """Which link it was, without the address behind it: events are never erased."""
    return f"link {link.pk}"

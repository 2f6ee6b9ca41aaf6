"""The company's own link: sending and revoking it, and the page behind it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from apprenticeships.actions.offer_links import (
    OFFER,
    links_of,
    note_of,
    revoke_links,
    send_link,
    update_by_link,
    withdraw_by_link,
)
from apprenticeships.forms.offers import OfferLinkForm, OwnOfferForm
from apprenticeships.models import TakeoverOffer
from apprenticeships.states import OfferState
from apprenticeships.views.shared import form_page
from portal.access import fetch
from portal.forms import StaleSave
from portal.links import LinkInvalid, resolve
from portal.models import SignedLink
from portal.posting import posted
from portal.templatetags.portal_ui import day
from portal.workflow import TransitionRefused


@require_http_methods(["GET", "POST"])
def offer_link(request: HttpRequest, key: str) -> HttpResponse:
    """Sends the company a link to its offer."""
    offer = fetch(TakeoverOffer.objects.select_related("municipality"), request.actor, "link", key=key)
    form, back = OfferLinkForm(posted(request)), reverse("apprenticeships:offer_detail", args=[key])
    if request.method == "POST" and form.is_valid():
        send_link(offer, form.cleaned_data["address"], by=request.actor)
        messages.success(
            request, _("The link is on its way to %(address)s.") % {"address": form.cleaned_data["address"]}
        )
        return redirect(back)
    crumbs = [(_("Offers"), reverse("apprenticeships:offer_list")), (offer.company_name, back)]
    lead = _(
        "With it the company keeps places, years, dates and conditions current itself, without an account."
    )
    return form_page(request, form, _("Link to the company"), back=back, crumbs=crumbs, lead=lead)


@require_POST
def offer_link_revoke(request: HttpRequest, key: str) -> HttpResponse:
    """Ends all links to the offer at once."""
    offer = fetch(TakeoverOffer.objects.all(), request.actor, "edit", key=key)
    if revoke_links(offer, by=request.actor):
        messages.success(request, _("The links no longer work."))
    return redirect("apprenticeships:offer_detail", key=key)


def sent_links(offer: TakeoverOffer, now: Any) -> list[dict[str, Any]]:
    """The links that were sent, for the offer's page: to whom, until when, whether open."""
    return [
        {
            "note": note_of(link),
            "recipient": link.recipient or _("address deleted after its time"),
            "sent": day(timezone.localtime(link.created_at)),
            "until": day(timezone.localtime(link.expires_at)),
            "open": link.revoked_at is None and link.expires_at > now,
            "revoked": link.revoked_at is not None,
        }
        for link in links_of(offer)[:5]
    ]


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The offer behind a link: a GET shows it, a POST saves what the company changed."""
    found = _found(token)
    if found is None:
        return _invalid(request)
    link, offer = found
    if offer.state == OfferState.WITHDRAWN:
        return _page(request, token, link, offer, None)
    form = OwnOfferForm(posted(request), instance=offer)
    saved = False
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                before = TakeoverOffer.objects.get(pk=offer.pk)
                changed = [name for name in form.changed_data if name != "version"]
                row = form.save()
                real = [name for name in changed if getattr(before, name) != getattr(row, name)]
                update_by_link(row, real, link, timezone.localdate())
        except StaleSave as stale:
            return _stale(request, token, link, stale.current, form)
        saved, offer = True, _found(token)[1]
        form = OwnOfferForm(instance=offer)
    return _page(request, token, link, offer, form, saved=saved)


@never_cache
@login_not_required
@require_POST
def offer_withdraw_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The company takes its offer back."""
    found = _found(token)
    if found is None:
        return _invalid(request)
    link, offer = found
    try:
        withdraw_by_link(offer, link)
    except TransitionRefused:
        offer.refresh_from_db()  # withdrawn or expired a moment ago: the page says so
    return _page(request, token, link, offer, None)


def _found(token: str) -> tuple[SignedLink, TakeoverOffer] | None:
    try:
        link = resolve(token, OFFER)
    except LinkInvalid:
        return None
    offer = TakeoverOffer.objects.select_related("municipality").filter(pk=link.object_id).first()
    return (link, offer) if offer else None


def _invalid(request: HttpRequest) -> HttpResponse:
    return render(request, "partners/link_invalid.html", status=404)


def _stale(
    request: HttpRequest, token: str, link: SignedLink, offer: TakeoverOffer, form: OwnOfferForm
) -> HttpResponse:
    """The chamber saved meanwhile: both are shown, nothing was overwritten, what was typed is kept."""
    differences = form.differences(offer)  # before the row in hand takes what was typed
    typed = form.data.copy()
    typed["version"] = offer.version
    again = OwnOfferForm(typed, instance=offer)
    again.is_valid()
    again.add_error(None, _("The chamber has changed this offer meanwhile. Please compare and save again."))
    return _page(request, token, link, offer, again, differences=differences, status=409)


def _page(
    request: HttpRequest,
    token: str,
    link: SignedLink,
    offer: TakeoverOffer,
    form: OwnOfferForm | None,
    *,
    saved: bool = False,
    differences: Any = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "offer": offer,
        "form": form,
        "saved": saved,
        "differences": differences,
        "recipient": link.recipient,
        "until": day(timezone.localtime(link.expires_at)),
        "withdraw_url": reverse("apprenticeships:offer_withdraw_by_link", kwargs={"token": token}),
        "facts": [
            (_("Company"), offer.company_name),
            (_("Place"), str(offer.municipality)),
            (_("Occupations"), ", ".join(map(str, offer.occupations.all()))),
            (_("Kind of offer"), offer.get_kind_display()),
            (_("State"), offer.get_state_display()),
        ],
    }
    return render(request, "apprenticeships/offer_by_link.html", context, status=status)

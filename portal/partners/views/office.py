"""What the office manages: invitations, accesses, accounts. The operator sees the list of accounts."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.access import fetch, require
from portal.listing import paginate
from portal.models import SignedLink
from portal.partners import actions, rules
from portal.partners.forms import InvitationForm
from portal.partners.models import Invitation, Membership, User
from portal.partners.states import Role
from portal.partners.views.directory import names_to_pick


@require_safe
def invitations(request: HttpRequest) -> HttpResponse:
    """Who was invited, and what came of it."""
    require(rules.invite(request.actor))
    link = SignedLink.objects.filter(purpose=actions.INVITATION, object_id=OuterRef("pk"), revoked_at=None)
    rows = (
        Invitation.objects.permitted(request.actor, "view")
        .select_related("organisation")
        .annotate(expires_at=Subquery(link.order_by("-pk").values("expires_at")[:1]))
    )
    now, roles = timezone.now(), dict(Role.choices)
    page = paginate(
        request, rows, order=["-pk"], present=lambda row: (row, roles[row.role], invitation_state(row, now))
    )
    return render(request, "partners/invitation_list.html", {"page": page})


def invitation_state(row: Any, now: datetime) -> str:
    """accepted, revoked, expired or open."""
    if row.accepted_at:
        return "accepted"
    if row.revoked_at:
        return "revoked"
    return "open" if row.expires_at and row.expires_at > now else "expired"


@require_http_methods(["GET", "POST"])
def invitation_new(request: HttpRequest) -> HttpResponse:
    """Name, address, organisation, role; the link goes out by mail."""
    require(rules.invite(request.actor))
    initial = {"organisation": request.GET.get("fuer", ""), "role": Role.PARTNER}
    form = InvitationForm(request.POST or None, initial=initial)
    if form.is_valid():
        invitation = actions.invite(form.cleaned_data, by=request.actor)
        messages.success(request, _("The invitation for %(name)s is on its way.") % {"name": invitation.name})
        return redirect("partners:invitations")
    context = {"form": form, "names": names_to_pick(), "days": settings.INVITATION_DAYS}
    return render(request, "partners/invitation_form.html", context)


@require_POST
def invitation_resend(request: HttpRequest, key: str) -> HttpResponse:
    invitation = fetch(Invitation.objects.all(), request.actor, "revoke", key=key)
    try:
        actions.resend_invitation(invitation, by=request.actor)
    except actions.InvitationRefused:
        messages.warning(request, _("This invitation has been accepted or revoked already."))
    else:
        messages.success(request, _("A new link is on its way; the old one no longer works."))
    return redirect("partners:invitations")


@require_POST
def invitation_revoke(request: HttpRequest, key: str) -> HttpResponse:
    invitation = fetch(Invitation.objects.all(), request.actor, "revoke", key=key)
    try:
        actions.revoke_invitation(invitation, by=request.actor)
    except actions.InvitationRefused:
        messages.warning(request, _("This invitation has been accepted or revoked already."))
    else:
        messages.success(request, _("The invitation has been revoked; its link no longer works."))
    return redirect("partners:invitations")


@require_POST
def membership_end(request: HttpRequest, key: str) -> HttpResponse:
    rows = Membership.objects.select_related("user", "organisation").filter(is_active=True)
    membership = fetch(rows, request.actor, "end", key=key)
    try:
        actions.end_membership(membership, by=request.actor)
    except actions.LastOffice as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("The access of %(name)s has ended.") % {"name": membership.user.name})
    return redirect("partners:organisation", key=membership.organisation.key)


@require_safe
def users(request: HttpRequest) -> HttpResponse:
    """All accounts with their technical data: active, second factor, last sign-in."""
    require(rules.list_users(request.actor))
    codes = Authenticator.Type.RECOVERY_CODES
    factors = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=codes)
    active = Q(memberships__is_active=True)
    rows = (
        User.objects.permitted(request.actor, "view")
        .with_access(request.actor, "manage")
        .annotate(
            has_factor=Exists(factors),
            organisations=StringAgg(
                "memberships__organisation__short_name", ", ", filter=active, distinct=True, default=""
            ),
        )
    )
    if text := request.GET.get("q", "").strip()[:100]:
        rows = rows.filter(Q(email__icontains=text) | Q(name__icontains=text))
    page = paginate(request, rows, order=["email", "pk"])
    return render(request, "partners/user_list.html", {"page": page, "query": text})


@require_POST
def user_deactivate(request: HttpRequest, key: str) -> HttpResponse:
    user = fetch(User.objects.all(), request.actor, "manage", key=key)
    try:
        actions.deactivate_user(user, by=request.actor)
    except actions.LastOffice as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("The account of %(name)s is blocked.") % {"name": user.name})
    return redirect("partners:users")


@require_POST
def user_activate(request: HttpRequest, key: str) -> HttpResponse:
    user = fetch(User.objects.all(), request.actor, "manage", key=key)
    actions.activate_user(user, by=request.actor)
    messages.success(request, _("%(name)s can sign in again.") % {"name": user.name})
    return redirect("partners:users")


@require_POST
def user_reset_factor(request: HttpRequest, key: str) -> HttpResponse:
    """For somebody who lost telephone and recovery codes."""
    user = fetch(User.objects.all(), request.actor, "manage", key=key)
    actions.reset_second_factor(user, by=request.actor)
    messages.success(
        request, _("%(name)s sets up a new second factor at the next sign-in.") % {"name": user.name}
    )
    return redirect("partners:users")

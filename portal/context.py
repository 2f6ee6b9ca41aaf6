"""What the shell of every page needs: navigation, organisation switch, marks of the demonstration."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from portal.access import ANONYMOUS
from portal.areas import registered
from portal.partners.rules import lacks_agreement


@dataclass(frozen=True)
class NavEntry:
    """One entry of a navigation; `current` is what aria-current says ("page", "true" or "")."""

    label: str
    url: str
    current: str


@dataclass(frozen=True)
class MembershipChoice:
    """One entry of the organisation switch."""

    id: int
    label: str
    current: bool


def portal(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", ANONYMOUS)
    return {
        "portal": {
            "demo": settings.DEMO,
            "mfa_off": settings.DEMO and not settings.SECOND_FACTOR_REQUIRED,
            "theme": getattr(actor.user, "theme", "") or "",
            "nav": navigation(request) if actor.is_authenticated else [],
            "subnav": subnavigation(request) if actor.is_authenticated else [],
            "actor": actor,
            "lacks_agreement": lacks_agreement(actor),
            "memberships": memberships(request),
            "office_phone": settings.OFFICE_PHONE,
            "office_email": settings.OFFICE_EMAIL,
            "office_address": settings.OFFICE_ADDRESS,
        }
    }


def navigation(request: HttpRequest) -> list[NavEntry]:
    """Heute, then one entry per area."""
    entries = [entry(request, _("Today"), "home", request.path == reverse("home"))]
    for area in sorted(registered(), key=lambda area: area.place):
        if area.allowed(request.actor):
            entries.append(entry(request, str(area.label), area.url_name, _namespace(request) == area.key))
    return entries


def subnavigation(request: HttpRequest) -> list[NavEntry]:
    """The present area's own entries, cut to what the actor may open."""
    for area in registered():
        if area.key == _namespace(request):
            return [
                entry(request, str(item.label), item.url_name, False)
                for item in area.nav
                if item.allowed(request.actor)
            ]
    return []


def entry(request: HttpRequest, label: str, url_name: str, inside: bool) -> NavEntry:
    try:
        url = reverse(url_name)
    except NoReverseMatch:
        url = "/"
    return NavEntry(label, url, "page" if request.path == url else "true" if inside else "")


def memberships(request: HttpRequest) -> list[MembershipChoice]:
    actor = getattr(request, "actor", ANONYMOUS)
    return [
        MembershipChoice(
            membership.pk,
            f"{membership.organisation.short_name} · {membership.get_role_display()}",
            membership.pk == actor.membership_id,
        )
        for membership in getattr(request, "memberships", ())
    ]


def _namespace(request: HttpRequest) -> str:
    match = getattr(request, "resolver_match", None)
    return match.namespace if match else ""

"""What the shell of every page needs: navigation, organisation switch, marks of the demonstration."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from portal.access import ANONYMOUS
from portal.navigation import navigation, subnavigation
from portal.partners.rules import lacks_agreement


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

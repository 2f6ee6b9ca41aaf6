"""Who is asking, for how long, and with which second factor."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from portal.access import ANONYMOUS
from portal.partners.actors import actor_for, memberships_of

GetResponse = Callable[[HttpRequest], HttpResponse]


class SessionLimitMiddleware:
    """Ends a session after 30 minutes without a request, and after 10 hours in any case.

    A view with `prolongs_session = False` (keeping what is typed, pings) does not count as a request.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            started = request.session.setdefault("started", now)
            seen = request.session.setdefault("seen", now)
            if (
                now - seen > settings.SESSION_IDLE_SECONDS
                or now - started > settings.SESSION_ABSOLUTE_SECONDS
            ):
                logout(request)
                messages.info(request, _("You were signed out after a pause. Please sign in again."))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        """Notes the request, but for those that a page's script sends by itself."""
        if request.user.is_authenticated and getattr(view, "prolongs_session", True):
            now = int(time.time())
            if now - request.session.get("seen", 0) > 60:
                request.session["seen"] = now


class ActorMiddleware:
    """Sets request.actor and request.memberships; pages behind sign-in are never stored by browsers."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.memberships, request.actor = [], ANONYMOUS
        if request.user.is_authenticated:
            request.memberships = memberships_of(request.user)
            request.actor = actor_for(request.user, request.memberships, request.session.get("membership"))
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response


class SecondFactorMiddleware:
    """Lets whoever needs a second factor and has none reach nothing but its set-up."""

    ALLOWED = frozenset({"account_logout", "account_reauthenticate"})

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
            return None
        name = request.resolver_match.url_name or ""
        is_public = not getattr(view, "login_required", True)
        if is_public or name.startswith("mfa_") or name in self.ALLOWED:
            return None
        if any(membership.needs_second_factor for membership in request.memberships):
            messages.info(request, _("Your role needs a second factor. Please set it up now."))
            return redirect(reverse("mfa_index"))
        return None

"""The page behind an invitation's link: it changes nothing until its button is pressed."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal import links
from portal.models import SignedLink
from portal.partners import actions
from portal.partners.forms import ConfirmForm, NewAccountForm, ProveAccountForm
from portal.partners.models import Invitation, User
from portal.partners.states import TERMS_VERSION


@sensitive_post_parameters("password")
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """A new account, or one more access for an account that proves itself. One page for every bad link."""
    try:
        link = links.resolve(token, actions.INVITATION)
        invitation = _open_invitation(link)
        user = User.objects.filter(email__iexact=invitation.email).first()
        if user is None:
            return _new_account(request, link, invitation)
        return _add_access(request, link, invitation, user)
    except (links.LinkInvalid, actions.InvitationRefused):
        return render(request, "partners/link_invalid.html", status=404)


def _open_invitation(link: SignedLink) -> Invitation:
    invitation = Invitation.objects.filter(
        pk=link.object_id, accepted_at=None, revoked_at=None, organisation__is_active=True
    )
    row = invitation.select_related("organisation").first()
    if row is None or User.objects.filter(email__iexact=row.email, is_active=False).exists():
        raise actions.InvitationRefused
    return row


def _new_account(request: HttpRequest, link: SignedLink, invitation: Invitation) -> HttpResponse:
    initial = {"name": invitation.name}
    form = NewAccountForm(request.POST or None, email=invitation.email, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        user = actions.accept_as_new_user(
            link, invitation, name=data["name"], password=data["password"], language=get_language()
        )
        request.session.flush()  # whoever was signed in at this browser is no longer
        # the password was chosen this moment: setting up the second factor need not ask for it again
        record_authentication(request, user, method="password", reauthenticated=True)
        messages.success(request, _("Welcome. Your account is ready."))
        return perform_login(request, Login(user=user))
    context = {"form": form, "invitation": invitation, "version": TERMS_VERSION}
    return render(request, "partners/invitation_accept.html", context)


def _add_access(request: HttpRequest, link: SignedLink, invitation: Invitation, user: User) -> HttpResponse:
    signed_in = request.user.is_authenticated and request.user.pk == user.pk
    if signed_in:
        form = ConfirmForm({} if request.method == "POST" else None)
    else:
        form = ProveAccountForm(request.POST or None, user=user, request=request)
    if request.method == "POST" and form.is_valid():
        membership = actions.accept_as_user(link, invitation, user)
        text = _("You now also have access for %(organisation)s.")
        messages.success(request, text % {"organisation": membership.organisation})
        return redirect("home" if signed_in else "account_login")
    context = {"form": form, "invitation": invitation, "signed_in": signed_in}
    return render(request, "partners/invitation_add.html", context)

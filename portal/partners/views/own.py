"""One's own account: name, language, appearance, organisation switch, deputy."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.access import require
from portal.partners import actions, rules
from portal.partners.adapters import remember_language
from portal.partners.forms import AccountForm, DeputyForm
from portal.partners.models import User

THEMES = ("", "light", "dark")


@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Name, phone, language, and the ways to everything else of one's account."""
    form = AccountForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if form.is_valid():
        actions.save_account(form.instance, form.changed_data, by=request.actor)
        messages.success(request, _("Your details have been saved."))
        response = redirect("partners:account")
        remember_language(response, form.instance.language)
        return response
    context = {
        "form": form,
        "membership": request.actor.membership,
        "lists_users": rules.list_users(request.actor),
        "invites": rules.invite(request.actor),
    }
    return render(request, "partners/account.html", context)


@require_http_methods(["GET", "POST"])
def deputy(request: HttpRequest) -> HttpResponse:
    """Who stands in for the present access."""
    membership = request.actor.membership
    require(membership is not None)
    today = timezone.localdate()
    initial = {"start": today}
    if membership.deputy_id:
        initial = {
            "deputy": membership.deputy_id,
            "start": membership.deputy_from,
            "end": membership.deputy_until,
        }
    form = DeputyForm(request.POST or None, membership=membership, today=today, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        actions.set_deputy(membership, data["deputy"], data["start"], data["end"], by=request.actor)
        messages.success(request, _("%(name)s stands in for you.") % {"name": data["deputy"].name})
        return redirect("partners:deputy")
    context = {"form": form, "membership": membership, "deputy": membership.deputy, "cancel_url": ""}
    return render(request, "partners/deputy_form.html", context)


@require_POST
def deputy_clear(request: HttpRequest) -> HttpResponse:
    require(request.actor.membership is not None)
    actions.set_deputy(request.actor.membership, None, None, None, by=request.actor)
    messages.success(request, _("Nobody stands in for you any more."))
    return redirect("partners:deputy")


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Work for another of one's own organisations from now on."""
    chosen = request.POST.get("membership", "")
    membership = next((one for one in request.memberships if str(one.pk) == chosen), None)
    if membership is None:
        raise Http404
    request.session["membership"] = membership.pk
    messages.success(
        request, _("You are now working for %(organisation)s.") % {"organisation": membership.organisation}
    )
    return redirect("home")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system says."""
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        User.objects.filter(pk=request.user.pk).update(theme=chosen)
    return redirect(_next(request))


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """German or English, kept in a cookie and, signed in, with the account."""
    response = redirect(_next(request))
    chosen = request.POST.get("language", "")
    if chosen in dict(AccountForm.base_fields["language"].choices) and check_for_language(chosen):
        remember_language(response, chosen)
        if request.user.is_authenticated:
            User.objects.filter(pk=request.user.pk).update(language=chosen)
    return response


def _next(request: HttpRequest) -> str:
    """Where the button stood; only a path of this portal."""
    path = request.POST.get("next", "")
    own = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if own else "/"

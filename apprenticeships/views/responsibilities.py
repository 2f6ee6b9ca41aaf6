"""The responsibility table: who gets the tips of which occupations and districts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprenticeships import rules
from apprenticeships.actions.tips import add_responsibility, drop_responsibility
from apprenticeships.forms.tips import ResponsibilityForm
from apprenticeships.models import ResponsibilityRule
from apprenticeships.views.shared import form_page
from portal.access import fetch, require
from portal.posting import posted


@require_safe
def responsibility_list(request: HttpRequest) -> HttpResponse:
    """Who gets the tips of which occupations and districts."""
    require(rules.list_responsibilities(request.actor))
    rows = (
        ResponsibilityRule.objects.permitted(request.actor, "view")
        .with_access(request.actor, "edit")
        .select_related("organisation", "group", "district", "adviser__user", "deputy__user")
        .order_by("organisation__sort_name", "group__kldb3", "district__ags", "pk")
    )
    context = {"rows": rows, "may_create": rules.create_responsibility(request.actor)}
    return render(request, "apprenticeships/responsibility_list.html", context)


@require_http_methods(["GET", "POST"])
def responsibility_create(request: HttpRequest) -> HttpResponse:
    """A new row of the responsibility table."""
    require(rules.create_responsibility(request.actor))
    form = ResponsibilityForm(posted(request), actor=request.actor)
    back = reverse("apprenticeships:responsibility_list")
    if request.method == "POST" and form.is_valid():
        add_responsibility(form.save(commit=False), by=request.actor)
        messages.success(request, _("The responsibility has been added."))
        return redirect(back)
    title = _("Add a responsibility")
    return form_page(request, form, title, back=back, crumbs=[(_("Responsibilities"), back)])


@require_POST
def responsibility_drop(request: HttpRequest, key: str) -> HttpResponse:
    """Takes a row out of the responsibility table."""
    row = fetch(ResponsibilityRule.objects.all(), request.actor, "edit", key=key)
    drop_responsibility(row, by=request.actor)
    messages.success(request, _("The responsibility has been dropped."))
    return redirect("apprenticeships:responsibility_list")

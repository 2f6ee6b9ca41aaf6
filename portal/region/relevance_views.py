"""Choosing the systemically relevant occupations of one group."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.access import fetch
from portal.region.forms import RelevanceForm
from portal.region.models import OccupationGroup
from portal.region.relevance import mark_relevant


@require_http_methods(["GET", "POST"])
def relevance(request: HttpRequest, kldb3: str) -> HttpResponse:
    """The occupations of a group, each with its mark."""
    group = fetch(OccupationGroup.objects, request.actor, "mark", kldb3=kldb3)
    form = RelevanceForm(request.POST or None, group=group)
    if request.method == "POST" and form.is_valid():
        mark_relevant(group, [row.pk for row in form.cleaned_data["occupations"]], by=request.actor)
        messages.success(request, _("Saved."))
        return redirect(reverse("measures:relevant"))
    context = {
        "form": form,
        "group": group,
        "crumbs": [
            (_("Systemically relevant occupations"), reverse("measures:relevant")),
            (group.title, ""),
        ],
    }
    return render(request, "region/relevance.html", context)

"""One's saved searches: save from a list, open, rename, in the Wochenüberblick or not, delete."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.access import fetch, require
from portal.searches import actions
from portal.searches.forms import SavedSearchForm
from portal.searches.lists import address, normalised, savable
from portal.searches.models import SavedSearch
from portal.sorting import sort_key
from portal.workflow import TransitionRefused


@require_safe
def search_list(request: HttpRequest) -> HttpResponse:
    """All saved searches of the present access."""
    rows = sorted(SavedSearch.objects.permitted(request.actor, "view"), key=lambda row: sort_key(row.name))
    shown = [{"search": row, "list": one.label} for row in rows if (one := savable(row.list))]
    return render(request, "searches/savedsearch_list.html", {"rows": shown})


@require_POST
def search_save(request: HttpRequest) -> HttpResponse:
    """Keeps the filter of a list, as its form has sent it."""
    one = savable(request.POST.get("list", ""))
    if one is None:
        raise Http404
    require(one.allowed(request.actor))
    query = normalised(one, request.POST.get("query", ""))
    form = SavedSearchForm(request.POST)
    if form.is_valid():
        try:
            actions.save_search(one, query, **form.cleaned_data, by=request.actor)
        except TransitionRefused as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, _("The search is saved. You find it under “Saved searches”."))
        return redirect(address(one, query))
    context = {"form": form, "list": one.key, "query": query, "back": address(one, query)}
    return render(request, "searches/savedsearch_form.html", context)


@require_safe
def search_open(request: HttpRequest, key: UUID) -> HttpResponse:
    """The list as it was saved."""
    search = fetch(SavedSearch.objects.all(), request.actor, "view", key=key)
    one = savable(search.list)
    if one is None:
        raise Http404
    actions.see_search(search)
    return redirect(address(one, search.query))


@require_http_methods(["GET", "POST"])
def search_edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Another name; in the Wochenüberblick or not."""
    search = fetch(SavedSearch.objects.all(), request.actor, "edit", key=key)
    form = SavedSearchForm(request.POST or None, instance=search)
    if form.is_valid():
        actions.change_search(search, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("searches:list")
    context = {"form": form, "list": "", "query": "", "back": ""}
    return render(request, "searches/savedsearch_form.html", context)


@require_POST
def search_digest(request: HttpRequest, key: UUID) -> HttpResponse:
    """Takes it into the Wochenüberblick or out of it."""
    search = fetch(SavedSearch.objects.all(), request.actor, "edit", key=key)
    actions.switch_digest(search, wanted=request.POST.get("wanted") == "1")
    return redirect("searches:list")


@require_POST
def search_delete(request: HttpRequest, key: UUID) -> HttpResponse:
    search = fetch(SavedSearch.objects.all(), request.actor, "edit", key=key)
    actions.delete_search(search)
    messages.success(request, _("The search “%(name)s” is deleted.") % {"name": search.name})
    return redirect("searches:list")

"""What the pages of this area share: the way to them, the measure, forms with several rows."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from measures.models import Measure
from portal.access import fetch
from portal.form_rows import RowsFormSet, StaleRows
from portal.posting import Crumbs


def fetch_measure(request: HttpRequest, number: str, action: str) -> Measure:
    return fetch(Measure.objects.all(), request.actor, action, number=number)


def crumbs(last: str, measure: Measure | None = None) -> Crumbs:
    """The way to a page of the area, over its measure where it has one."""
    return way([(measure.number, measure.get_absolute_url())] if measure else [], last)


def way(over: Crumbs, last: str) -> Crumbs:
    """The way from the catalogue over `over` to the page `last`."""
    return [(_("Measures"), reverse("measures:list")), *over, (last, "")]


def way_over_list(title: str, url_name: str, last: str, row: Model | None = None) -> Crumbs:
    """The way over one of the area's lists, and over `row` where the page belongs to one."""
    over = [(title, reverse(url_name))]
    return way([*over, (str(row), row.get_absolute_url())] if row else over, last)


def rows_page(
    request: HttpRequest,
    rows: RowsFormSet,
    title: str,
    *,
    store: Callable[[], object],
    back: str,
    lead: str,
    crumbs: Crumbs,
) -> HttpResponse:
    """A form with several rows of one kind; what somebody else changed meanwhile is said, nothing stored."""
    status = 200
    if request.method == "POST" and rows.is_valid():
        try:
            store()
        except StaleRows:
            status = 409
        else:
            messages.success(request, _("Saved."))
            return redirect(request.path if "more" in request.POST else back)
    context = {"form": rows, "title": title, "lead": lead, "cancel_url": back, "crumbs": crumbs}
    return render(request, "measures/rows_form.html", context, status=status)

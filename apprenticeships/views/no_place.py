"""Who finds no place at all: the own counts exactly, the region's with small ones hidden."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apprenticeships import rules
from apprenticeships.figures import ReportingYear
from apprenticeships.forms.figures import YearFilter
from apprenticeships.models import NoPlaceCount
from apprenticeships.no_place import own_counts, region_counts, years
from portal.access import require
from portal.listing import chips
from portal.templatetags.portal_ui import day


@require_safe
def no_place(request: HttpRequest) -> HttpResponse:
    """The counts of one reporting year; a count has no person and no tip behind it."""
    require(rules.view_figures(request.actor))
    today = timezone.localdate()
    form = YearFilter(request.GET, years=years(today))
    year = form.chosen_year()
    region = region_counts(year, today)
    context = {
        "filter": form,
        "chips": chips(request, form),
        "lead": _lead(year),
        "counts_itself": rules.exact_figures(request.actor),
        "region": [(name or _("place not known"), cell) for name, cell in region.rows],
        "total": region.total,
        "stand": day(region.stand),
        "may_read_shortage": rules.read_shortage(request.actor),
        "crumbs": [(_("Overview"), reverse("figures:page")), (_("Without a place"), "")],
    }
    return render(request, "apprenticeships/no_place.html", context | _own(request, year))


def _lead(year: ReportingYear) -> str:
    words = _("Tips about somebody who finds no training place, counted without a person. Year: %(year)s.")
    return words % {"year": year}


def _own(request: HttpRequest, year: ReportingYear) -> dict[str, object]:
    """What one's own organisation has counted, and the sum."""
    found = own_counts(NoPlaceCount.objects.permitted(request.actor, "view"), year)
    rows = [
        (
            date_format(one.month, "F Y"),
            one.district or _("place not known"),
            one.group or _("occupation not known"),
            one.count,
        )
        for one in found
    ]
    return {"own": rows, "own_total": sum(one.count for one in found)}

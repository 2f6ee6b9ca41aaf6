"""The region's two lists, and the suggestions for fields that take a municipality or an occupation."""

from django.db.models import Count, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.access import AccessQuerySet
from portal.listing import Page, chips, paginate
from portal.navigation import NavEntry, entry
from portal.region.forms import MunicipalityFilterForm, OccupationFilterForm
from portal.region.models import District, LoadedList, Municipality, Occupation
from portal.region.querysets import NamedQuerySet
from portal.region.spelling import match_key
from portal.region.states import ListKind, OccupationKind
from portal.region.suggestions import suggestions

SORTED = ("sort_name", "id")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The districts in numbers, and their municipalities in German order."""
    districts = list(_districts(District.objects.permitted(request.actor, "view")))
    form = MunicipalityFilterForm(request.GET, districts=districts)
    rows = Municipality.objects.permitted(request.actor, "view")
    if form.is_valid():
        rows = _named(rows, form.cleaned_data["q"])
        if form.cleaned_data["district"]:
            rows = rows.filter(district__ags=form.cleaned_data["district"])
    fields = ("name", "kind", "district__name", "postcode", "population")
    page = paginate(request, rows, order=SORTED, fields=fields, present=_present_municipality)
    count = ngettext("%(count)s municipality", "%(count)s municipalities", page.count)
    context = _list_context(request, form, page, count) | {
        "districts": [_present_district(row) for row in districts],
        "municipality_count": number_format(sum(row.municipality_count for row in districts)),
        "inhabitants": number_format(sum(row.inhabitants or 0 for row in districts), force_grouping=True),
        "as_of": districts[0].as_of if districts else None,
    }
    return render(request, "region/index.html", context)


@require_safe
def occupation_list(request: HttpRequest) -> HttpResponse:
    """The training occupations of the present list."""
    form = OccupationFilterForm(request.GET)
    rows = Occupation.objects.permitted(request.actor, "view").selectable()
    if form.is_valid():
        rows = _named(rows, form.cleaned_data["q"])
        if form.cleaned_data["system_relevant"]:
            rows = rows.filter(is_system_relevant=True)
    fields = ("short_name", "name", "kind", "group__title", "is_system_relevant")
    page = paginate(request, rows, order=SORTED, fields=fields, present=_present_occupation)
    count = ngettext("%(count)s training occupation", "%(count)s training occupations", page.count)
    return render(request, "region/occupation_list.html", _list_context(request, form, page, count))


@require_safe
def municipalities(request: HttpRequest) -> HttpResponse:
    """Suggestions for a MunicipalityField as <option> rows."""
    return _options(request, Municipality.objects.permitted(request.actor, "view"))


@require_safe
def occupations(request: HttpRequest) -> HttpResponse:
    """Suggestions for an OccupationField as <option> rows."""
    return _options(request, Occupation.objects.permitted(request.actor, "view").selectable())


def _options(request: HttpRequest, rows: NamedQuerySet) -> HttpResponse:
    """htmx sends the input under its own name, which `field` tells; by hand it is `q`."""
    typed = request.GET.get(request.GET.get("field", "q"), "")
    return render(request, "region/_options.html", {"options": suggestions(rows, typed)})


def _districts(rows: AccessQuerySet) -> QuerySet:
    as_of = LoadedList.objects.filter(kind=ListKind.MUNICIPALITIES).values("as_of")
    return rows.annotate(
        municipality_count=Count("municipalities"),
        inhabitants=Sum("municipalities__population"),
        as_of=Subquery(as_of),
    ).order_by("ags")


def _named(rows: NamedQuerySet, typed: str) -> NamedQuerySet:
    key = match_key(typed)
    return rows.filter(search_name__contains=key) if key else rows


def _list_context(request: HttpRequest, form: object, page: Page, count: str) -> dict[str, object]:
    return {
        "filter": form,
        "page": page,
        "chips": chips(request, form),
        "count": count % {"count": page.count_text},
        "reset_url": request.path,
        "subnav": subnav(request),
        "ways_on": [{"label": _("Show all"), "url": request.path, "kind": "primary"}],
    }


def subnav(request: HttpRequest) -> list[NavEntry]:
    """The region's own navigation."""
    return [
        entry(request, _("Districts and municipalities"), "region:index", False),
        entry(request, _("Training occupations"), "region:occupation_list", False),
        entry(request, _("Training market"), "region:market", False),
    ]


def _present_district(row: District) -> tuple:
    inhabitants = number_format(row.inhabitants or 0, force_grouping=True)
    return row.ags, row.name, row.agency, row.municipality_count, inhabitants


def _present_municipality(row: tuple) -> tuple:
    name, kind, district, postcode, population, _pk = row
    inhabitants = "" if population is None else number_format(population, force_grouping=True)
    return name, kind, district, postcode, inhabitants


def _present_occupation(row: tuple) -> tuple:
    short_name, name, kind, group, is_system_relevant, _pk = row
    return short_name, name if name != short_name else "", _KINDS[kind], group, is_system_relevant


_KINDS = dict(OccupationKind.choices)

"""How many cases each occupation group has, for pages outside the area."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apprenticeships import rules
from apprenticeships.figures import ReportingYear, last_stand, reporting_years, tallies
from apprenticeships.models import Case
from apprenticeships.publication import GROUP, Breakdown, Figures, Names, figures, newest_telling
from portal.access import Actor


def cases_by_group(actor: Actor, today: date) -> dict[str, str]:
    """KldB-3 -> "12 Fälle (2026/27)": the actor's own exactly, else the region's publication.

    Nothing is counted anew for those who may not open the rows: the words repeat the category of the
    published table, so that the two can't be subtracted from each other.
    """
    if not rules.view_figures(actor):
        return {}
    one = _published(actor, today)
    if not one:
        return {}
    breakdown = one.breakdowns[GROUP]
    return {
        code: _words(breakdown, place, str(one.year))
        for place, category in enumerate(breakdown.categories)
        for code in category.members
        if code
    }


def _published(actor: Actor, today: date) -> Figures:
    """What the page of figures shows this reader when no year is asked for."""
    exact = rules.exact_figures(actor)
    rows = Case.objects.permitted(actor, "view") if exact else Case.objects.all()
    stand = today if exact else last_stand(today)
    organisation, names = actor.organisation_id if exact else None, Names.load()

    def publish(year: ReportingYear) -> Figures:
        return figures(tallies(rows, organisation, year, stand), year, stand, names, exact=exact)

    return newest_telling(reporting_years(rows, stand, organisation=organisation), publish)


def _words(breakdown: Breakdown, place: int, year: str) -> str:
    category, total = breakdown.categories[place], breakdown.table.row_totals[place]
    if not total.is_shown:
        return f"{total} ({year})"
    count = ngettext("%(count)s case", "%(count)s cases", total.value) % {"count": total.value}
    if len(category.members) == 1:
        return f"{count} ({year})"
    return _("%(count)s together with its neighbours") % {"count": f"{count} ({year})"}

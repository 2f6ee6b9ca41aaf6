"""What one request for figures is about; page, pictures and export share it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from apprenticeships import rules
from apprenticeships.figures import ReportingYear, last_stand, open_places, reporting_years, tallies
from apprenticeships.forms.figures import ALL, FigureFilter
from apprenticeships.models import Case
from apprenticeships.publication import Figures, Names, Place, figures, map_places, newest_telling
from portal.region.models import Municipality

MAP, RESULTS, COURSE = "karte", "verbleib", "verlauf"


@dataclass
class Shown:
    """What one request is about: the reader's rows, the filter, and the figures that come of them."""

    request: HttpRequest
    today: date

    @cached_property
    def exact(self) -> bool:
        return rules.exact_figures(self.request.actor) and self.request.GET.get("whose") != ALL

    @cached_property
    def rows(self) -> Any:
        return Case.objects.permitted(self.request.actor, "view") if self.exact else Case.objects.all()

    @cached_property
    def stand(self) -> date:
        return self.today if self.exact else last_stand(self.today)

    @cached_property
    def names(self) -> Names:
        return Names.load()

    @cached_property
    def form(self) -> FigureFilter:
        return FigureFilter(
            self.request.GET,
            may_be_exact=rules.exact_figures(self.request.actor),
            years=reporting_years(self.rows, self.stand, organisation=self.organisation),
            names=self.names,
        )

    @cached_property
    def year(self) -> ReportingYear:
        return self.figures.year

    @cached_property
    def filtered(self) -> Any:
        return self.form.apply(self.rows) if self.exact else self.rows

    @cached_property
    def figures(self) -> Figures:
        """Of the year asked for; else of the newest one that says something."""
        chosen = self.form.chosen_year()
        return self._figures(chosen) if chosen else newest_telling(self.form.years, self._figures)

    @property
    def organisation(self) -> int | None:
        """Whose anonymised cases count; None: everybody's."""
        return self.request.actor.organisation_id if self.exact else None

    def _figures(self, year: ReportingYear) -> Figures:
        chosen = self.form.chosen() if self.exact else {}
        found = tallies(self.filtered, self.organisation, year, self.stand, chosen)
        return figures(found, year, self.stand, self.names, exact=self.exact)

    @cached_property
    def towns(self) -> dict[str, tuple]:
        """AGS -> name, AGS of the district, latitude, longitude."""
        rows = Municipality.objects.order_by("ags").values_list(
            "ags", "name", "district__ags", "latitude", "longitude"
        )
        return {ags: (name, district, *place) for ags, name, district, *place in rows}

    @cached_property
    def places(self) -> list[Place]:
        towns = {ags: town[:2] for ags, town in self.towns.items()}
        found = open_places(self.filtered, self.year, self.stand)
        return map_places(self.figures, found, self.names, towns)

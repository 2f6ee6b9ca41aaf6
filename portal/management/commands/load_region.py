"""Loads districts, municipalities and training occupations, and later newer lists of them."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.region.actions import Outcome, store_districts, store_municipalities, store_occupations
from portal.region.models import District, LoadedList
from portal.region.registers import ListError, read_districts, read_municipalities, read_occupations
from portal.region.states import ListKind

DATA = Path(__file__).resolve().parents[2] / "region" / "data"
SHIPPED_MUNICIPALITIES_AS_OF = date(2023, 11, 30)


class Command(BaseCommand):
    help = (
        "Loads the lists that came with the portal, or newer official ones: municipalities from GV100AD "
        "(Destatis), training occupations from vam_beruf_kurz*.csv (Bundesagentur für Arbeit), or CSV with "
        "the columns of portal/region/data. All or nothing; running it again changes nothing. Without a "
        "file it never replaces a list that was loaded from one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--municipalities", type=Path, metavar="FILE", help="GV100AD or CSV")
        parser.add_argument("--occupations", type=Path, metavar="FILE", help="vam_beruf_kurz*.csv or our CSV")

    def handle(self, *, municipalities: Path | None, occupations: Path | None, **options: Any) -> None:
        only_shipped = municipalities is None and occupations is None
        try:
            with transaction.atomic():
                outcomes = [self._report(_("Districts"), self._districts())]
                if municipalities or only_shipped:
                    outcomes.append(self._municipalities(municipalities))
                if occupations or only_shipped:
                    outcomes.append(self._occupations(occupations))
        except ListError as fault:
            raise CommandError(str(fault)) from fault
        if not any(outcomes):
            self.stdout.write(_("Nothing has changed."))

    def _districts(self) -> Outcome:
        return store_districts(read_districts(DATA / "districts.csv"))

    def _municipalities(self, path: Path | None) -> bool:
        if self._keeps_own(ListKind.MUNICIPALITIES, path):
            return False
        register = read_municipalities(
            path or DATA / "municipalities.csv", District.objects.values_list("ags", flat=True)
        )
        if path is None:
            register = type(register)(register.rows, SHIPPED_MUNICIPALITIES_AS_OF)
        return self._report(_("Municipalities"), store_municipalities(register, is_shipped=path is None))

    def _occupations(self, path: Path | None) -> bool:
        if self._keeps_own(ListKind.OCCUPATIONS, path):
            return False
        register = read_occupations(path or DATA / "occupations.csv")
        return self._report(_("Training occupations"), store_occupations(register, is_shipped=path is None))

    def _keeps_own(self, kind: ListKind, path: Path | None) -> bool:
        """Whether a list loaded from a file is in place, which the shipped one must not replace."""
        keeps = path is None and LoadedList.objects.filter(kind=kind, is_shipped=False).exists()
        if keeps:
            self.stdout.write(_("%(list)s: a list of your own is loaded and stays.") % {"list": kind.label})
        return keeps

    def _report(self, label: str, outcome: Outcome) -> bool:
        """Prints what happened; whether anything did."""
        counts = {"new": outcome.new, "changed": outcome.changed, "unchanged": outcome.unchanged}
        line = _("%(label)s: %(new)d new, %(changed)d changed, %(unchanged)d unchanged, %(gone)d gone.")
        self.stdout.write(line % {"label": label, **counts, "gone": len(outcome.gone)})
        for name in outcome.gone:
            self.stdout.write("  " + _("no longer in the list: %(name)s") % {"name": name})
        return bool(outcome.new or outcome.changed or outcome.gone)

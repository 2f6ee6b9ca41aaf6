"""The training companies of a chamber: they fill its call list, and are kept current by importing again."""

import re
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apprenticeships import rules
from apprenticeships.models import Case, CompanyCase, TakeoverOffer, TrainingCompany
from apprenticeships.states import SizeClass
from portal.access import Actor
from portal.activity.recording import record
from portal.cells import cell_text
from portal.imports.kinds import MUNICIPALITY, OCCUPATION, Column, Finding, Kind, Stored, Values
from portal.imports.models import ImportRow
from portal.imports.reading import RowReader, by_name, today
from portal.imports.states import RowOutcome
from portal.region.lookup import MunicipalityLookup, OccupationLookup
from portal.region.models import Occupation
from portal.sorting import sort_key

COLUMNS = (
    Column(
        "name",
        gettext_lazy("Company"),
        ("Betrieb", "Ausbildungsbetrieb", "Firma", "Firmenname", "Name", "Betriebsname", "Unternehmen",
         "Name des Betriebs", "Firmierung", "Ausbildungsstätte"),
        required=True,
        shown=True,
    ),
    Column(
        "municipality",
        gettext_lazy("Place"),
        ("Ort", "PLZ Ort", "PLZ/Ort", "PLZ, Ort", "Gemeinde", "Betriebsort", "Sitz", "Standort"),
        required=True,
        shown=True, reads=MUNICIPALITY,
    ),
    Column(
        "occupations",
        gettext_lazy("Trains in"),
        ("Ausbildungsberufe", "Ausbildungsberuf", "Berufe", "Beruf", "bildet aus in", "Lehrberufe"),
        shown=True, reads=OCCUPATION,
    ),
    Column(
        "phone",
        gettext_lazy("Phone"),
        ("Telefon", "Tel.", "Telefonnummer", "Rufnummer", "Fon"),
        shown=True,
    ),
    Column(
        "size_class",
        gettext_lazy("Employees"),
        ("Betriebsgröße", "Größe", "Größenklasse", "Beschäftigte", "Mitarbeiter", "Mitarbeiterzahl",
         "Anzahl Mitarbeiter", "MA", "Beschäftigtenzahl"),
        shown=True,
    ),
    Column(
        "do_not_call_until",
        gettext_lazy("Do not call until"),
        ("nicht anrufen bis", "Sperrvermerk bis", "nicht vor"),
    ),
)  # fmt: skip
BY_NAME = by_name(COLUMNS)
KEPT_VALUES = ("phone", "size_class", "do_not_call_until")
SIZES = ((250, SizeClass.LARGE), (50, SizeClass.MEDIUM), (10, SizeClass.SMALL), (1, SizeClass.MICRO))


def size_class(text: str) -> str | None:
    """The class of a number ("37") or of a span ("10-49", "über 250", "unter 10"); None for others."""
    numbers = re.findall(r"\d+", text.replace(".", ""))
    if not text.strip():
        return SizeClass.UNKNOWN
    if not numbers:
        return None
    people = int(numbers[0])
    if text.strip().casefold().startswith(("unter", "<", "bis", "weniger")):
        people -= 1
    return next((value for least, value in SIZES if people >= least), None)


class CompanyReader:
    """Reads a chamber's companies; see portal.imports.kinds.Reader. A company is its name in its place."""

    def __init__(self, actor: Actor, context: dict[str, Any]) -> None:
        self.actor, self.today = actor, today()
        self.municipalities, self.occupations = MunicipalityLookup(), OccupationLookup()
        rows = TrainingCompany.objects.filter(organisation=actor.organisation_id)
        self.known = {
            (name, place): (pk, phone, size, until)
            for pk, name, place, phone, size, until in rows.values_list(
                "pk", "sort_name", "municipality", *KEPT_VALUES
            ).iterator(chunk_size=2000)
        }
        self.trains_in: dict[int, set[int]] = {}
        through = TrainingCompany.occupations.through.objects.filter(
            trainingcompany__organisation=actor.organisation_id
        )
        for company, occupation in through.values_list("trainingcompany", "occupation").iterator():
            self.trains_in.setdefault(company, set()).add(occupation)
        self.seen: dict[tuple[str, int], set[int]] = {}

    def check(self, rows: Sequence[tuple[int, Values]]) -> list[Finding]:
        return [self._check(values) for _number, values in rows]

    def _check(self, values: Values) -> Finding:
        row = RowReader(values, BY_NAME, self.today)
        size = size_class(cell_text(values.get("size_class")))
        if size is None:
            row.problem(_("The number of employees cannot be read."))
        data = {
            "name": row.text("name", 160),
            "municipality": row.municipality("municipality", self.municipalities),
            "phone": row.text("phone", 40),
            "size_class": size or "",
            "do_not_call_until": row.day("do_not_call_until"),
            "occupations": row.occupations("occupations", self.occupations),
        }
        for name in ("name", "municipality"):
            if not values.get(name):
                row.missing(name)
        if row.problems:
            return row.finding()
        return self._compare(data)

    def _compare(self, data: dict[str, Any]) -> Finding:
        """New, or what the row adds to a company that is known from the list or from a row above."""
        key = (sort_key(data["name"])[:160], data["municipality"].pk)
        wanted = {one.pk for one in data["occupations"]}
        if key in self.seen:
            adds = wanted - self.seen[key]
            self.seen[key] |= wanted
            text = _("Same company as in a row above; its occupations are added.")
            return Finding(RowOutcome.CHANGED if adds else RowOutcome.UNCHANGED, text, data)
        known = self.known.get(key)
        self.seen[key] = wanted | (self.trains_in.get(known[0], set()) if known else set())
        if known is None:
            return Finding(RowOutcome.NEW, "", data)
        pk, *before = known
        changed = [
            str(next(column.label for column in COLUMNS if column.name == name))
            for name, value in zip(KEPT_VALUES, before, strict=True)
            if data[name] and data[name] != value
        ]
        if wanted - self.trains_in.get(pk, set()):
            changed.append(str(COLUMNS[2].label))
        if changed:
            return Finding(
                RowOutcome.CHANGED, _("Changes: %(fields)s.") % {"fields": ", ".join(changed)}, data
            )
        return Finding(RowOutcome.UNCHANGED, "", data)

    def store(self, findings: Sequence[Finding]) -> list[Stored]:
        return [self._store(finding.value) for finding in findings]

    def _store(self, data: dict[str, Any]) -> Stored:
        row = (
            TrainingCompany.objects.filter(
                organisation=self.actor.organisation_id,
                sort_name=sort_key(data["name"])[:160],
                municipality=data["municipality"],
            )
            .order_by("pk")
            .select_for_update()
            .first()
        )
        if row is None:
            return self._add(data)
        before = {name: _plain(getattr(row, name)) for name in KEPT_VALUES}
        before["occupations"] = list(row.occupations.values_list("pk", flat=True))
        changed = [name for name in KEPT_VALUES if data[name] and data[name] != getattr(row, name)]
        for name in changed:
            setattr(row, name, data[name])
        row.version += 1
        row.save()
        row.occupations.add(*data["occupations"])
        record("company_changed", row, by=self.actor, changes=dict.fromkeys(changed, []))
        return Stored(RowOutcome.CHANGED, row.pk, str(row.key), row.version, before=before)

    def _add(self, data: dict[str, Any]) -> Stored:
        occupations: list[Occupation] = data["occupations"]
        row = TrainingCompany(
            organisation_id=self.actor.organisation_id,
            **{name: data[name] for name in ("name", "municipality", *KEPT_VALUES)},
        )
        row.save()
        row.occupations.set(occupations)
        record("company_added", row, by=self.actor)
        return Stored(RowOutcome.NEW, row.pk, str(row.key), row.version)

    @transaction.atomic
    def undo(self, row: ImportRow) -> str:
        """Deletes a new company without calls, offers and cases; gives a changed one its values back."""
        found = TrainingCompany.objects.select_for_update().filter(
            pk=row.object_id, organisation=self.actor.organisation_id
        )
        company = found.first()
        if company is None:
            return ""
        if company.version != row.object_version:
            return _("%(name)s: changed since.") % {"name": company.name}
        if row.before is not None:
            before = dict(row.before)
            company.occupations.set(before.pop("occupations"))
            found.update(**before, version=company.version - 1)
            return ""
        if company.last_called_on or _is_used(company):
            return _("%(name)s: there are calls, offers or cases.") % {"name": company.name}
        company.delete()
        return ""


def _is_used(company: TrainingCompany) -> bool:
    return any(
        rows.filter(company=company).exists()
        for rows in (TakeoverOffer.objects, Case.objects, CompanyCase.objects)
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _enough(names: set[str]) -> str:
    if {"name", "municipality"} <= names:
        return ""
    return _("Please say which column is the company and which its place.")


COMPANIES = Kind(
    key="companies",
    area="apprenticeships",
    label=gettext_lazy("Training companies"),
    lead=gettext_lazy("They fill your call list. Nobody outside of your organisation sees them."),
    columns=COLUMNS,
    allowed=rules.use_call_list,
    reader=CompanyReader,
    enough=_enough,
    links=lambda row: reverse("apprenticeships:company_detail", kwargs={"key": row.object_number}),
    back=lambda context: (_("Companies"), reverse("apprenticeships:company_list")),
)

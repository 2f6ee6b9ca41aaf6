"""Offers of companies as a table. A company's open offer of the same kind and occupations is kept current."""

import re
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apprenticeships import rules
from apprenticeships.actions.offers import change_offer, create_offer
from apprenticeships.models import Case, TakeoverOffer, TrainingCompany
from apprenticeships.models.companies import LONGEST_REACH
from apprenticeships.states import OfferKind, OfferState, TrainingYear
from portal.access import Actor
from portal.cells import cell_text
from portal.imports.kinds import DAY, MUNICIPALITY, OCCUPATION, Column, Finding, Kind, Stored, Values
from portal.imports.models import ImportRow
from portal.imports.reading import RowReader, by_name, today
from portal.imports.states import RowOutcome
from portal.region.lookup import MunicipalityLookup, OccupationLookup
from portal.sorting import sort_key

COLUMNS = (
    Column(
        "company_name",
        gettext_lazy("Company"),
        ("Betrieb", "Firma", "Firmenname", "Name", "Unternehmen", "Ausbildungsbetrieb"),
        required=True,
        shown=True,
    ),
    Column(
        "municipality",
        gettext_lazy("Place"),
        ("Ort", "PLZ Ort", "PLZ/Ort", "Gemeinde", "Betriebsort", "Ausbildungsort"),
        required=True,
        shown=True, reads=MUNICIPALITY,
    ),
    Column(
        "occupations",
        gettext_lazy("Occupations"),
        ("Ausbildungsberufe", "Ausbildungsberuf", "Beruf", "Berufe"),
        required=True,
        shown=True, reads=OCCUPATION,
    ),
    Column("kind", gettext_lazy("Kind of offer"), ("Art", "Art des Angebots", "Angebotsart"), shown=True),
    Column(
        "seats",
        gettext_lazy("Places"),
        ("Plätze", "Anzahl Plätze", "Anzahl", "Stellen", "freie Plätze", "Ausbildungsplätze"),
        shown=True,
    ),
    Column(
        "years",
        gettext_lazy("Training years taken"),
        ("Ausbildungsjahre", "Ausbildungsjahr", "Lehrjahre", "Lehrjahr", "Jahre"),
    ),
    Column("valid_from", gettext_lazy("Can start from"), ("frei ab", "ab", "Beginn", "möglich ab")),
    Column(
        "valid_until",
        gettext_lazy("Valid until"),
        ("gültig bis", "bis", "befristet bis"),
        shown=True,
        reads=DAY,
    ),
    Column("months", gettext_lazy("Months in the network"), ("Monate", "Dauer in Monaten")),
    Column("reach_km", gettext_lazy("Reach in km"), ("Umkreis", "Umkreis km", "Radius", "Entfernung in km")),
    Column("school", gettext_lazy("Vocational school"), ("Berufsschule", "Schule")),
    Column(
        "conditions",
        gettext_lazy("Working hours and conditions"),
        ("Arbeitszeit", "Bedingungen", "Bemerkung", "Bemerkungen", "Hinweise"),
    ),
    Column(
        "suitability_confirmed_on",
        gettext_lazy("Suitability confirmed on"),
        ("Eignung festgestellt am", "Eignung bestätigt am", "Eignung"),
    ),
    Column(
        "accepts_insolvency",
        gettext_lazy("Takes apprentices from insolvent companies"),
        ("nimmt aus Insolvenzbetrieben", "auch aus Insolvenz", "Insolvenz"),
    ),
)  # fmt: skip
BY_NAME = by_name(COLUMNS)
KINDS = {
    "übernahme": OfferKind.TAKEOVER, "takeover": OfferKind.TAKEOVER, "verbund": OfferKind.NETWORK,
    "ausbildung im verbund": OfferKind.NETWORK, "training in a network": OfferKind.NETWORK,
    "neu": OfferKind.NEW_START, "new": OfferKind.NEW_START, "einstieg": OfferKind.ENTRY_QUALIFICATION,
    "eq": OfferKind.ENTRY_QUALIFICATION, "entry": OfferKind.ENTRY_QUALIFICATION,
}  # fmt: skip
COMPARED = (
    "seats", "years", "valid_from", "valid_until", "months", "reach_km", "school", "conditions",
    "suitability_confirmed_on", "accepts_insolvency",
)  # fmt: skip
MOST_SEATS = 500


class OfferReader:
    """Reads offers for one adviser; see portal.imports.kinds.Reader."""

    def __init__(self, actor: Actor, context: dict[str, Any]) -> None:
        self.actor, self.today = actor, today()
        self.municipalities, self.occupations = MunicipalityLookup(), OccupationLookup()
        self.known: dict[tuple, TakeoverOffer] = {}
        rows = TakeoverOffer.objects.filter(
            organisation=actor.organisation_id, state__in=[OfferState.OPEN, OfferState.FULL]
        )
        for offer in rows.prefetch_related("occupations").order_by("pk"):
            occupations = frozenset(one.pk for one in offer.occupations.all())
            self.known[offer.sort_name, offer.municipality_id, offer.kind, occupations] = offer
        self.seen: dict[tuple, int] = {}

    def check(self, rows: Sequence[tuple[int, Values]]) -> list[Finding]:
        return [self._check(number, values) for number, values in rows]

    def _check(self, number: int, values: Values) -> Finding:
        row = RowReader(values, BY_NAME, self.today)
        insolvency = row.yes_no("accepts_insolvency")
        data = {
            "company_name": row.text("company_name", 160),
            "municipality": row.municipality("municipality", self.municipalities),
            "kind": row.choice("kind", KINDS) or OfferKind.TAKEOVER,
            "seats": row.whole("seats", 1, MOST_SEATS) or 1,
            "years": self._years(row, values),
            "months": row.whole("months", 1, 48),
            "reach_km": row.whole("reach_km", 1, LONGEST_REACH),
            "school": row.text("school", 120),
            "conditions": row.text("conditions", 200),
            "accepts_insolvency": True if insolvency is None else insolvency,
            **{name: row.day(name) for name in ("valid_from", "valid_until", "suitability_confirmed_on")},
        }
        occupations = row.occupations("occupations", self.occupations)
        for name in ("company_name", "municipality", "occupations"):
            if not values.get(name):
                row.missing(name)
        if data["valid_from"] and data["valid_until"] and data["valid_until"] < data["valid_from"]:
            row.problem(_("The last day lies before the first."))
        if row.problems:
            return row.finding()
        return self._compare(number, row, data, occupations)

    def _years(self, row: RowReader, values: Values) -> list[int]:
        years = sorted({int(digit) for digit in re.findall(r"\d+", cell_text(values.get("years")))})
        if not set(years) <= set(TrainingYear.values):
            row.problem(_("Years of training are 1 to 4."))
        return years

    def _compare(self, number: int, row: RowReader, data: dict[str, Any], occupations: list) -> Finding:
        key = (
            sort_key(data["company_name"]), data["municipality"].pk, str(data["kind"]),
            frozenset(one.pk for one in occupations),
        )  # fmt: skip
        value = {"data": data, "occupations": occupations, "known": self.known.get(key)}
        if self.seen.setdefault(key, number) != number:
            text = _("The same stands in row %(row)s.") % {"row": self.seen[key]}
            return Finding(RowOutcome.DUPLICATE, text, {**value, "known": None})
        known = value["known"]
        if known is None:
            return Finding(RowOutcome.NEW, "", value)
        if data["seats"] < known.seats_taken:
            row.problem(_("%(count)s places of this offer are taken already.") % {"count": known.seats_taken})
            return row.finding()
        changed = [name for name in COMPARED if name in row.values and data[name] != getattr(known, name)]
        if not changed:
            return Finding(RowOutcome.UNCHANGED, "", value)
        labels = ", ".join(str(column.label) for column in COLUMNS if column.name in changed)
        return Finding(
            RowOutcome.CHANGED, _("Changes: %(fields)s.") % {"fields": labels}, {**value, "changed": changed}
        )

    def store(self, findings: Sequence[Finding]) -> list[Stored]:
        return [self._store(finding.value) for finding in findings]

    def _store(self, value: dict[str, Any]) -> Stored:
        data, occupations = value["data"], value["occupations"]
        if value["known"] is None:
            offer = TakeoverOffer(**data, company=self._company(data))
            create_offer(offer, occupations, by=self.actor)
            return Stored(RowOutcome.NEW, offer.pk, str(offer.key), offer.version)
        offer = TakeoverOffer.objects.select_for_update().get(pk=value["known"].pk)
        before = {name: _plain(getattr(offer, name)) for name in value["changed"]}
        for name in value["changed"]:
            setattr(offer, name, data[name])
        offer.seats = max(offer.seats, offer.seats_taken)
        offer.version += 1
        offer.save()
        change_offer(offer, occupations, dict.fromkeys(value["changed"], []), by=self.actor)
        offer.refresh_from_db(fields=["version"])
        return Stored(RowOutcome.CHANGED, offer.pk, str(offer.key), offer.version, before=before)

    def _company(self, data: dict[str, Any]) -> TrainingCompany | None:
        return (
            TrainingCompany.objects.filter(
                organisation=self.actor.organisation_id,
                sort_name=sort_key(data["company_name"])[:160],
                municipality=data["municipality"],
            )
            .order_by("pk")
            .first()
        )

    @transaction.atomic
    def undo(self, row: ImportRow) -> str:
        """Deletes a new offer that nobody has used; gives a changed one its values back."""
        found = TakeoverOffer.objects.select_for_update().filter(
            pk=row.object_id, organisation=self.actor.organisation_id
        )
        offer = found.first()
        if offer is None:
            return ""
        if offer.version != row.object_version or offer.seats_taken:
            return _("%(name)s: changed since, or places are taken.") % {"name": offer.company_name}
        if row.before is not None:
            found.update(**row.before, version=offer.version - 1)
            return ""
        if offer.proposals.exists() or Case.objects.filter(offer=offer).exists():
            return _("%(name)s: there are proposals or cases.") % {"name": offer.company_name}
        offer.delete()
        return ""


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _enough(names: set[str]) -> str:
    if {"company_name", "municipality", "occupations"} <= names:
        return ""
    return _("Please say which columns are the company, its place, and the occupations.")


def _allowed(actor: Actor) -> bool:
    return rules.use_call_list(actor) and rules.list_offers(actor)


OFFERS = Kind(
    key="offers",
    area="apprenticeships",
    label=gettext_lazy("Takeover offers"),
    lead=gettext_lazy("Places that companies offer. All chambers' advisers see them."),
    columns=COLUMNS,
    allowed=_allowed,
    reader=OfferReader,
    enough=_enough,
    links=lambda row: reverse("apprenticeships:offer_detail", kwargs={"key": row.object_number}),
    back=lambda context: (_("Offers"), reverse("apprenticeships:offer_list")),
)

"""Cases and offers as tables for Excel: numbers and facts, never a person."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apprenticeships.models import training_year
from apprenticeships.states import (
    NEVER,
    CaseKind,
    CaseState,
    OfferKind,
    OfferState,
    Outcome,
    Register,
)

CHUNK = 2_000
CASE_FIELDS = (
    "number", "kind", "state", "company_case__number", "company__name", "company__municipality__name",
    "occupation__short_name", "register", "contract_number", "contract_start", "contract_end", "ends_on",
    "residence__name", "district__name", "reach_km", "public_transport", "is_minor", "school", "due_on",
    "adviser__user__name", "registered_on", "new_start_on", "outcome",
)  # fmt: skip
OFFER_FIELDS = (
    "pk", "company_name", "municipality__name", "municipality__district__name", "kind", "years", "seats",
    "seats_taken", "valid_from", "valid_until", "suitability_confirmed_on", "accepts_insolvency", "school",
    "conditions", "state", "reach_km",
)  # fmt: skip


def case_header() -> list[str]:
    return [
        _("Number"), _("Kind of case"), _("State"), _("Company case"), _("Company so far"),
        _("Place of the company"), _("Occupation"), _("Law and register"), _("Contract number"),
        _("Start of the contract"), _("Agreed end"), _("Place ends on"), _("Year of training"),
        _("Place of residence"), _("District"), _("Reach in km"), _("By bus and train"), _("Under 18"),
        _("Vocational school"), _("Follow-up"), _("Adviser in charge"), _("Registered on"),
        _("New contract starts on"), _("Outcome of the case"),
    ]  # fmt: skip


def case_rows(cases: QuerySet, today: date) -> Iterator[tuple]:
    """The cases as tuples in the order of `case_header`, read in chunks."""
    kinds, states = dict(CaseKind.choices), dict(CaseState.choices)
    registers, outcomes = dict(Register.choices), dict(Outcome.choices)
    for row in cases.values_list(*CASE_FIELDS).iterator(chunk_size=CHUNK):
        (number, kind, state, company_case, company, place, occupation, register, contract, start, end, ends,
         residence, district, reach, public_transport, minor, school, due, adviser, registered, new_start,
         outcome) = row  # fmt: skip
        yield (
            number, str(kinds[kind]), str(states[state]), company_case or "", company or "", place or "",
            occupation, str(registers[register]), contract, start, end, _date(ends),
            training_year(start, today), residence, district, reach, public_transport, minor, school,
            _date(due), adviser, registered, new_start, str(outcomes.get(outcome, "")),
        )  # fmt: skip


def offer_header() -> list[str]:
    return [
        _("Company"), _("Place"), _("District"), _("Kind of offer"), _("Occupations"),
        _("Training years taken"), _("Places"), _("Places left"), _("Can start from"), _("Valid until"),
        _("Suitability confirmed on"), _("Takes apprentices from insolvent companies"),
        _("Vocational school"), _("Working hours and conditions"), _("State"), _("Reach in km"),
    ]  # fmt: skip


def offer_rows(offers: QuerySet) -> Iterator[tuple]:
    """The offers as tuples in the order of `offer_header`; their occupations come per chunk."""
    kinds, states = dict(OfferKind.choices), dict(OfferState.choices)
    chunk: list[tuple] = []
    for row in offers.values_list(*OFFER_FIELDS).iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield from _offer_chunk(offers, chunk, kinds, states)
            chunk = []
    yield from _offer_chunk(offers, chunk, kinds, states)


def _offer_chunk(offers: QuerySet, chunk: list[tuple], kinds: dict, states: dict) -> Iterator[tuple]:
    through = offers.model.occupations.through.objects.filter(takeoveroffer__in=[row[0] for row in chunk])
    names: dict[int, list[str]] = {}
    for pk, name in through.order_by("occupation__sort_name").values_list(
        "takeoveroffer", "occupation__short_name"
    ):
        names.setdefault(pk, []).append(name)
    for row in chunk:
        (pk, company, place, district, kind, years, seats, taken, start, until, confirmed, insolvency, school,
         conditions, state, reach) = row  # fmt: skip
        yield (
            company, place, district, str(kinds[kind]), "; ".join(names.get(pk, [])),
            ", ".join(map(str, sorted(years))), seats, seats - taken, start, until, confirmed, insolvency,
            school, conditions, str(states[state]), reach,
        )  # fmt: skip


def _date(value: date) -> date | None:
    return None if value == NEVER else value

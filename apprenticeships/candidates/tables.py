"""Cases and offers as columns of numbers, read in five statements."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil

import numpy as np
from django.conf import settings
from django.db.models import QuerySet

from apprenticeships import matching
from apprenticeships.assignment import urgency_points
from apprenticeships.matching import ASSIGNMENT_WEIGHTS, DAYS_A_MONTH
from apprenticeships.models import TakeoverOffer, training_year
from apprenticeships.states import NEVER, CaseKind, Cause, OfferKind
from portal.region.geo import distance_km
from portal.region.models import Municipality, Occupation
from portal.sorting import sort_key

UNKNOWN = -1  # instead of a day's ordinal, of months, of euros
NO_LIMIT = 50_000  # km, more than half around the earth: the reach of an offer that has none
KINDS = {kind.value: number for number, kind in enumerate(OfferKind)}
ENTRY, ANEW, NETWORK = (
    KINDS[kind] for kind in (OfferKind.ENTRY_QUALIFICATION, OfferKind.NEW_START, OfferKind.NETWORK)
)
CASE_FIELDS = (
    "pk", "organisation_id", "occupation_id", "group_id", "district_id", "residence_id",
     "reach_km", "kind", "contract_start", "contract_end", "ends_on", "latest_start_on",
    "school", "wishes", "monthly_pay", "company_case__cause", "company_case__phase",
)  # fmt: skip
OFFER_FIELDS = (
    "pk", "municipality_id", "kind", "months", "years", "seats", "seats_taken", "school", "valid_from",
    "accepts_insolvency", "monthly_pay", "reach_km", "company_id", "sort_name",
)  # fmt: skip


@dataclass(frozen=True)
class CaseTable:
    """One entry per case, all arrays of integers and of the same length; the values of matching.Need.

    Days are ordinals; UNKNOWN (-1) where not known, but `year` 0. `base` and `school` are numbers per
    spelling, 0 for none. `urgency` are the points of `urgency_points`.
    """

    pk: np.ndarray
    organisation: np.ndarray
    occupation: np.ndarray
    base: np.ndarray
    group: np.ndarray
    district: np.ndarray
    place: np.ndarray
    reach: np.ndarray
    year: np.ndarray
    needed_from: np.ndarray
    latest: np.ndarray
    school: np.ndarray
    has_wishes: np.ndarray
    insolvent: np.ndarray
    months: np.ndarray
    pay: np.ndarray
    urgency: np.ndarray

    def __len__(self) -> int:
        return len(self.pk)


@dataclass(frozen=True)
class OfferTable:
    """One entry per offer; `years` has bit y set for year y, 0 for any; `reach` km, NO_LIMIT for any.

    `occupations`, `bases` and `groups` map an id (a number per spelling for bases) to the indices of the
    offers that have it, in ascending order; `companies` holds company id and name to compare by.
    """

    pk: np.ndarray
    seats: np.ndarray
    place: np.ndarray
    kind: np.ndarray
    months: np.ndarray
    years: np.ndarray
    starts_on: np.ndarray
    school: np.ndarray
    takes_insolvent: np.ndarray
    pay: np.ndarray
    reach: np.ndarray
    companies: list[tuple[int | None, str]]
    occupations: dict[int, np.ndarray] = field(default_factory=dict)
    bases: dict[int, np.ndarray] = field(default_factory=dict)
    groups: dict[int, np.ndarray] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.pk)


@dataclass(frozen=True)
class Market:
    """Cases, offers, and the kilometres between places; `km[a, b]` is NaN where a place has no point."""

    cases: CaseTable
    offers: OfferTable
    km: np.ndarray


def market(cases: QuerySet, today: date) -> Market:
    """Reads `cases` and everything on offer `today`: five statements, however many rows."""
    offers = TakeoverOffer.objects.on_offer(today)
    case_rows = list(cases.order_by("pk").values_list(*CASE_FIELDS))
    offer_rows = list(offers.order_by("pk").values_list(*OFFER_FIELDS))
    through = TakeoverOffer.occupations.through.objects.filter(
        takeoveroffer__in=offers.order_by().values("pk")
    )
    links = list(through.values_list("takeoveroffer_id", "occupation_id"))
    occupations, bases, schools = {}, _Numbers(str), _Numbers(sort_key)
    ids = {row[2] for row in case_rows} | {occupation for _offer, occupation in links}
    for pk, group, base in Occupation.objects.filter(pk__in=ids).values_list("pk", "group_id", "base_name"):
        occupations[pk] = (group, bases[base])
    place_of, km = _kilometres({row[5] for row in case_rows} | {row[1] for row in offer_rows})
    return Market(
        _case_table(case_rows, place_of, occupations, schools, today),
        _offer_table(offer_rows, links, place_of, occupations, schools),
        km,
    )


class _Numbers:
    """A number from 1 for each text, 0 for none; texts with the same key share one."""

    def __init__(self, key: Callable[[str], str]) -> None:
        self._of_key: dict[str, int] = {}
        self._of_text: dict[str, int] = {"": 0}
        self._key = key

    def __getitem__(self, text: str) -> int:
        if text not in self._of_text:
            self._of_text[text] = self._of_key.setdefault(self._key(text), len(self._of_key) + 1)
        return self._of_text[text]


def _kilometres(ids: Iterable[int]) -> tuple[dict[int, int], np.ndarray]:
    """Index of each municipality, and the distances between them by portal.region.geo."""
    rows = list(Municipality.objects.filter(pk__in=ids).values_list("pk", "latitude", "longitude"))
    points = [None if None in row[1:] else row[1:] for row in rows]
    km = np.full((len(rows), len(rows)), np.nan)
    for a, one in enumerate(points):
        for b, other in enumerate(points[: a + 1]):
            if one is not None and other is not None:
                km[a, b] = km[b, a] = distance_km(one, other)
    return {row[0]: index for index, row in enumerate(rows)}, km


def _case_table(
    rows: list[tuple],
    place_of: dict[int, int],
    occupations: dict[int, tuple[int, int]],
    schools: _Numbers,
    today: date,
) -> CaseTable:
    """The values of matching.need_of for every row."""
    gap = timedelta(days=settings.MATCHING_GAP_DAYS)
    table = []
    for (
        pk, organisation, occupation, group, district, residence, reach, kind, start, end, ends, latest,
        school, wishes, pay, cause, phase,
    ) in rows:  # fmt: skip
        needed = _needed_from(kind, start, ends, today)
        last = None if needed is None else max(latest or needed + gap, needed)
        insolvent = cause == Cause.INSOLVENCY or phase in matching.INSOLVENT
        year = training_year(start, today) or (0 if kind == CaseKind.LOSES else 1)
        table.append(
            (
                pk, organisation, occupation, occupations[occupation][1], group, district,
                place_of[residence], reach, year, _ordinal(needed), _ordinal(last), schools[school],
                bool(wishes), insolvent,
                _months_left(end, needed or today), UNKNOWN if pay is None else pay,
                _urgency(kind, start, ends, today),
            )
        )  # fmt: skip
    columns = np.array(table, np.int64).reshape(-1, len(CaseTable.__dataclass_fields__)).T
    return CaseTable(*columns)


def _needed_from(kind: str, start: date | None, ends: date, today: date) -> date | None:
    day = start if ends == NEVER and kind == CaseKind.CANNOT_START else None if ends == NEVER else ends
    return None if day is None else max(day, today)


def _months_left(end: date | None, needed: date) -> int:
    if end is None or end < needed:
        return UNKNOWN
    return ceil((end - needed).days / DAYS_A_MONTH)


def _ordinal(day: date | None) -> int:
    return UNKNOWN if day is None else day.toordinal()


def _urgency(kind: str, start: date | None, ends: date, today: date) -> int:
    """Points by the day on which the person stands without a place; who cannot start, by that start."""
    if ends == NEVER and kind == CaseKind.LOSES:
        return 0  # the place goes on as far as anybody knows
    day = start if ends == NEVER and kind == CaseKind.CANNOT_START else None if ends == NEVER else ends
    weights = ASSIGNMENT_WEIGHTS
    return urgency_points(day, today, most=weights["urgency"], days=weights["urgency_days"])


def _offer_table(
    rows: list[tuple],
    links: list[tuple[int, int]],
    place_of: dict[int, int],
    occupations: dict[int, tuple[int, int]],
    schools: _Numbers,
) -> OfferTable:
    """The values of matching.place_of for every row."""
    table = [
        (
            pk, seats - taken, place_of[place], KINDS[kind], UNKNOWN if months is None else months,
            sum(1 << year for year in set(years)), _ordinal(start), schools[school], insolvent,
            UNKNOWN if pay is None else pay, NO_LIMIT if reach is None else reach,
        )
        for (
            pk, place, kind, months, years, seats, taken, school, start, insolvent, pay, reach, *_names,
        ) in rows
    ]  # fmt: skip
    index = {row[0]: number for number, row in enumerate(rows)}
    trained = [(one, index[offer], *occupations[one]) for offer, one in links if offer in index]
    return OfferTable(
        *np.array(table, np.int64).reshape(-1, 11).T,
        companies=[row[12:14] for row in rows],
        occupations=_members((occupation, offer) for occupation, offer, _group, _base in trained),
        bases=_members((base, offer) for _occupation, offer, _group, base in trained if base),
        groups=_members((group, offer) for _occupation, offer, group, _base in trained),
    )


def _members(pairs: Iterable[tuple[int, int]]) -> dict[int, np.ndarray]:
    found: dict[int, set[int]] = {}
    for key, offer in pairs:
        found.setdefault(key, set()).add(offer)
    return {key: np.array(sorted(offers), np.int64) for key, offers in found.items()}

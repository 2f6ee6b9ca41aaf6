"""From the database to the arrays that `assignment` solves: all pairs of open cases and offers that fit.

The rules and weights are those of `matching`, criterion by criterion, in numpy instead of one pair at a
time; the same score to the point (tests compare both on random pairs). Pairs are looked for inside an
occupation group only, first by distance (a table of all places against all places), then by the rest.
Complexity: O(groups · cases · offers per group) comparisons, in blocks of `BLOCK` cells, so that memory
stays flat; 20 bytes per pair that fits.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil

import numpy as np
from django.conf import settings
from django.db.models import QuerySet

from apprenticeships import matching
from apprenticeships.assignment import BEST, MOST_PAIRS, Problem, urgency_points
from apprenticeships.matching import ASSIGNMENT_WEIGHTS, DAYS_A_MONTH, SEAMLESS_DAYS, SHARE_UNKNOWN, WEIGHTS
from apprenticeships.models import TakeoverOffer, training_year
from apprenticeships.states import NEVER, CaseKind, Cause, OfferKind
from apprenticeships.states.assignments import WishKind
from portal.region.geo import distance_km
from portal.region.models import Municipality, Occupation
from portal.sorting import sort_key

BLOCK = 1_000_000  # cells compared at once
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


@dataclass(frozen=True)
class Wish:
    """What people have fixed or ruled out: ids of case and offer, and the offer's company."""

    case: int
    offer: int
    kind: str
    company: int | None
    sort_name: str


@dataclass(frozen=True)
class Fits:
    """Pairs that a run may choose, in few bytes: indices of case and offer, and the score."""

    case: np.ndarray
    offer: np.ndarray
    score: np.ndarray

    @classmethod
    def of(cls, case: Iterable[int] = (), offer: Iterable[int] = (), score: Iterable[int] = ()) -> "Fits":
        return cls(np.asarray(case, np.int32), np.asarray(offer, np.int32), np.asarray(score, np.int16))

    def best(self) -> "Fits":
        """The assignment.BEST pairs of each case with the highest scores; the lower offer id among equals."""
        order = np.lexsort((self.offer, -self.score, self.case))
        case = self.case[order]
        starts = np.flatnonzero(np.r_[True, case[1:] != case[:-1]]) if len(case) else np.zeros(0, np.int64)
        rank = np.arange(len(case)) - np.repeat(starts, np.diff(np.r_[starts, len(case)]))
        kept = order[rank < BEST]
        return Fits(self.case[kept], self.offer[kept], self.score[kept])


@dataclass(frozen=True)
class Judged:
    """Pairs (`case`, `offer`: indices) with what separates them; all 0 or False: the pair fits.

    `other` occupation, not even of the same group; `km` the distance (NaN not known), `too_far` whole km
    beyond the case's reach, `wrong_year` years from the nearest taken, `too_late` days after the last
    acceptable start, `short` a network that ends before the contract, `barred` what no wish of the case can
    relax (the bars of matching: the offer's own reach, insolvency). `score` is that of matching where the
    pair fits there, 0 to 100.
    """

    case: np.ndarray
    offer: np.ndarray
    other: np.ndarray
    km: np.ndarray
    too_far: np.ndarray
    wrong_year: np.ndarray
    too_late: np.ndarray
    short: np.ndarray
    barred: np.ndarray
    score: np.ndarray

    @property
    def fits(self) -> np.ndarray:
        """Pairs that fit and carry to the end of the contract: what a run may choose."""
        return self.matches & ~self.short

    @property
    def matches(self) -> np.ndarray:
        """Pairs that fit as matching.points says, a network for some of the months included."""
        apart = self.other | (self.too_far > 0) | (self.wrong_year > 0) | (self.too_late > 0)
        return ~(apart | self.barred)


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


def fitting(found: Market, barred: np.ndarray) -> Fits:
    """All pairs that a run may choose, group by group, without those of `barred` (keys, see `keys_of`).

    Above assignment.MOST_PAIRS pairs the best of each case only, cut off block by block: each block holds
    all pairs of its cases, so that memory never holds more than that.
    """
    parts: list[Fits] = []
    total, is_cut = 0, False
    for case, offer in _within_reach(found):
        judged = judge(found, case, offer)
        fits = judged.fits
        if len(barred):
            fits &= ~np.isin(keys_of(found, case, offer), barred)
        parts.append(Fits.of(case[fits], offer[fits], judged.score[fits]))
        total += len(parts[-1].case)
        if total > MOST_PAIRS:
            parts = [*parts[:-1], parts[-1].best()] if is_cut else [part.best() for part in parts]
            is_cut = True
    if not parts:
        return Fits.of()
    return Fits(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("case", "offer", "score"))
    )


def keys_of(found: Market, case: np.ndarray, offer: np.ndarray) -> np.ndarray:
    """One number per pair, by which pairs are compared."""
    return case.astype(np.int64) * max(1, len(found.offers)) + offer


def _within_reach(found: Market) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs of related occupations, near enough for both or of unknown distance, block by block."""
    cases = found.cases
    for group in np.unique(cases.group).tolist():
        members = np.flatnonzero(cases.group == group)
        offers = offers_of(found, [group], np.unique(cases.base[members]).tolist())
        if not len(offers):
            continue
        rows = max(1, BLOCK // len(offers))
        for start in range(0, len(members), rows):
            block = members[start : start + rows]
            km = found.km[cases.place[block][:, None], found.offers.place[offers][None, :]]
            reach = np.minimum(cases.reach[block][:, None], found.offers.reach[offers][None, :])
            left, right = np.nonzero(~(km > reach))
            yield block[left], offers[right]


def offers_of(found: Market, groups: Iterable[int], bases: Iterable[int] = ()) -> np.ndarray:
    """Indices of the offers in any of `groups` or of one of the base occupations, ascending."""
    parts = [found.offers.groups.get(group) for group in groups]
    parts += [found.offers.bases.get(base) for base in bases]
    known = [part for part in parts if part is not None]
    return np.unique(np.concatenate(known)) if known else np.zeros(0, np.int64)


def judge(found: Market, case: np.ndarray, offer: np.ndarray) -> Judged:
    """What separates each pair, and its score as matching.points gives it, 0 to 100."""
    occupation, other = _occupation(found, case, offer)
    distance, km, too_far = _distance(found, case, offer)
    year, wrong_year, short = _year(found, case, offer)
    start, too_late = _start(found, case, offer)
    shares = {
        "occupation": occupation,
        "distance": distance,
        "year": year,
        "start": start,
        "school": _school(found, case, offer),
        "wishes": _wishes(found, case, offer),
    }
    total = np.zeros(len(case))
    for name, weight in WEIGHTS.items():  # in matching's order, so that the last digit is the same
        total += weight * shares[name]
    barred = (found.cases.insolvent[case] == 1) & (found.offers.takes_insolvent[offer] == 0)
    barred |= km > found.offers.reach[offer]
    score = np.rint(total).astype(np.int64)  # to the even number at one half, as round() does
    return Judged(case, offer, other, km, too_far, wrong_year, too_late, short, barred, score)


def _occupation(found: Market, case: np.ndarray, offer: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    cases, offers = found.cases, found.offers
    same = _has(offers.occupations, cases.occupation[case], offer)
    base = _has(offers.bases, cases.base[case], offer)
    related = _has(offers.groups, cases.group[case], offer)
    less = np.where(related, matching.SHARE_RELATED, 0.0)
    share = np.where(same, 1.0, np.where(base, matching.SHARE_SPECIALISATION, less))
    return share, ~(same | base | related)


def _distance(
    found: Market, case: np.ndarray, offer: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    km = found.km[found.cases.place[case], found.offers.place[offer]]
    reach = found.cases.reach[case]
    near = 1.0 - (1.0 - matching.SHARE_AT_REACH) * km / np.maximum(reach, 1)
    share = np.where(np.isnan(km), SHARE_UNKNOWN, np.where(km > reach, 0.0, near))
    return share, km, np.where(km > reach, np.ceil(np.nan_to_num(km)) - reach, 0).astype(np.int64)


def _year(found: Market, case: np.ndarray, offer: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    year, months_left = found.cases.year[case], found.cases.months[case]
    years, kind, months = found.offers.years[offer], found.offers.kind[offer], found.offers.months[offer]
    lasts = (months_left != UNKNOWN) & (months != UNKNOWN) & (months >= months_left)
    share = np.where((kind == NETWORK) & ~lasts, matching.SHARE_PART_OF_THE_WAY, 1.0)
    share = np.where((kind == ANEW) & (year > 1), matching.SHARE_STARTS_ANEW, share)
    off = _years_off(years, year)
    share = np.where(off > 0, 0.0, share)
    share = np.where((years != 0) & (year == 0), SHARE_UNKNOWN, share)
    entry = np.where(year == 0, SHARE_UNKNOWN, np.where(year == 1, matching.SHARE_STARTS_ANEW, 0.0))
    share = np.where(kind == ENTRY, entry, share)
    off = np.where(kind == ENTRY, np.maximum(year - 1, 0), off)
    short = (kind == NETWORK) & (months_left != UNKNOWN) & (months != UNKNOWN) & (months < months_left)
    return share, off, short


def _years_off(years: np.ndarray, year: np.ndarray) -> np.ndarray:
    """How many years the nearest taken year is away, 0 where it fits or is not known."""
    off = np.zeros(len(years), np.int64)
    known = (years != 0) & (year != 0)
    off[known] = 9
    for taken in (1, 2, 3, 4):
        has = known & ((years >> taken) & 1 == 1)
        off[has] = np.minimum(off[has], np.abs(year[has] - taken))
    return off


def _start(found: Market, case: np.ndarray, offer: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    starts = found.offers.starts_on[offer]
    needed, latest = found.cases.needed_from[case], found.cases.latest[case]
    known = (starts != UNKNOWN) & (needed != UNKNOWN)
    gap = np.where(known, starts - needed, 0)
    late = np.where((gap > SEAMLESS_DAYS) & (starts > latest), starts - latest, 0)
    span = np.where(latest > needed, latest - needed, 1)
    with_gap = 1.0 - (1.0 - matching.SHARE_AT_LATEST) * gap / span
    share = np.where(gap <= SEAMLESS_DAYS, 1.0, np.where(late > 0, 0.0, with_gap))
    return np.where((starts != UNKNOWN) & (needed == UNKNOWN), SHARE_UNKNOWN, share), late


def _school(found: Market, case: np.ndarray, offer: np.ndarray) -> np.ndarray:
    school = found.cases.school[case]
    return np.where((school != 0) & (school == found.offers.school[offer]), 1.0, SHARE_UNKNOWN)


def _wishes(found: Market, case: np.ndarray, offer: np.ndarray) -> np.ndarray:
    pay, offered = found.cases.pay[case], found.offers.pay[offer]
    less = (pay != UNKNOWN) & (offered != UNKNOWN) & (offered < pay)
    wish = np.where(found.cases.has_wishes[case] == 1, SHARE_UNKNOWN, 1.0)
    return np.where(less, matching.SHARE_LESS_PAY * wish, wish)


def _has(members: dict[int, np.ndarray], wanted: np.ndarray, offer: np.ndarray) -> np.ndarray:
    """Whether each offer is among the members of the wanted id."""
    result = np.zeros(len(offer), bool)
    if not len(offer):
        return result
    order = np.argsort(wanted, kind="stable")
    is_member = np.zeros(int(offer.max()) + 1, bool)
    for part in np.split(order, np.flatnonzero(np.diff(wanted[order])) + 1):
        found = members.get(int(wanted[part[0]]))
        if found is not None:
            found = found[: np.searchsorted(found, len(is_member))]
            is_member[found] = True
            result[part] = is_member[offer[part]]
            is_member[found] = False
    return result


def part_of(judged: Judged, keep: np.ndarray | slice) -> Judged:
    return Judged(**{name: getattr(judged, name)[keep] for name in Judged.__dataclass_fields__})


def problem_of(found: Market, wishes: Iterable[Wish]) -> Problem:
    """The pairs that fit, with pins and exclusions set; a pin counts even where the pair does not fit.

    Excluded pairs that do not fit stand in the problem, too, so that no relaxation brings them up.
    """
    pins, barred, held = _wished(found, wishes)
    fits = fitting(found, barred)
    keys = keys_of(found, fits.case, fits.offer)
    wished = np.union1d(pins, barred)
    missing = wished[~np.isin(wished, keys)]
    width = max(1, len(found.offers))
    more = judge(found, missing // width, missing % width)
    keys = np.r_[keys, missing]
    case = np.r_[fits.case, more.case.astype(np.int32)]
    value = np.r_[fits.score, more.score.astype(np.int16)] + found.cases.urgency[case].astype(np.int16)
    return Problem(
        cases=found.cases.pk,
        offers=found.offers.pk,
        seats=found.offers.seats,
        pair_case=case,
        pair_offer=np.r_[fits.offer, more.offer.astype(np.int32)],
        pair_value=value,
        pinned=np.isin(keys, pins),
        excluded=np.isin(keys, barred),
        held=held,
    )


def _wished(found: Market, wishes: Iterable[Wish]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Keys (case · offers + offer) of pinned and of excluded pairs, and which cases have a pin."""
    case_index = {pk: index for index, pk in enumerate(found.cases.pk.tolist())}
    offer_index = {pk: index for index, pk in enumerate(found.offers.pk.tolist())}
    of_company: dict[object, list[int]] = {}
    for index, (company, name) in enumerate(found.offers.companies):
        of_company.setdefault(name, []).append(index)
        if company is not None:
            of_company.setdefault(company, []).append(index)
    pins, barred, held = [], [], np.zeros(len(found.cases), bool)
    for wish in wishes:
        case = case_index.get(wish.case)
        if case is None:
            continue
        offer = offer_index.get(wish.offer)
        base = case * len(found.offers)
        if wish.kind == WishKind.PIN:
            held[case] = True
            pins += [] if offer is None else [base + offer]
        elif wish.kind == WishKind.NOT_COMPANY:
            same = {*of_company.get(wish.company, ()), *of_company.get(wish.sort_name, ())}
            barred += [base + one for one in same]
        elif offer is not None:
            barred.append(base + offer)
    return np.array(pins, np.int64), np.array(barred, np.int64), held

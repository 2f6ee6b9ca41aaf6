"""Pairs judged all at once: what separates each, and its score as matching gives it."""

from dataclasses import dataclass

import numpy as np

from apprenticeships import matching
from apprenticeships.candidates.tables import ANEW, ENTRY, NETWORK, UNKNOWN, Market
from apprenticeships.matching import SEAMLESS_DAYS, SHARE_UNKNOWN, WEIGHTS


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

"""The pairs that a run may choose, and the problem that the solver gets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from apprenticeships.assignment import BEST, MOST_PAIRS, Problem
from apprenticeships.candidates.judging import judge
from apprenticeships.candidates.tables import Market
from apprenticeships.states.assignments import WishKind

BLOCK = 1_000_000  # cells compared at once


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

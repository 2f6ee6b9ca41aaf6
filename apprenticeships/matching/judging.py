"""A pair judged: criterion by criterion in words, as one number, and what shuts it out."""

from django.utils.translation import gettext as _

from apprenticeships.matching.criteria import CRITERIA, km_between
from apprenticeships.matching.records import HARD, MISMATCH, WEIGHTS, Bar, Criterion, Need, Place


def judge(need: Need, place: Place) -> tuple[Criterion, ...]:
    """The six criteria in their fixed order, each with the words that an adviser reads out on the phone."""
    return tuple(
        Criterion(name, *mark, say(need, place, mark[0]))
        for (name, assess, say) in CRITERIA
        for mark in [assess(need, place)]
    )


def score(criteria: tuple[Criterion, ...]) -> int:
    """The weighted sum of the shares, 0 to 100."""
    return round(sum(WEIGHTS[one.name] * one.share for one in criteria))


def bars(need: Need, place: Place) -> tuple[Bar, ...]:
    """The hard filters beside the criteria that shut this pair out; empty where none does."""
    found = []
    if _lives_too_far(need, place):
        words = _("takes apprentices from within %(km)s km only") % {"km": place.reach_km}
        found.append(Bar("reach", words))
    if _unwanted(need, place):
        found.append(Bar("insolvency", _("takes no apprentices from insolvent companies")))
    return tuple(found)


def _lives_too_far(need: Need, place: Place) -> bool:
    km = None if place.reach_km is None else km_between(need, place)
    return km is not None and km > place.reach_km


def _unwanted(need: Need, place: Place) -> bool:
    return need.from_insolvency and not place.takes_insolvent


def points(need: Need, place: Place) -> int | None:
    """The score of a pair that fits, None of one that does not: `judge` without the words, for many pairs."""
    if _unwanted(need, place) or _lives_too_far(need, place):
        return None
    total = 0.0
    for name, assess, _say in CRITERIA:
        kind, share = assess(need, place)
        if kind == MISMATCH and name in HARD:
            return None
        total += WEIGHTS[name] * share
    return round(total)

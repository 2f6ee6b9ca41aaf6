"""The six criteria: first what each is worth, then how it is said."""

from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apprenticeships.matching.records import (
    MATCH,
    MISMATCH,
    PARTIAL,
    SEAMLESS_DAYS,
    SHARE_AT_LATEST,
    SHARE_AT_REACH,
    SHARE_LESS_PAY,
    SHARE_PART_OF_THE_WAY,
    SHARE_RELATED,
    SHARE_SPECIALISATION,
    SHARE_STARTS_ANEW,
    SHARE_UNKNOWN,
    UNKNOWN,
    Need,
    Place,
)
from apprenticeships.states import OfferKind
from portal.region.geo import distance_km
from portal.sorting import sort_key

Mark = tuple[str, float]  # kind, share of the weight


def _occupation(need: Need, place: Place) -> Mark:
    if need.occupation in place.occupations:
        return MATCH, 1.0
    if need.base and need.base in place.bases:
        return PARTIAL, SHARE_SPECIALISATION
    if any(group == need.group for group, _name in place.occupations.values()):
        return PARTIAL, SHARE_RELATED
    return MISMATCH, 0.0


def _say_occupation(need: Need, place: Place, kind: str) -> str:
    if kind == MATCH:
        return _("same occupation")
    if kind == MISMATCH:
        return _("other occupation")
    if need.base and need.base in place.bases:
        return _("other specialisation: %(occupation)s") % {"occupation": place.bases[need.base]}
    related = next(name for group, name in place.occupations.values() if group == need.group)
    return _("related: %(occupation)s") % {"occupation": related}


def km_between(need: Need, place: Place) -> float | None:
    if None in (need.latitude, need.longitude, place.latitude, place.longitude):
        return None
    return distance_km((need.latitude, need.longitude), (place.latitude, place.longitude))


def _distance(need: Need, place: Place) -> Mark:
    km = km_between(need, place)
    if km is None:
        return UNKNOWN, SHARE_UNKNOWN
    if km > need.reach_km:
        return MISMATCH, 0.0
    return MATCH, 1.0 - (1.0 - SHARE_AT_REACH) * km / max(need.reach_km, 1)


def _say_distance(need: Need, place: Place, kind: str) -> str:
    km = km_between(need, place)
    if km is None:
        return _("distance not known")
    shown = {"km": round(km), "reach": need.reach_km, "too_far": max(1, round(km - need.reach_km))}
    if kind == MISMATCH:
        return _("%(km)s km, %(too_far)s km too far") % shown
    return _("%(km)s km of %(reach)s km") % shown


def _year(need: Need, place: Place) -> Mark:
    if place.kind == OfferKind.ENTRY_QUALIFICATION:
        if need.year is None:
            return UNKNOWN, SHARE_UNKNOWN
        return (PARTIAL, SHARE_STARTS_ANEW) if need.year == 1 else (MISMATCH, 0.0)
    if place.years and need.year is None:
        return UNKNOWN, SHARE_UNKNOWN
    if place.years and need.year not in place.years:
        return MISMATCH, 0.0
    if place.kind == OfferKind.NEW_START and (need.year or 1) > 1:
        return PARTIAL, SHARE_STARTS_ANEW
    if place.kind == OfferKind.NETWORK and not _lasts(need, place):
        return PARTIAL, SHARE_PART_OF_THE_WAY
    return MATCH, 1.0


def _lasts(need: Need, place: Place) -> bool:
    """Whether training in the network is known to reach the end of the contract."""
    return None not in (need.months_left, place.months) and place.months >= need.months_left


def _say_year(need: Need, place: Place, kind: str) -> str:
    if place.kind == OfferKind.ENTRY_QUALIFICATION:
        before = _("entry qualification, before the 1st year")
        return _("entry qualification only, before the 1st year") if kind == MISMATCH else before
    if kind == UNKNOWN:
        return _("year not known")
    listed = _(" and ").join(f"{year}." for year in sorted(place.years))
    if kind == MISMATCH:
        only = _("takes year %(years)s only") % {"years": listed}
        return _("%(only)s, one year longer") % {"only": only} if need.year - 1 in place.years else only
    taken = _("takes year %(years)s") % {"years": listed} if place.years else _("takes any year")
    if place.kind == OfferKind.NEW_START and kind == PARTIAL:
        return _("%(taken)s, but starts anew") % {"taken": taken}
    if place.kind == OfferKind.NETWORK:
        return f"{taken}, {network_words(place.months)}"
    return taken


def network_words(months: int | None) -> str:
    """ "6 Monate im Verbund", for rows and criteria."""
    if not months:
        return _("in a network, how long is to be clarified")
    return ngettext("%(count)s month in a network", "%(count)s months in a network", months) % {
        "count": months
    }


def _start(need: Need, place: Place) -> Mark:
    if place.starts_on is None:
        return MATCH, 1.0
    if need.needed_from is None:
        return UNKNOWN, SHARE_UNKNOWN
    gap = (place.starts_on - need.needed_from).days
    if gap <= SEAMLESS_DAYS:
        return MATCH, 1.0
    if need.latest_start is None or place.starts_on > need.latest_start:
        return MISMATCH, 0.0
    return PARTIAL, 1.0 - (1.0 - SHARE_AT_LATEST) * gap / (need.latest_start - need.needed_from).days


def _say_start(need: Need, place: Place, kind: str) -> str:
    if place.starts_on is None:
        return _("start at any time")
    shown = {"day": date_format(place.starts_on, _("j M Y"))}
    if kind == UNKNOWN:
        return _("start from %(day)s") % shown
    if kind == MATCH:
        return _("can start at once") if need.ended else _("start from %(day)s, seamless") % shown
    gap = (place.starts_on - need.needed_from).days
    words = ngettext(
        "start from %(day)s, %(count)s day of gap", "start from %(day)s, %(count)s days of gap", gap
    )
    if need.ended:
        words = ngettext("start from %(day)s, in %(count)s day", "start from %(day)s, in %(count)s days", gap)
    words = words % {**shown, "count": gap}
    return _("%(words)s, too late") % {"words": words} if kind == MISMATCH else words


def _school(need: Need, place: Place) -> Mark:
    if not need.school or not place.school:
        return UNKNOWN, SHARE_UNKNOWN
    same = need.school == place.school or _key(need.school) == _key(place.school)
    return (MATCH, 1.0) if same else (PARTIAL, SHARE_UNKNOWN)


_key = lru_cache(maxsize=2048)(sort_key)


def _say_school(need: Need, place: Place, kind: str) -> str:
    if kind == UNKNOWN:
        return _("vocational school to be clarified")
    if kind == MATCH:
        return _("same vocational school")
    return _("other school: %(school)s") % {"school": place.school}


def _less_pay(need: Need, place: Place) -> bool:
    return None not in (need.pay, place.pay) and place.pay < need.pay


def _wishes(need: Need, place: Place) -> Mark:
    if _less_pay(need, place):
        return PARTIAL, SHARE_LESS_PAY * (SHARE_UNKNOWN if need.wishes else 1.0)
    return (UNKNOWN, SHARE_UNKNOWN) if need.wishes else (MATCH, 1.0)


def _say_wishes(need: Need, place: Place, kind: str) -> str:
    words = []
    if _less_pay(need, place):
        words.append(_("%(euros)s euros a month less") % {"euros": need.pay - place.pay})
    if need.wishes:
        shown = {"wish": need.wishes, "conditions": place.conditions or _("not known")}
        words.append(_("please clarify: %(wish)s (company: %(conditions)s)") % shown)
    elif place.conditions:
        words.append(place.conditions)
    return "; ".join(words) or _("no special wishes")


CRITERIA = (
    ("occupation", _occupation, _say_occupation),
    ("distance", _distance, _say_distance),
    ("year", _year, _say_year),
    ("start", _start, _say_start),
    ("school", _school, _say_school),
    ("wishes", _wishes, _say_wishes),
)

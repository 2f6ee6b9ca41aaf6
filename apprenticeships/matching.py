"""Which offers fit a case, why, and in which order.

An offer is *considered* when it trains in the case's occupation or one of the same three-digit KldB group.
Six criteria, always in the same order, are judged one by one: occupation, distance, year, start, school,
wishes. Each says match, partial, mismatch or unknown, its share of the weight (0.0 to 1.0) and the words
that an adviser reads out on the phone. The score is the weighted sum, 0 to 100. An offer *fits* when none
of the four hard criteria (occupation, distance, year, start) is a mismatch; one with exactly one mismatch
is shown below as a near miss. The order is a suggestion; people decide.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apprenticeships.models import Case, TakeoverOffer
from portal.region.geo import distance_km
from portal.sorting import sort_key

MATCH, PARTIAL, MISMATCH, UNKNOWN = "match", "partial", "mismatch", "unknown"
# The one place where the weights stand; they sum to 100.
WEIGHTS = {"occupation": 35, "distance": 25, "year": 15, "start": 10, "school": 10, "wishes": 5}
HARD = ("occupation", "distance", "year", "start")
SHARE_RELATED = 0.5  # related occupation: years may be lost
SHARE_UNKNOWN = 0.5  # neither for nor against
SHARE_AT_REACH = 0.5  # at the very end of the reach
MOST_CONSIDERED = 200  # offers read per case; the region has some dozens open


@dataclass(frozen=True)
class Need:
    """What a case asks for. Degrees are WGS 84; `year` is 1 to 4; None: not known."""

    occupation: int
    group: int
    latitude: float | None
    longitude: float | None
    reach_km: int
    year: int | None
    needed_from: date | None
    school: str
    wishes: str


@dataclass(frozen=True)
class Place:
    """What an offer gives. `occupations` maps the ids of its occupations to their group and name."""

    occupations: dict[int, tuple[int, str]]
    latitude: float | None
    longitude: float | None
    years: tuple[int, ...]
    starts_on: date | None
    school: str
    conditions: str


@dataclass(frozen=True)
class Criterion:
    """One judged criterion; `share` of its weight, 0.0 to 1.0."""

    name: str
    kind: str
    share: float
    words: str


@dataclass(frozen=True)
class Match:
    """How one offer fits one case; `score` 0 to 100."""

    offer: TakeoverOffer
    criteria: tuple[Criterion, ...]
    score: int

    @property
    def misses(self) -> list[Criterion]:
        return [one for one in self.criteria if one.name in HARD and one.kind == MISMATCH]

    @property
    def fits(self) -> bool:
        return not self.misses


def judge(need: Need, place: Place) -> tuple[Criterion, ...]:
    """The six criteria in their fixed order."""
    return (
        _occupation(need, place),
        _distance(need, place),
        _year(need, place),
        _start(need, place),
        _school(need, place),
        _wishes(need, place),
    )


def score(criteria: tuple[Criterion, ...]) -> int:
    """The weighted sum of the shares, 0 to 100."""
    return round(sum(WEIGHTS[one.name] * one.share for one in criteria))


def rank_offers(case: Case, today: date) -> list[Match]:
    """The open offers for `case`, best first: those that fit, then the near misses with one mismatch.

    Reads two statements, however many offers there are: the offers, and their occupations.
    """
    need = need_of(case, today)
    offers = (
        TakeoverOffer.objects.on_offer(today)
        .for_group(case.group_id)
        .select_related("municipality")
        .prefetch_related("occupations")[:MOST_CONSIDERED]
    )
    matches = [_match(need, offer) for offer in offers]
    matches = [one for one in matches if len(one.misses) <= 1]
    return sorted(matches, key=lambda one: (not one.fits, -one.score, one.offer.sort_name, one.offer.pk))


def need_of(case: Case, today: date) -> Need:
    """Reads `case.residence`: select it with the case."""
    return Need(
        occupation=case.occupation_id,
        group=case.group_id,
        latitude=case.residence.latitude,
        longitude=case.residence.longitude,
        reach_km=case.reach_km,
        year=case.training_year(today),
        needed_from=case.place_ends_on,
        school=case.school,
        wishes=case.wishes,
    )


def place_of(offer: TakeoverOffer) -> Place:
    """Reads `offer.municipality` and `offer.occupations`: select and prefetch them."""
    return Place(
        occupations={one.pk: (one.group_id, one.short_name) for one in offer.occupations.all()},
        latitude=offer.municipality.latitude,
        longitude=offer.municipality.longitude,
        years=tuple(offer.years),
        starts_on=offer.valid_from,
        school=offer.school,
        conditions=offer.conditions,
    )


def _match(need: Need, offer: TakeoverOffer) -> Match:
    criteria = judge(need, place_of(offer))
    return Match(offer, criteria, score(criteria))


def _occupation(need: Need, place: Place) -> Criterion:
    if need.occupation in place.occupations:
        return Criterion("occupation", MATCH, 1.0, _("same occupation"))
    related = [name for group, name in place.occupations.values() if group == need.group]
    if related:
        words = _("related: %(occupation)s") % {"occupation": related[0]}
        return Criterion("occupation", PARTIAL, SHARE_RELATED, words)
    return Criterion("occupation", MISMATCH, 0.0, _("other occupation"))


def _distance(need: Need, place: Place) -> Criterion:
    if None in (need.latitude, need.longitude, place.latitude, place.longitude):
        return Criterion("distance", UNKNOWN, SHARE_UNKNOWN, _("distance not known"))
    km = distance_km((need.latitude, need.longitude), (place.latitude, place.longitude))
    shown = {"km": round(km), "reach": need.reach_km, "too_far": max(1, round(km - need.reach_km))}
    if km <= need.reach_km:
        share = 1.0 - (1.0 - SHARE_AT_REACH) * km / max(need.reach_km, 1)
        return Criterion("distance", MATCH, share, _("%(km)s km of %(reach)s km") % shown)
    return Criterion("distance", MISMATCH, 0.0, _("%(km)s km, %(too_far)s km too far") % shown)


def _year(need: Need, place: Place) -> Criterion:
    if need.year is None or not place.years:
        words = _("takes any year") if not place.years else _("year not known")
        return Criterion(
            "year", UNKNOWN if place.years else MATCH, SHARE_UNKNOWN if place.years else 1.0, words
        )
    taken = {"years": _(" and ").join(f"{year}." for year in sorted(place.years))}
    if need.year in place.years:
        return Criterion("year", MATCH, 1.0, _("takes year %(years)s") % taken)
    return Criterion("year", MISMATCH, 0.0, _("takes year %(years)s only") % taken)


def _start(need: Need, place: Place) -> Criterion:
    if place.starts_on is None:
        return Criterion("start", MATCH, 1.0, _("start at any time"))
    shown = {"day": date_format(place.starts_on, _("j M Y"))}
    if need.needed_from is None:
        return Criterion("start", UNKNOWN, SHARE_UNKNOWN, _("start from %(day)s") % shown)
    gap = (place.starts_on - need.needed_from).days
    if gap <= 1:
        return Criterion("start", MATCH, 1.0, _("start from %(day)s, seamless") % shown)
    words = _("start from %(day)s, %(gap)s days of gap") % {**shown, "gap": gap}
    return Criterion("start", MISMATCH, 0.0, words)


def _school(need: Need, place: Place) -> Criterion:
    if not need.school or not place.school:
        return Criterion("school", UNKNOWN, SHARE_UNKNOWN, _("vocational school to be clarified"))
    if sort_key(need.school) == sort_key(place.school):
        return Criterion("school", MATCH, 1.0, _("same vocational school"))
    return Criterion(
        "school", PARTIAL, SHARE_UNKNOWN, _("other school: %(school)s") % {"school": place.school}
    )


def _wishes(need: Need, place: Place) -> Criterion:
    if not need.wishes:
        return Criterion("wishes", MATCH, 1.0, place.conditions or _("no special wishes"))
    words = {"wish": need.wishes, "conditions": place.conditions or _("not known")}
    return Criterion(
        "wishes", UNKNOWN, SHARE_UNKNOWN, _("please clarify: %(wish)s (company: %(conditions)s)") % words
    )

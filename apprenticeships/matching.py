"""Which offers fit a case and which cases an offer, why, and in which order.

**Inputs.** A `Need` (what a case asks for) and a `Place` (what an offer gives). Places on earth are WGS 84
degrees, distances great-circle kilometres between the two municipalities (portal.region.geo: the crow's
way; roads of the region are some 30 % longer), days are calendar days, training years run from 1 to 4, pay
is euros a month before tax. None or an empty text always means "not known", never "no".

**Hard filters.** An offer fits a case only when all of these hold; what is not known does not shut out:

1. occupation: the same, another specialisation of the same base occupation, or one of the same three-digit
   KldB group ("related");
2. distance: not beyond the case's reach in km;
3. year: the case's year is one that the offer takes (an offer without years takes any; an entry
   qualification comes before year 1 and helps nobody who is further on);
4. start: not after the case's last acceptable date. A start up to one day after the old place ends is
   seamless; later ones leave a gap, which is a partial match as far as that date and a mismatch beyond.
   The date is the case's own where the adviser entered one, else MATCHING_GAP_DAYS after the day from which
   a place is needed. The preset, 42 days, is as long as pay goes on when training is cancelled (§ 19 (1)
   no. 2 BBiG, six weeks): a measure of what a family can bridge, no legal time limit of the search;
5. the offer's own reach, where it has one: the company asks that its apprentices live no farther away. Both
   reaches must cover the way. Distance stays measured by the case's reach alone; the offer's says yes or no,
   and no wish of the case can change it, so "why not" never names a longer way to such an offer;
6. the offer takes apprentices from insolvent companies, where the case is one;
7. suitability for training is confirmed or still to be checked (no offer is known to be unsuitable: such a
   one is withdrawn), and the offer is open, not expired, with a seat left (OfferQuerySet.on_offer).

1 to 4 are criteria that everybody sees; 5 and 6 are bars, said in words beside them.

**Soft score.** Six criteria, always in the same order: occupation, distance, year, start, school, wishes.
Each is a match, partial, a mismatch or unknown, and gets a share (0.0 to 1.0) of its weight; WEIGHTS is the
only place where the weights stand, and they sum to 100. Within the criteria count: the same specialisation
before another one before a related occupation; nearer before farther; an examination date that is kept (a
takeover or a network in the case's year) before a new start; a network that lasts to the end of the
contract before one that covers months of it; no gap before a gap; the same school; pay not below the present
one, where both are known; wishes, which a person has to clear up. The score is the weighted sum, a whole
number from 0 to 100. Urgency is no part of it: it says who comes first, not who fits where, so only the
assignment of all cases adds it. The order is a suggestion; people decide (Art. 22 GDPR).

**Symmetry.** Both rankings call `judge` with the same Need and Place, so that a pair has one score.

**Complexity.** `judge` and `points` take constant time. A ranking reads the candidates that an index finds
(occupations, then distance), at most MOST_CONSIDERED of them, nearest first: O(n log n) in n candidates, and
not growing with the table.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from math import ceil

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apprenticeships.models import Case, TakeoverOffer
from apprenticeships.states import CaseKind, Cause, OfferKind, Phase
from portal.access import Actor
from portal.region.geo import distance_km
from portal.sorting import sort_key

MATCH, PARTIAL, MISMATCH, UNKNOWN = "match", "partial", "mismatch", "unknown"
# The one place where the weights stand; they sum to 100.
WEIGHTS = {"occupation": 30, "distance": 25, "year": 15, "start": 10, "school": 10, "wishes": 10}
# What the assignment of all cases adds to a score: points for a case whose place has ended, evenly less down
# to none for one that ends in `urgency_days` days.
ASSIGNMENT_WEIGHTS = {"urgency": 20, "urgency_days": 90}
HARD = ("occupation", "distance", "year", "start")
SHARE_SPECIALISATION = 0.8  # same base occupation, other specialisation
SHARE_RELATED = 0.5  # related occupation: years may be lost
SHARE_UNKNOWN = 0.5  # neither for nor against
SHARE_AT_REACH = 0.5  # at the very end of the reach
SHARE_AT_LATEST = 0.4  # a start on the last acceptable day
SHARE_PART_OF_THE_WAY = 0.6  # a network that ends before the contract
SHARE_STARTS_ANEW = 0.4  # years already done are lost, the examination comes later
SHARE_LESS_PAY = 0.4  # what is paid falls
SEAMLESS_DAYS = 1  # the old place ends on the 31st, the new one begins on the 1st
DAYS_A_MONTH = 30.44
MOST_CONSIDERED = 200  # candidates judged per ranking, nearest first; the region has some dozens open
INSOLVENT = (Phase.APPLIED, Phase.PROVISIONAL, Phase.OPENED, Phase.SELF_ADMINISTRATION, Phase.REFUSED)

Mark = tuple[str, float]  # kind, share of the weight


@dataclass(frozen=True)
class Need:
    """What a case asks for; None or "" where it is not known.

    `latitude`, `longitude`: degrees (WGS 84); `reach_km`: 1 to 300; `year`: 1 to 4; `needed_from`: the first
    day without a place, today where it has passed (`ended`); `latest_start`: the last acceptable day, at
    least `needed_from`; `months_left`: months of the contract from then on; `pay`: euros a month.
    """

    occupation: int
    group: int
    latitude: float | None
    longitude: float | None
    reach_km: int
    year: int | None
    needed_from: date | None
    school: str
    wishes: str
    base: str = ""  # the base occupation's name, common to its specialisations
    latest_start: date | None = None
    ended: bool = False
    from_insolvency: bool = False
    months_left: int | None = None
    pay: int | None = None


@dataclass(frozen=True)
class Place:
    """What an offer gives. `occupations` maps the ids of its occupations to their group and name.

    `bases` maps base occupations to the name of the offered specialisation; `months` is the length of
    training in a network; `pay` euros a month; `reach_km` how far away an apprentice may live (1 to 300).
    """

    occupations: dict[int, tuple[int, str]]
    latitude: float | None
    longitude: float | None
    years: tuple[int, ...]
    starts_on: date | None
    school: str
    conditions: str
    kind: str = OfferKind.TAKEOVER
    months: int | None = None
    takes_insolvent: bool = True
    bases: dict[str, str] = field(default_factory=dict)
    pay: int | None = None
    reach_km: int | None = None


@dataclass(frozen=True)
class Criterion:
    """One judged criterion; `share` of its weight, 0.0 to 1.0."""

    name: str
    kind: str
    share: float
    words: str


@dataclass(frozen=True)
class Bar:
    """A hard filter beside the criteria that shuts a pair out; nothing that the case could change."""

    name: str
    words: str


@dataclass(frozen=True)
class Match:
    """How one offer fits one case: `score` 0 to 100; `bars`: the hard filters beside the criteria."""

    offer: TakeoverOffer
    criteria: tuple[Criterion, ...]
    score: int
    case: Case | None = None
    bars: tuple[Bar, ...] = ()
    km: float | None = None  # between the two, None where a place is not known

    @property
    def misses(self) -> list[Criterion]:
        return [one for one in self.criteria if one.name in HARD and one.kind == MISMATCH]

    @property
    def fits(self) -> bool:
        return not self.misses and not self.bars


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
    km = None if place.reach_km is None else _km(need, place)
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


def rank_offers(case: Case, today: date) -> list[Match]:
    """The open offers for `case`, best first: those that fit, then the near misses with one obstacle.

    Reads two statements, however many offers there are: the offers, and their occupations.
    """
    need = need_of(case, today)
    offers = (
        TakeoverOffer.objects.on_offer(today)
        .for_occupation(case.group_id, case.occupation.base_name)
        .nearest(need.latitude, need.longitude)
        .select_related("municipality")
        .prefetch_related("occupations")[:MOST_CONSIDERED]
    )
    matches = [_match(case, need, offer, place_of(offer)) for offer in offers]
    matches = [one for one in matches if len(one.misses) + len(one.bars) <= 1]
    return sorted(matches, key=lambda one: (not one.fits, -one.score, one.offer.sort_name, one.offer.pk))


def rank_cases(offer: TakeoverOffer, actor: Actor, today: date) -> list[Match]:
    """The seeking cases that `offer` fits and `actor` may know of, best first; the more urgent among equals.

    Own cases of the actor's organisation, and the released ones of others. Reads one statement beside the
    offer's occupations. An offer that is full, expired or withdrawn fits nobody.
    """
    if not offer.is_on_offer(today):
        return []
    place = place_of(offer)
    cases = (
        Case.objects.known_to(actor)
        .reaching(offer.municipality, offer.reach_km)
        .related_to(offer.occupations.all())
        .select_related("occupation", "residence", "district", "organisation", "company_case")
        .order_by("km", "pk")[:MOST_CONSIDERED]
    )
    matches = [_match(case, need_of(case, today), offer, place) for case in cases]
    fitting = [one for one in matches if one.fits]
    return sorted(fitting, key=lambda one: (-one.score, one.case.ends_on, one.case.pk))


def need_of(case: Case, today: date) -> Need:
    """Reads `case.residence`, `case.occupation` and `case.company_case`: select them with the case."""
    needed_from, ended = _needed_from(case, today)
    latest = case.latest_start_on
    if needed_from is not None:
        latest = max(latest or needed_from + timedelta(days=settings.MATCHING_GAP_DAYS), needed_from)
    months_left = None
    if case.contract_end and (case.contract_end >= (needed_from or today)):
        months_left = ceil((case.contract_end - (needed_from or today)).days / DAYS_A_MONTH)
    trouble = case.company_case
    return Need(
        occupation=case.occupation_id,
        group=case.group_id,
        latitude=case.residence.latitude,
        longitude=case.residence.longitude,
        reach_km=case.reach_km,
        year=case.training_year(today) or (None if case.kind == CaseKind.LOSES else 1),
        needed_from=needed_from,
        school=case.school,
        wishes=case.wishes,
        base=case.occupation.base_name,
        latest_start=latest,
        ended=ended,
        from_insolvency=trouble is not None
        and (trouble.cause == Cause.INSOLVENCY or trouble.phase in INSOLVENT),
        months_left=months_left,
        pay=case.monthly_pay,
    )


def _needed_from(case: Case, today: date) -> tuple[date | None, bool]:
    """The first day on which a place is needed, and whether the old one has ended already."""
    day = case.place_ends_on
    if day is None and case.kind == CaseKind.CANNOT_START:
        day = case.contract_start
    if day is not None and day < today:
        return today, True
    return day, False


def place_of(offer: TakeoverOffer) -> Place:
    """Reads `offer.municipality` and `offer.occupations`: select and prefetch them."""
    occupations = list(offer.occupations.all())
    return Place(
        occupations={one.pk: (one.group_id, one.short_name) for one in occupations},
        latitude=offer.municipality.latitude,
        longitude=offer.municipality.longitude,
        years=tuple(offer.years),
        starts_on=offer.valid_from,
        school=offer.school,
        conditions=offer.conditions,
        kind=offer.kind,
        months=offer.months,
        takes_insolvent=offer.accepts_insolvency,
        bases={one.base_name: one.short_name for one in occupations},
        pay=offer.monthly_pay,
        reach_km=offer.reach_km,
    )


def _match(case: Case, need: Need, offer: TakeoverOffer, place: Place) -> Match:
    criteria = judge(need, place)
    return Match(offer, criteria, score(criteria), case, bars(need, place), _km(need, place))


# --- the six criteria: first what they are worth, then how they are said -----------------------------


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


def _km(need: Need, place: Place) -> float | None:
    if None in (need.latitude, need.longitude, place.latitude, place.longitude):
        return None
    return distance_km((need.latitude, need.longitude), (place.latitude, place.longitude))


def _distance(need: Need, place: Place) -> Mark:
    km = _km(need, place)
    if km is None:
        return UNKNOWN, SHARE_UNKNOWN
    if km > need.reach_km:
        return MISMATCH, 0.0
    return MATCH, 1.0 - (1.0 - SHARE_AT_REACH) * km / max(need.reach_km, 1)


def _say_distance(need: Need, place: Place, kind: str) -> str:
    km = _km(need, place)
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

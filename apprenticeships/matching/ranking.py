"""Offers of a case and cases of an offer, best first, and how both become records."""

from datetime import date, timedelta
from math import ceil

from django.conf import settings

from apprenticeships.matching.criteria import km_between
from apprenticeships.matching.judging import bars, judge, score
from apprenticeships.matching.records import DAYS_A_MONTH, Match, Need, Place
from apprenticeships.models import Case, TakeoverOffer
from apprenticeships.states import CaseKind, Cause, Phase
from portal.access import Actor

MOST_CONSIDERED = 200  # candidates judged per ranking, nearest first; the region has some dozens open
INSOLVENT = (Phase.APPLIED, Phase.PROVISIONAL, Phase.OPENED, Phase.SELF_ADMINISTRATION, Phase.REFUSED)


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
    return Match(offer, criteria, score(criteria), case, bars(need, place), km_between(need, place))

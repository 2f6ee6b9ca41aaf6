"""Random cases and offers in every respect that matching looks at; the same for the same seed."""

from datetime import timedelta
from random import Random

from django.utils import timezone

from apprenticeships.models import AssignmentRun, Case, TakeoverOffer
from apprenticeships.states import CaseKind, Cause, OfferKind
from tests.apprenticeships import factories as make
from tests.apprenticeships.factories import TODAY
from tests.factories import World, make_municipality, make_occupation

SCHOOLS = [
    "",
    "",
    "Muster-Berufsschule Künzelsau",
    "muster-berufsschule  kuenzelsau",
    "Muster-Schule Öhringen",
]


def random_market(world: World, seed: int, cases: int, offers: int) -> None:
    """Cases and offers over eight places and six occupations of two main groups, one base in two groups."""
    random = Random(seed)
    towns = [
        make_municipality(latitude=49.0 + random.random() / 2, longitude=9.0 + random.random())
        for _index in range(8)
    ]
    towns.append(make_municipality(latitude=None, longitude=None))
    occupations = [make_occupation(kldb3=kldb3) for kldb3 in ("261", "261", "262", "251", "252")]
    special = make_occupation("Musterberuf Fachrichtung B", "252")
    special.base_name = occupations[0].base_name
    special.save()
    occupations.append(special)
    insolvent = make.make_company_case(world, cause=Cause.INSOLVENCY)
    for _index in range(cases):
        random_case(world, random, towns, occupations, insolvent)
    for _index in range(offers):
        random_offer(world, random, towns, occupations)


def random_case(world: World, random: Random, towns: list, occupations: list, insolvent: object) -> Case:
    def day(low: int, high: int) -> object:
        return TODAY + timedelta(random.randint(low, high))

    start = random.choice([None, day(-1200, 100)])
    values = {"ends_on": day(-60, 120)} if random.random() < 0.7 else {}
    return make.make_case(
        world,
        kind=random.choice(CaseKind.values),
        occupation=random.choice(occupations),
        residence=random.choice(towns),
        reach_km=random.choice([10, 25, 40]),
        contract_start=start,
        contract_end=None if start is None else start + timedelta(random.choice([1095, 1277])),
        latest_start_on=random.choice([None, day(0, 90)]),
        school=random.choice(SCHOOLS),
        wishes=random.choice(["", "keine Schicht"]),
        monthly_pay=random.choice([None, 900, 1100]),
        company_case=random.choice([None, insolvent]),
        state=random.choice(["checked", "watching", "in_placement"]),
        **values,
    )


def random_offer(world: World, random: Random, towns: list, occupations: list) -> TakeoverOffer:
    kind = random.choice([OfferKind.TAKEOVER, OfferKind.TAKEOVER, *OfferKind.values])
    return make.make_offer(
        world,
        kind=kind,
        months=random.choice([None, 6, 12, 24]) if kind == OfferKind.NETWORK else None,
        occupations=random.sample(occupations, random.choice([1, 1, 2])),
        years=random.choice([[], [1], [2, 3], [1, 2, 3], [4]]),
        seats=random.choice([1, 1, 2]),
        municipality=random.choice(towns),
        school=random.choice(SCHOOLS),
        valid_from=random.choice([None, TODAY + timedelta(random.randint(-10, 150))]),
        accepts_insolvency=random.random() < 0.8,
        monthly_pay=random.choice([None, 900, 1100]),
        reach_km=random.choice([None, None, 15, 30]),
    )


def make_run(world: World, **values: object) -> AssignmentRun:
    """A queued run of adviser A over the open cases of chamber A."""
    values.setdefault("started_by", world.adviser_a)
    values.setdefault("as_of", timezone.localdate())
    return AssignmentRun.objects.create(organisation=values["started_by"].organisation, **values)

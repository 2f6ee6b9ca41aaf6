"""300 companies, 40 offers, and who gets which tip."""

from datetime import timedelta
from itertools import cycle, islice

from django.utils import timezone

from apprenticeships.actions.offers import create_offer, move_offer
from apprenticeships.demo.story import COMPANIES, FAMILY, FORMS, OFFERS, SCHOOL, TRADES, Story
from apprenticeships.models import ResponsibilityRule, TakeoverOffer, TrainingCompany
from apprenticeships.states import (
    CallResult,
    OfferKind,
    SizeClass,
)
from portal.region.models import OccupationGroup


def companies(story: Story) -> list[TrainingCompany]:
    """300 companies over the five districts, two thirds with the chamber of industry."""
    rows, by_district = [], [[p for p in story.places if p.district_id == d.pk] for d in story.districts]
    for index in range(COMPANIES):
        is_ihk, place = (
            index % 3 < 2,
            story.random.choice(by_district[index % len(by_district)] or story.places),
        )
        trade, form = TRADES[index % len(TRADES)], FORMS[index % len(FORMS)]
        row = TrainingCompany(
            organisation=story.ihk if is_ihk else story.hwk,
            name=f"Muster-{trade} {FAMILY[index // len(TRADES) % len(FAMILY)]} {form}",
            municipality=place,
            phone=f"07131 0000 {index:03d}",
            size_class=story.random.choice(SizeClass.values[1:]),
        )
        if index % 7 == 0:
            row.last_called_by = story.sascha.user if not is_ihk else (story.kim, story.alex)[index % 2].user
            row.last_called_on = story.at(-story.random.randint(1, 90))
            row.last_call_result = CallResult.REACHED
            row.last_answer = story.random.choice(
                ("im Januar wieder fragen", "hat Platz ab Februar", "zurzeit kein Platz")
            )
        if index % 29 == 0:
            row.do_not_call_until = story.at(60)
        row.prepare()
        rows.append(row)
    TrainingCompany.objects.bulk_create(rows)
    through = TrainingCompany.occupations.through
    links = []
    for row in rows:
        choice = story.ihk_occupations if row.organisation_id == story.ihk.pk else story.hwk_occupations
        for occupation in story.random.sample(choice, min(2, len(choice))):
            links.append(through(trainingcompany=row, occupation=occupation))
    through.objects.bulk_create(links)
    return rows


def offers(story: Story, companies: list[TrainingCompany]) -> list[TakeoverOffer]:
    """Forty offers, a few of them full or withdrawn."""
    rows, links = [], []
    through = TakeoverOffer.occupations.through
    for index, company in enumerate(islice(cycle(companies[:: COMPANIES // OFFERS]), OFFERS)):
        is_ihk = company.organisation_id == story.ihk.pk
        choice = story.ihk_occupations if is_ihk else story.hwk_occupations
        chosen = list(dict.fromkeys([choice[index % len(choice)], choice[(index + 1) % len(choice)]]))
        row = TakeoverOffer(
            organisation=company.organisation,
            suggested_by=story.kim if is_ihk else story.sascha,
            company=company,
            company_name=company.name,
            kind=OfferKind.NETWORK if index % 9 == 4 else OfferKind.TAKEOVER,
            months=6 if index % 9 == 4 else None,
            years=[[], [1, 2], [2, 3], [3], [1, 2, 3]][index % 5],
            seats=1 + index % 3,
            municipality=company.municipality,
            school=SCHOOL if index % 2 else "",
            conditions=("Tagschicht", "Schicht ab 5:45 Uhr", "")[index % 3],
            reach_km=40 if index % 6 == 5 else None,
            valid_from=story.at(20) if index % 4 == 0 else None,
            valid_until=story.at(90 + index),
            suitability_confirmed_on=story.at(-40) if index % 3 else None,
        )
        row.prepare([str(one) for one in chosen])
        rows.append(row)
        links += [(row, one) for one in chosen]
    TakeoverOffer.objects.bulk_create(rows)
    through.objects.bulk_create(through(takeoveroffer=row, occupation=one) for row, one in links)
    old = [row.pk for index, row in enumerate(rows) if index % 3]
    TakeoverOffer.objects.filter(pk__in=old).update(created_at=timezone.now() - timedelta(days=30))
    return rows


def named_offers(story: Story) -> None:
    """The four offers of the metal builder's mechatronics apprentice: near, near, too far, related."""
    mechatronics, related = story.one("Mechatroniker"), story.one("Elektroniker für Automatisierungstechnik")
    school, rows = SCHOOL, []
    for name, place, occupation, seats, years, kind, start, where, hours in (
        (
            "Muster-Robotik AG",
            "Niedernhall",
            mechatronics,
            2,
            [3],
            OfferKind.TAKEOVER,
            20,
            school,
            "Tagschicht",
        ),
        (
            "Muster-Antriebe GmbH",
            "Öhringen",
            mechatronics,
            1,
            [2, 3],
            OfferKind.TAKEOVER,
            5,
            "",
            "Tagschicht",
        ),
        (
            "Muster-Anlagenbau KG",
            "Crailsheim",
            mechatronics,
            3,
            [2, 3],
            OfferKind.NETWORK,
            None,
            "",
            "Schicht",
        ),
        ("Muster-Elektro GmbH", "Kupferzell", related, 1, [3], OfferKind.TAKEOVER, 7, "", "Tagschicht"),
    ):
        offer = TakeoverOffer(
            company_name=name, municipality=story.place(place), kind=kind, seats=seats, years=years,
            months=6 if kind == OfferKind.NETWORK else None, school=where, conditions=hours,
            valid_from=story.at(start) if start else None, valid_until=story.at(120),
            suitability_confirmed_on=story.at(-30) if start else None,
        )  # fmt: skip
        rows.append(create_offer(offer, [occupation], by=story.actor(story.kim)))
    full = TakeoverOffer.objects.filter(seats=1).exclude(pk__in=[row.pk for row in rows]).order_by("pk")
    for offer in full[:3]:
        move_offer(offer, "fill", by=None)


def responsibilities(story: Story) -> None:
    hohenlohe = next((row for row in story.districts if row.ags == "08126"), story.districts[0])
    bakers = story.one("Bäcker").group
    mechatronics: OccupationGroup = story.one("Mechatroniker").group
    rows = [
        (story.ihk, None, None, story.bo, story.kim),
        (story.ihk, None, hohenlohe, story.kim, story.alex),
        (story.ihk, mechatronics, None, story.kim, story.alex),
        (story.hwk, bakers, None, story.sascha, None),
        (story.hwk, None, None, story.sascha, None),
    ]
    for chamber, group, district, adviser, deputy in rows:
        if not ResponsibilityRule.objects.filter(
            organisation=chamber, group=group, district=district
        ).exists():
            ResponsibilityRule.objects.create(
                organisation=chamber, group=group, district=district, adviser=adviser, deputy=deputy
            )

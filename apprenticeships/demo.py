"""The demonstration's part of the story: a metal builder's insolvency, a closing bakery, sixty cases in all.

Companies and persons are visibly made up; only made-up organisations act. Everything is relative to the day
of loading and the same on every machine.
"""

import random
from datetime import date, datetime, time, timedelta
from itertools import cycle, islice

from django.utils import timezone

from apprenticeships.actions.cases import move_case, open_case, promise_case, write_note
from apprenticeships.actions.company_cases import change_phase, mark_public, open_company_case
from apprenticeships.actions.offers import create_offer, move_offer
from apprenticeships.actions.tips import accept_tip, leave_tip, merge_tip, refuse_tip
from apprenticeships.models import Case, CompanyCase, ResponsibilityRule, TakeoverOffer, Tip, TrainingCompany
from apprenticeships.states import (
    NEVER,
    SEEKING,
    CallResult,
    CaseKind,
    CaseState,
    Cause,
    ConsentWay,
    ExamPart,
    OfferKind,
    Outcome,
    Phase,
    RefusalReason,
    Register,
    SizeClass,
    TipSubject,
    Urgency,
    YesNoUnknown,
)
from portal.access import Actor
from portal.activity.recording import as_of
from portal.partners.actors import actor_of
from portal.partners.demo import membership, organisation
from portal.partners.models import Membership
from portal.region.models import District, Municipality, Occupation, OccupationGroup

SCHOOL = "Muster-Gewerbeschule Künzelsau"
COMPANIES = 300
OFFERS = 40
CASES = 60  # with those of the two company cases
FAMILY = (
    "Adler", "Bauer", "Çelik", "Dietz", "Ernst", "Fischer", "Groß", "Haas", "Jung", "Kaya", "Lutz", "Müller",
    "Novak", "Öttinger", "Pohl", "Roth", "Şahin", "Thoma", "Ulmer", "Vogt", "Weiß", "Zeller",
)  # fmt: skip
FIRST = ("Toni", "Kim", "Alex", "Sascha", "Robin", "Jona", "Mika", "Luca", "Noa", "Chris", "Eda", "Deniz")
TRADES = (
    "Metallbau", "Maschinenbau", "Elektro", "Automation", "Antriebe", "Möbel", "Logistik", "Handel",
    "Bäckerei", "Holzbau", "Ventilbau", "Sensorik", "Hydraulik", "Werkzeugbau", "Gastronomie",
    "Fahrzeugtechnik", "Büroservice", "Bau", "Kunststofftechnik", "Fördertechnik",
)  # fmt: skip
FORMS = ("GmbH", "KG", "AG", "GmbH & Co. KG", "e. K.")
IHK_OCCUPATIONS = (
    "Mechatroniker", "Industriemechaniker", "Zerspanungsmechaniker", "Elektroniker für Betriebstechnik",
    "Industriekaufmann", "Kaufmann für Büromanagement", "Fachkraft für Lagerlogistik",
    "Kaufmann im Einzelhandel",
    "Technischer Produktdesigner", "Verkäufer",
)  # fmt: skip
HWK_OCCUPATIONS = (
    "Bäcker", "Fachverkäufer im Lebensmittelhandwerk", "Tischler", "Metallbauer",
    "Kraftfahrzeugmechatroniker",
    "Elektroniker für", "Anlagenmechaniker für Sanitär",
)  # fmt: skip
STEPS_TO = {
    CaseState.CHECKED: (),
    CaseState.WATCHING: ("watch",),
    CaseState.IN_PLACEMENT: ("place",),
    CaseState.PROMISE: ("place", "promise"),
    CaseState.SIGNED: ("place", "promise", "sign"),
    CaseState.REGISTERED: ("place", "promise", "sign", "register"),
    CaseState.AFTERCARE: ("place", "promise", "sign", "register", "care"),
    CaseState.CLOSED: ("place", "promise", "sign", "register", "care", "close"),
    CaseState.STABILISED: ("watch", "stabilise"),
    CaseState.ON_HOLD: ("place", "hold"),
    CaseState.WITHDRAWN: ("place", "withdraw"),
}
NEXT_STEPS = (
    "Zusage nachfragen",
    "Nach den Probetagen fragen",
    "Insolvenzgeld: Antrag gestellt?",
    "Berufsschule: Kann die Klasse bleiben?",
    "Zeugnis und Ausbildungsplan anfordern",
    "Angebote besprechen",
    "Umkreis besprechen",
)
# How the other cases stand, per chamber, over and over.
MIX = (
    CaseState.IN_PLACEMENT, CaseState.CHECKED, CaseState.PROMISE, CaseState.IN_PLACEMENT, CaseState.WATCHING,
    CaseState.REGISTERED, CaseState.IN_PLACEMENT, CaseState.AFTERCARE, CaseState.SIGNED, CaseState.CLOSED,
    CaseState.IN_PLACEMENT, CaseState.STABILISED, CaseState.ON_HOLD, CaseState.CHECKED, CaseState.WITHDRAWN,
)  # fmt: skip


class Story:
    """What the parts of the demonstration share."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.random = random.Random(7)  # noqa: S311 - made-up data, the same on every machine
        self.ihk, self.hwk = organisation("Muster-IHK"), organisation("Muster-HWK")
        self.kim = membership("ausbildungsberatung@muster.example")
        self.alex = membership("vertretung@muster.example")
        self.bo = membership("kollegin@muster.example")
        self.sascha = membership("ausbildungsberatung-hwk@muster.example")
        self.places = list(Municipality.objects.select_related("district").order_by("ags"))
        self.districts = list(District.objects.order_by("ags"))
        self.ihk_occupations = occupations(IHK_OCCUPATIONS)
        self.hwk_occupations = occupations(HWK_OCCUPATIONS)

    def at(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def place(self, name: str) -> Municipality:
        return next((place for place in self.places if place.name.startswith(name)), self.places[0])

    def one(self, name: str) -> Occupation:
        return occupations((name,))[0]

    def moment(self, days: int) -> datetime:
        """A time of the working day so many days from today."""
        clock = time(8 + self.random.randrange(8), self.random.randrange(60))
        return timezone.make_aware(datetime.combine(self.at(days), clock))

    def actor(self, member: Membership) -> Actor:
        return actor_of(member.user, member, today=self.today)

    def name(self) -> str:
        return f"{self.random.choice(FIRST)} Muster-{self.random.choice(FAMILY)}"


def occupations(names: tuple[str, ...]) -> list[Occupation]:
    """The first current occupation whose name starts with each of `names`; any where the list lacks one."""
    rows = list(Occupation.objects.filter(is_current=True).order_by("name", "pk"))
    found = [next((row for row in rows if row.name.startswith(name)), None) for name in names]
    return [row for row in found if row is not None] or rows[:1]


def load(today: date) -> None:
    """Companies, offers, responsibilities, tips, two company cases and the other cases."""
    story = Story(today)
    companies = _companies(story)
    offers = _offers(story, companies)
    _responsibilities(story)
    metal = _metal_builder(story, offers)
    _named_offers(story)
    _bakery(story)
    _other_cases(story, offers)
    _pool(story)
    _tips(story, metal)


def _companies(story: Story) -> list[TrainingCompany]:
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


def _offers(story: Story, companies: list[TrainingCompany]) -> list[TakeoverOffer]:
    """Forty offers, a few of them full, withdrawn or suggested by a partner."""
    rows, links = [], []
    through, partner = TakeoverOffer.occupations.through, membership("wirtschaftsfoerderung@muster.example")
    for index, company in enumerate(islice(cycle(companies[:: COMPANIES // OFFERS]), OFFERS)):
        is_ihk = company.organisation_id == story.ihk.pk
        choice = story.ihk_occupations if is_ihk else story.hwk_occupations
        chosen = list(dict.fromkeys([choice[index % len(choice)], choice[(index + 1) % len(choice)]]))
        row = TakeoverOffer(
            organisation=company.organisation,
            suggested_by=partner if index % 8 == 3 else (story.kim if is_ihk else story.sascha),
            company=company,
            company_name=company.name,
            kind=OfferKind.NETWORK if index % 9 == 4 else OfferKind.TAKEOVER,
            months=6 if index % 9 == 4 else None,
            years=[[], [1, 2], [2, 3], [3], [1, 2, 3]][index % 5],
            seats=1 + index % 3,
            municipality=company.municipality,
            school=SCHOOL if index % 2 else "",
            conditions=("Tagschicht", "Schicht ab 5:45 Uhr", "")[index % 3],
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


def _named_offers(story: Story) -> None:
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


def _responsibilities(story: Story) -> None:
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


def _row(story: Story, occupation: Occupation, place: Municipality, year: int, **values: object) -> Case:
    """An unsaved case in that training year."""
    start = date(story.today.year - year + (story.today.month >= 9), 9, 1)
    return Case(
        occupation=occupation,
        residence=place,
        register=values.pop("register", Register.BBIG),
        contract_number=f"{story.random.randint(100000, 999999)}",
        contract_start=start,
        contract_end=date(start.year + 3, 8, 31),
        reach_km=story.random.choice((15, 25, 25, 40)),
        school=SCHOOL if story.random.random() < 0.5 else "",
        exam_part_1=ExamPart.DONE if year >= 3 else ExamPart.AHEAD,
        **values,
    )


def _person(story: Story) -> dict[str, object]:
    return {
        "name": story.name(),
        "phone": f"0151 0000 {story.random.randint(100, 999)}",
        "address": "Musterweg 1",
    }


def _metal_builder(story: Story, offers: list[TakeoverOffer]) -> CompanyCase:
    """The insolvency with seven apprentices: two registered, one promise, three in placement, one watched."""
    by, place = story.actor(story.kim), story.place("Künzelsau")
    company = TrainingCompany.objects.create(
        organisation=story.ihk, name="Muster-Metallbau GmbH", municipality=place, phone="07940 0000 10"
    )
    row = CompanyCase(
        company=company,
        phase=Phase.APPLIED,
        cause=Cause.INSOLVENCY,
        court="Amtsgericht Musterstadt",
        file_number="3 IN 123/26",
        administrator="Rechtsanwältin Muster-Seidel",
        source="Insolvenzbekanntmachungen",
        applied_on=story.at(-70),
        opened_on=story.at(-40),
    )
    seats = [
        ("Mechatroniker", "Künzelsau", 3), ("Mechatroniker", "Ingelfingen", 2),
        ("Industriekaufmann", "Öhringen", 2), ("Mechatroniker", "Niedernhall", 3),
        ("Technischer Produktdesigner", "Künzelsau", 2),
        ("Industriemechaniker", "Forchtenberg", 2), ("Industriemechaniker", "Kupferzell", 1),
    ]  # fmt: skip
    rows = [
        (_row(story, story.one(job), story.place(where), year), _person(story)) for job, where, year in seats
    ]
    for case, _data in rows:
        case.reach_km, case.school = 25, SCHOOL
    with as_of(story.moment(-62)):
        open_company_case(row, rows, by=by)
    with as_of(story.moment(-40)):
        change_phase(row, Phase.OPENED, story.at(25), by=by)
    with as_of(story.moment(-38)):
        mark_public(row, by=by)
    states = [
        CaseState.IN_PLACEMENT, CaseState.IN_PLACEMENT, CaseState.IN_PLACEMENT, CaseState.PROMISE,
        CaseState.REGISTERED, CaseState.REGISTERED, CaseState.WATCHING,
    ]  # fmt: skip
    due = (-4, -1, 0, 2, 8, 12, 10)
    for (case, _data), state, days in zip(rows, states, due, strict=True):
        if state == CaseState.WATCHING:
            with as_of(story.moment(-36)):
                move_case(case, "watch", by=by)
        elif state != CaseState.IN_PLACEMENT:
            _walk(story, case, [one for one in STEPS_TO[state] if one != "place"], by, offers)
        _plan(case, story.at(days), NEXT_STEPS[days % len(NEXT_STEPS)])
    for case, _data in rows[:3]:
        with as_of(story.moment(-6)):
            write_note(
                case,
                by=by,
                result=CallResult.REACHED,
                text="Hat Probetage vereinbart.",
                due_on=case.due_on,
                keep_due=True,
            )
    return row


def _bakery(story: Story) -> None:
    """A bakery that closes: three apprentices, still confidential."""
    by, place = story.actor(story.sascha), story.place("Bretzfeld")
    company = TrainingCompany.objects.create(
        organisation=story.hwk, name="Muster-Bäckerei Krume e. K.", municipality=place, phone="07946 0000 12"
    )
    row = CompanyCase(company=company, phase=Phase.RUMOUR, cause=Cause.PERSON_GONE, source="Anruf der Innung")
    jobs = [
        ("Bäcker", 1),
        ("Fachverkäufer im Lebensmittelhandwerk", 2),
        ("Fachverkäufer im Lebensmittelhandwerk", 1),
    ]
    rows = [
        (_row(story, story.one(job), place, year, register=Register.HWO), _person(story))
        for job, year in jobs
    ]
    with as_of(story.moment(-9)):
        open_company_case(row, rows, by=by)
    with as_of(story.moment(-5)):
        move_case(rows[2][0], "place", by=by)
    for (case, _data), days in zip(rows, (0, 3, 9), strict=True):
        _plan(case, story.at(days), NEXT_STEPS[days % len(NEXT_STEPS)])


def _other_cases(story: Story, offers: list[TakeoverOffer]) -> None:
    """Fifty more cases of both chambers in every state."""
    members = (story.kim, story.sascha, story.kim, story.alex, story.sascha, story.bo)
    for index in range(CASES - 10):
        member = members[index % len(members)]
        is_ihk = member.organisation_id == story.ihk.pk
        choice = story.ihk_occupations if is_ihk else story.hwk_occupations
        case = _row(
            story,
            choice[index % len(choice)],
            story.random.choice(story.places),
            1 + index % 3,
            register=Register.BBIG if is_ihk else Register.HWO,
            kind=(CaseKind.LOSES, CaseKind.LOSES, CaseKind.CANNOT_START, CaseKind.FINDS_NONE)[index % 4],
            ends_on=story.at(20 + index * 3) if index % 3 else NEVER,
            is_minor=index % 5 == 0,
        )
        by, state = story.actor(member), MIX[index % len(MIX)]
        with as_of(story.moment(-40 - index % 9)):
            open_case(case, by=by, person=_person(story) if index % 4 else None)
        _walk(story, case, STEPS_TO[state], by, offers)
        if case.is_open:
            _plan(case, story.at(story.random.randint(-5, 30)), NEXT_STEPS[index % len(NEXT_STEPS)])
        if index % 2 == 0 and state in (CaseState.IN_PLACEMENT, CaseState.CHECKED):
            Case.objects.filter(pk=case.pk).update(released_to_pool=True)
        if index % 6 == 0:
            with as_of(story.moment(-4)):
                write_note(
                    case, by=by, result=CallResult.NOT_REACHED, due_on=case.follow_up_on, keep_due=True
                )


def _pool(story: Story) -> None:
    """Four metal and three sales places are wanted in the Hohenlohekreis, released to the pool."""
    hohenlohe = [place for place in story.places if place.district.ags == "08126"] or story.places
    names = ["Industriemechaniker"] * 4 + ["Verkäufer"] * 3
    rows = Case.objects.filter(state__in=SEEKING, company_case=None).order_by("pk")[: len(names)]
    for case, name in zip(rows, names, strict=False):
        case.occupation, case.residence = story.one(name), story.random.choice(hohenlohe)
        case.released_to_pool = True
        case.save()


def _walk(
    story: Story, case: Case, steps: tuple[str, ...] | list[str], by: Actor, offers: list[TakeoverOffer]
) -> None:
    """Moves a case along `steps` with what each of them asks for."""
    more = {
        "sign": {"new_start_on": story.at(-12)},
        "register": {"registered_on": story.at(-10), "probation_until": story.at(80)},
        "close": {"outcome": Outcome.SAME_OCCUPATION},
        "hold": {"note": "wartet auf Zeugnis"},
    }
    for days, step in enumerate(steps):
        with as_of(story.moment(-33 + 5 * days)):
            if step == "promise":
                promise_case(case, _free(offers, case), by=by)
            else:
                move_case(case, step, by=by, **more.get(step, {}))


def _free(offers: list[TakeoverOffer], case: Case) -> TakeoverOffer | None:
    """An offer with two seats left or more, so that some of each stay open."""
    for offer in offers:
        if offer.organisation_id == case.organisation_id and offer.seats_left >= 2:
            return offer
    return None


def _plan(case: Case, due_on: date, next_step: str) -> None:
    Case.objects.filter(pk=case.pk).update(due_on=due_on, next_step=next_step)
    case.due_on, case.next_step = due_on, next_step


def _tips(story: Story, metal: CompanyCase) -> None:
    """Tips in every state, from several partners; one names a person who wants a call."""
    kim, guild = story.actor(story.kim), membership("innung@muster.example")
    school, business = (
        membership("realschule@muster.example"),
        membership("wirtschaftsfoerderung@muster.example"),
    )

    def tip(by: Membership, days: int, subject: str, cause: str, words: str, **more: object) -> Tip:
        stamp = story.moment(days)
        with as_of(stamp):
            made = leave_tip(
                by=story.actor(by),
                subject=subject,
                cause=cause,
                company_and_place=words,
                urgency=more.pop("urgency", Urgency.LATER),
                **more,
            )
        Tip.objects.filter(pk=made.pk).update(created_at=min(stamp, timezone.now()))
        return made

    tip(
        guild, -5, TipSubject.COMPANY, Cause.NO_ORDERS, "Muster-Blechtechnik, Niedernhall",
        urgency=Urgency.TWO_WEEKS, headcount=3, occupations="Mechatroniker", chamber=story.ihk,
    )  # fmt: skip
    tip(
        school, -1, TipSubject.NO_PLACE, Cause.OTHER, "Forchtenberg", occupations="Holz, Metall",
        person={
            "name": "Noa Muster-Lutz", "contact": "0151 0000 777", "under_18": YesNoUnknown.YES,
            "agreed_on": story.at(-2), "agreed_how": ConsentWay.SPOKEN, "parents_know": True,
        },
    )  # fmt: skip
    tip(business, 0, TipSubject.COMPANY, Cause.UNKNOWN, "Muster-Kunststoff, Weikersheim")  # for the office
    merged = tip(
        business, -20, TipSubject.COMPANY, Cause.INSOLVENCY, "Muster-Metallbau, Künzelsau", is_public=True
    )
    refused = tip(guild, -12, TipSubject.ENDED, Cause.OTHER, "Muster-Holzbau, Öhringen", chamber=story.ihk)
    accepted = tip(business, -15, TipSubject.CANNOT_START, Cause.CLOSURE, "Muster-Laden, Künzelsau")
    for made in (merged, refused, accepted):
        made.refresh_from_db()
    if merged.adviser_id:
        merge_tip(merged, metal, by=kim)
    if refused.adviser_id:
        refuse_tip(refused, RefusalReason.SOLVED, by=kim)
    if accepted.adviser_id:
        case = Case.objects.filter(adviser=story.kim, kind=CaseKind.CANNOT_START).earliest("pk")
        accept_tip(accepted, case, by=kim)

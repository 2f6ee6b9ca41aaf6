"""The insolvency with seven apprentices, the closing bakery, and fifty more cases."""

from datetime import date

from apprenticeships.actions.cases import move_case, open_case, promise_case, write_note
from apprenticeships.actions.company_cases import change_phase, mark_public, open_company_case
from apprenticeships.demo.story import CASES, MIX, NEXT_STEPS, SCHOOL, STEPS_TO, Story
from apprenticeships.models import Case, CompanyCase, TakeoverOffer, TrainingCompany
from apprenticeships.states import (
    NEVER,
    SEEKING,
    CallResult,
    CaseKind,
    CaseState,
    Cause,
    ExamPart,
    Outcome,
    Phase,
    Register,
)
from portal.access import Actor
from portal.activity.recording import as_of
from portal.region.models import Municipality, Occupation


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


def metal_builder(story: Story, offers: list[TakeoverOffer]) -> CompanyCase:
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
        case.reach_km, case.school, case.reported_on = 25, SCHOOL, story.at(-62)
    with as_of(story.moment(-62)):
        open_company_case(row, rows, by=by)
    with as_of(story.moment(-40)):
        change_phase(row, Phase.OPENED, story.at(25), by=by, since=story.at(-40))
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


def bakery(story: Story) -> None:
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
        (
            _row(story, story.one(job), place, year, register=Register.HWO, reported_on=story.at(-9)),
            _person(story),
        )
        for job, year in jobs
    ]
    with as_of(story.moment(-9)):
        open_company_case(row, rows, by=by)
    with as_of(story.moment(-5)):
        move_case(rows[2][0], "place", by=by)
    for (case, _data), days in zip(rows, (0, 3, 9), strict=True):
        _plan(case, story.at(days), NEXT_STEPS[days % len(NEXT_STEPS)])


def other_cases(story: Story, offers: list[TakeoverOffer]) -> None:
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
            reported_on=story.at(-40 - index % 9),
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


def pool(story: Story) -> None:
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
        "care": {"probation_until": story.at(80)},
        "stabilise": {"note": "Der Betrieb macht weiter"},
        "hold": {"note": "wartet auf Zeugnis", "due_on": story.at(21)},
        "withdraw": {"note": "geht auf eine weiterführende Schule"},
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

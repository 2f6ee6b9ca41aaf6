"""D03, D04, D06: cases become figures, persons are erased, and somebody who asks is told everything."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from apprenticeships.actions.cases import write_note
from apprenticeships.actions.retention import erase_person, generalise, quarter
from apprenticeships.actions.tips import accept_tip
from apprenticeships.dashboard import dashboard
from apprenticeships.digest import digest
from apprenticeships.mails import MAILS
from apprenticeships.models import Apprentice, Case, CaseStatistic, CompanyCase, CompanySuggestion, Tip
from apprenticeships.persons import PersonRestricted, open_person
from apprenticeships.retention import announced, goes_on, goes_undecided
from portal.activity.models import AccessEntry, Event
from portal.areas import SkipMail
from portal.datamap import tables_of_case
from portal.digests.models import OutgoingMail
from portal.retention.engine import run
from portal.retention.models import RetentionPeriod
from tests.apprenticeships import factories as make
from tests.apprenticeships.suggestions_factories import make_suggestion
from tests.factories import World

NOW = datetime(2028, 1, 10, 1, 0, tzinfo=UTC)
CANARY = "ZZ-Erase-91c4"
PERSON = {
    "name": f"Toni {CANARY}", "phone": CANARY, "email": CANARY, "address": CANARY, "birth_date": "2009-05-01",
    "representatives": CANARY,
}  # fmt: skip


def closed(world: World, days: int, **values: object) -> Case:
    """A case closed so many days before NOW."""
    values.setdefault("outcome", "same")
    return make.make_case(world, state="closed", closed_on=NOW.date() - timedelta(days=days), **values)


def placed(world: World, days: int, **values: object) -> Case:
    values.setdefault("registered_on", NOW.date() - timedelta(days=days + 60))
    return closed(world, days, **values)


@pytest.mark.parametrize(("days", "gone"), [(182, 0), (183, 0), (184, 1)])
def test_a_placed_case_goes_half_a_year_after_its_end(world: World, days: int, gone: int) -> None:
    placed(world, days)

    assert run(NOW)["case_placed"] == gone
    assert CaseStatistic.objects.count() == gone


@pytest.mark.parametrize(("days", "gone"), [(364, 0), (365, 0), (366, 1)])
def test_a_case_without_a_new_place_goes_after_a_year(world: World, days: int, gone: int) -> None:
    closed(world, days, outcome="unknown")

    assert run(NOW)["case_unplaced"] == gone


def test_the_new_probation_counts_but_never_beyond_eighteen_months(world: World) -> None:
    in_probation = placed(world, 200, probation_until=NOW.date() - timedelta(days=100))
    placed(world, 551, probation_until=NOW.date() - timedelta(days=10))

    run(NOW)

    assert list(Case.objects.all()) == [in_probation]


def test_the_page_and_the_run_name_the_same_day(world: World) -> None:
    """goes_on says the day after which the run takes the case."""
    for case in (
        placed(world, 100, probation_until=NOW.date() - timedelta(days=50)),
        placed(world, 100),
        placed(world, 700, probation_until=NOW.date() + timedelta(days=900)),
        closed(world, 30, outcome="unknown"),
        closed(
            world, 900, outcome="unknown", kept_until=NOW.date() + timedelta(days=9), kept_reason="Streit"
        ),
    ):
        days = 183 if case.registered_on else 365
        last = datetime.combine(goes_on(case), datetime.min.time(), tzinfo=UTC) + timedelta(hours=12)
        gone = [
            Case.objects.filter(pk=case.pk)
            .ended_before(now - timedelta(days=days), now, placed=bool(case.registered_on))
            .count()
            for now in (last, last + timedelta(days=1))
        ]
        assert gone == [0, 1]


def test_a_case_that_is_kept_for_a_reason_stays(world: World) -> None:
    case = closed(world, 900, kept_until=NOW.date() + timedelta(days=1), kept_reason="Rechtsstreit")

    run(NOW)

    assert Case.objects.filter(pk=case.pk).exists()


def test_open_cases_never_go(world: World) -> None:
    make.make_case(world, state="in_placement")
    make.make_case(world, state="registered")

    run(NOW)

    assert Case.objects.count() == 2


def full_case(world: World) -> Case:
    """A case of a company case that came from a tip, with the canary wherever words can stand."""
    company_case = make.make_company_case(world, administrator=CANARY, court=CANARY, source=CANARY)
    case = placed(
        world, 400, person=PERSON, company_case=company_case, wishes=CANARY, next_step=CANARY, school=CANARY,
        contract_number=CANARY,
    )  # fmt: skip
    tip = make.make_tip(
        world, person=f"Toni {CANARY}", company_and_place=CANARY, text=CANARY, state="accepted"
    )
    Tip.objects.filter(pk=tip.pk).update(case=case)
    by = world.actor("adviser_a")
    write_note(case, by=by, result="reached", text=CANARY, due_on=None, keep_due=True)
    from portal.activity.recording import record

    record("case_moved", case, by=by, changes={"state": [CANARY, "x"]}, note=CANARY)
    open_person(case, by=by)
    return case


def tables_with(word: str) -> list[str]:
    """Every table and column of the database in which `word` stands, like grep over a dump."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY', 'tsvector')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(
                f'SELECT 1 FROM "{table}" WHERE "{column}"::text ILIKE %s LIMIT 1',  # noqa: S608
                [f"%{word}%"],
            )
            if cursor.fetchone():
                found.append(f"{table}.{column}")
    return found


def test_nothing_of_a_person_is_left_anywhere(world: World) -> None:
    """D04: canary in every field; after the run no table holds it, and the figure stands."""
    case = full_case(world)
    assert tables_with(CANARY)

    run(NOW)

    assert tables_with(CANARY) == []
    assert tables_with(case.number) == []
    assert not Apprentice.objects.exists() and not Tip.objects.exists() and not CompanyCase.objects.exists()
    statistic = CaseStatistic.objects.get()
    assert (statistic.outcome, statistic.placed) == ("same", True)


def test_erasure_takes_the_person_at_once_and_leaves_the_case(world: World) -> None:
    """Art. 17: at the person's wish, before the time."""
    case = full_case(world)

    erase_person(case, by=world.actor("adviser_a"))

    left = {name for name in tables_with(CANARY) if not name.startswith("apprenticeships_companycase")}
    assert left == {"apprenticeships_tip.company_and_place"}
    assert Case.objects.filter(pk=case.pk).exists()
    assert Event.objects.filter(subject_id=case.pk, verb="person_erased").count() == 1


def test_a_restricted_person_is_opened_by_nobody(world: World) -> None:
    """Art. 18: refused and not logged as an opening."""
    case = make.make_case(world, person=PERSON)
    Apprentice.objects.update(restricted_on=date(2026, 1, 1))

    with pytest.raises(PersonRestricted):
        open_person(case, by=world.actor("adviser_a"))

    assert not AccessEntry.objects.exists()


def test_figures_lose_what_tells_few_rows_apart(world: World) -> None:
    """Five that are alike keep everything; fewer lose the district, then the group, then the quarter."""
    for _ in range(5):
        placed(world, 400)
    placed(world, 400, outcome="exam")

    run(NOW)

    full = CaseStatistic.objects.filter(outcome="same")
    assert full.filter(district=world.district, group=world.occupation.group).count() == 5
    lone = CaseStatistic.objects.get(outcome="exam")
    assert (lone.district, lone.group, (lone.opened_quarter.month, lone.opened_quarter.day)) == (
        None,
        None,
        (10, 1),
    )


def test_generalising_twice_changes_nothing(world: World) -> None:
    for index in range(7):
        placed(world, 400 + 40 * (index % 2))
    run(NOW)
    before = list(CaseStatistic.objects.order_by("pk").values())

    generalise()

    assert list(CaseStatistic.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("day", "first"), [(date(2026, 1, 1), date(2026, 1, 1)), (date(2026, 12, 31), date(2026, 10, 1))]
)
def test_quarters_begin_where_the_calendar_says(day: date, first: date) -> None:
    assert quarter(day) == first


def test_what_goes_soon_is_announced(world: World) -> None:
    soon = placed(world, 160)
    placed(world, 10)

    found = announced(Case.objects.all(), world.chamber_a.pk, NOW.date(), timedelta(days=30))

    assert list(found) == [soon]


def test_the_announcement_follows_the_period_that_is_set(world: World) -> None:
    """What an organisation shortens is announced by its short time; the own one stands above the office's."""
    case = placed(world, 40)
    RetentionPeriod.objects.create(code="case_placed", days=3000)
    RetentionPeriod.objects.create(code="case_placed", days=60, organisation=world.chamber_a)

    found = announced(Case.objects.all(), world.chamber_a.pk, NOW.date(), timedelta(days=30))

    assert list(found) == [case]
    assert goes_on(case) == case.closed_on + timedelta(days=60)


# --- tips that nobody decides -------------------------------------------------------------------------------

AGE = timedelta(days=30)  # what is set by default, from the report
WEEK = timedelta(days=7)


def night(days: int) -> datetime:
    """So many days after NOW, at night."""
    return NOW + timedelta(days=days)


def undecided(world: World, **values: object) -> Tip:
    """A tip reported AGE − WEEK before NOW: due to be announced."""
    return make.make_tip(world, created_at=NOW - AGE + WEEK, person=True, **values)


def told() -> list[tuple[int, str]]:
    mails = OutgoingMail.objects.filter(kind="tip_goes").order_by("pk")
    return list(mails.values_list("object_id", "membership__role"))


def test_an_undecided_tip_is_announced_first_and_deleted_a_week_later(world: World) -> None:
    tip = undecided(world)

    counts = [run(night(day))["tip_undecided"] for day in (0, 6, 7, 8)]

    assert counts == [0, 0, 1, 0]
    assert not Tip.objects.exists()
    assert Event.objects.filter(verb="tip_announced", subject_id=tip.pk).count() == 1
    assert not OutgoingMail.objects.filter(kind="tip_goes").exists()  # nothing of the tip is left


@pytest.mark.parametrize(("days_more", "is_told"), [(-1, True), (0, True), (1, False)])
def test_the_announcement_comes_a_week_before(world: World, days_more: int, is_told: bool) -> None:
    tip = undecided(world)
    Tip.objects.filter(pk=tip.pk).update(created_at=NOW - AGE + WEEK + timedelta(days=days_more))

    run(NOW)

    assert told() == ([(tip.pk, "adviser")] if is_told else [])


def test_it_is_announced_once_to_all_who_may_decide(world: World) -> None:
    make.stand_in(world.adviser_a, world.colleague_a)
    tip = undecided(world, deputy=world.deputy_a)

    run(NOW)
    run(night(1))

    assert told() == [(tip.pk, "adviser")] * 3


def test_a_tip_without_a_chamber_is_announced_to_the_office(world: World) -> None:
    tip = undecided(world, state="received")

    run(NOW)

    assert told() == [(tip.pk, "admin")]


def test_however_late_it_is_never_deleted_unannounced(world: World) -> None:
    """After an outage, or when the period is shortened."""
    tip = undecided(world)
    RetentionPeriod.objects.create(code="tip_undecided", days=2, organisation=world.chamber_a)

    counts = [run(night(day))["tip_undecided"] for day in (90, 96, 97)]

    assert counts == [0, 0, 1]
    assert tip.announced_at is None and not Tip.objects.exists()


def test_a_decision_ends_it(world: World) -> None:
    tip = undecided(world)
    run(NOW)
    accept_tip(tip, make.make_case(world), by=world.actor("adviser_a"))

    run(night(40))

    assert Tip.objects.filter(pk=tip.pk).exists()
    assert isinstance(mail_of("tip_goes"), SkipMail)


def mail_of(kind: str) -> object:
    """The rendered mail, or the reason why it is not sent."""
    try:
        return MAILS[kind](OutgoingMail.objects.get(kind=kind))
    except SkipMail as reason:
        return reason


def test_the_mail_names_the_day_and_nothing_of_the_tip(world: World) -> None:
    tip = undecided(world, text="Streng vertraulich")
    run(NOW)

    body = mail_of("tip_goes")

    assert "17.1.2028" in body.text and tip.number in body.subject
    assert tip.company_and_place not in body.text and tip.text not in body.text


@pytest.mark.parametrize("where", [dashboard, digest], ids=["today", "week"])
def test_who_decides_reads_that_it_goes(world: World, where) -> None:
    tip = undecided(world)
    actor, times = world.actor("adviser_a"), (NOW, NOW) if where is digest else (NOW.date(),)
    url = reverse("apprenticeships:tip_detail", args=[tip.number])

    lines = []
    for _time in range(2):
        lines += [item.why for section in where(actor, *times) for item in section.items if item.url == url]
        run(NOW)

    before, after = lines
    assert before != goes_undecided() == after


def test_a_dry_run_announces_nothing(world: World) -> None:
    undecided(world)

    run(NOW, dry_run=True)

    assert told() == []


@pytest.mark.parametrize("state", ["suggested", "declined", "contract"])
@pytest.mark.parametrize(("days", "gone"), [(182, False), (183, False), (184, True)])
def test_free_words_of_a_suggested_company_go(world: World, state: str, days: int, gone: bool) -> None:
    """Counted from the decision, or from the suggestion where there is none; the suggestion itself stays."""
    at = NOW - timedelta(days=days)
    row = make_suggestion(world, state=state, reason=CANARY, company_name="Muster-Blech")
    decided_at = None if state == "suggested" else at
    CompanySuggestion.objects.update(created_at=at, decided_at=decided_at)

    assert run(NOW)["suggestion_words"] == gone

    row.refresh_from_db()
    assert (row.reason, row.company_name, row.state) == ("" if gone else CANARY, "Muster-Blech", state)


def test_words_of_the_court_go_half_a_year_after_the_last_case(world: World) -> None:
    row = make.make_company_case(world, administrator="Muster-Verwalter", court="Amtsgericht")
    CompanyCase.objects.update(created_at=NOW - timedelta(days=400))
    closed(world, 190, company_case=row)

    assert run(NOW)["company_case"] == 1
    row.refresh_from_db()
    assert (row.administrator, row.court) == ("", "")


def test_somebody_who_asks_is_told_everything(world: World, sign_in) -> None:
    """D06: every field that the catalogue flags, with origin, recipients and retention; logged once."""
    case = full_case(world)
    url = reverse("apprenticeships:case_subject_export", args=[case.number, "json"])

    answer = sign_in(world.adviser_a).post(url, secure=True)

    rows = json.loads(answer.content)
    values = [str(list(row.values())[2]) for row in rows]
    assert sum(CANARY in value for value in values) >= 10
    assert AccessEntry.objects.filter(purpose="subject_export").count() == 1
    assert world.chamber_a.name in values


def test_the_export_holds_no_other_persons_data(world: World, sign_in) -> None:
    case = make.make_case(world, person={"name": "Toni Muster-Eins"})
    make.make_case(world, person={"name": "Toni Muster-Zwei"})
    url = reverse("apprenticeships:case_subject_export", args=[case.number, "csv"])

    page = b"".join(sign_in(world.adviser_a).post(url, secure=True).streaming_content).decode()

    assert "Muster-Eins" in page and "Muster-Zwei" not in page


def test_every_table_of_a_case_is_part_of_the_export() -> None:
    labels = {model._meta.label_lower for model, _table in tables_of_case()}

    assert {"apprenticeships.case", "apprenticeships.apprentice", "apprenticeships.callnote"} <= labels


def test_erasing_asks_first(world: World, sign_in) -> None:
    case = make.make_case(world, person=PERSON)
    url = reverse("apprenticeships:case_erase", args=[case.number])

    page = sign_in(world.adviser_a).post(url, {}, secure=True)

    assert page.context["erase"].errors.keys() == {"sure"}
    assert Apprentice.objects.count() == 1

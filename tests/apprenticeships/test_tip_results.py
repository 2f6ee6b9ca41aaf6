"""Tips: who is told, what the reporter hears, corrections, counting without a person, deletion."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from apprenticeships.actions.cases import move_case
from apprenticeships.actions.company_cases import change_phase
from apprenticeships.actions.tips import accept_tip, leave_tip, merge_tip, refuse_tip
from apprenticeships.area import AREA
from apprenticeships.forms.tips import TipChangeForm
from apprenticeships.models import NoPlaceCount, Tip, TipPerson
from apprenticeships.results import counts_of, words_of
from portal.activity.models import Event
from portal.areas import DONE, SkipMail
from portal.digests.models import OutgoingMail
from portal.retention.engine import run
from tests.apprenticeships import factories as make
from tests.apprenticeships.suggestions_factories import make_suggestion
from tests.apprenticeships.test_forms import in_layout
from tests.factories import World

TODAY = timezone.localdate()


def url(name: str, *args: object) -> str:
    return reverse(f"apprenticeships:{name}", args=args)


def leave(world: World, **values: object) -> Tip:
    answers = {
        "subject": "company", "cause": "insolvency", "company_and_place": "Muster-Blech, Künzelsau",
        "urgency": "later",
    }  # fmt: skip
    return Tip.objects.get(pk=leave_tip(by=world.actor("partner_a"), **answers | values).pk)


def told() -> set[int]:
    return set(OutgoingMail.objects.filter(kind="tip_assigned").values_list("membership", flat=True))


@pytest.mark.parametrize(("days", "expected"), [(0, True), (1, False)])
def test_who_stands_in_is_mailed_while_the_dates_run(world: World, days: int, expected: bool) -> None:
    make.make_responsibility(world, world.adviser_a, deputy=world.colleague_a)
    make.stand_in(world.adviser_a, world.deputy_a, days=days)

    leave(world)

    named = {world.adviser_a.pk, world.colleague_a.pk}
    assert told() == (named | {world.deputy_a.pk} if expected else named)


def test_a_stand_in_of_the_deputy_is_mailed_once(world: World) -> None:
    make.make_responsibility(world, world.adviser_a, deputy=world.colleague_a)
    make.stand_in(world.adviser_a, world.colleague_a)
    make.stand_in(world.colleague_a, world.deputy_a)

    leave(world)

    assert told() == {world.adviser_a.pk, world.colleague_a.pk, world.deputy_a.pk}
    assert OutgoingMail.objects.count() == 3


def result_mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind="tip_result").order_by("pk"))


def test_the_reporter_hears_of_the_first_result_and_of_the_last(world: World) -> None:
    """D02: numbers only; at most two mails however many cases came of the tip."""
    tip, row, by = make.make_tip(world), make.make_company_case(world), world.actor("adviser_a")
    person = {"name": "Toni Muster-Ergebnis"}
    cases = [make.make_case(world, state="signed", company_case=row, person=person) for _ in range(4)]
    accept_tip(tip, row, by=by)

    for case in cases[:3]:
        move_case(case, "register", by=by, registered_on=TODAY)
    first = result_mails()
    text = AREA.mails["tip_result"](first[0]).text
    move_case(cases[3], "withdraw", by=by, note="selbst etwas gefunden")

    assert [mail.membership for mail in result_mails()] == [world.partner_a, world.partner_a]
    assert len(first) == 1
    assert tip.number in text
    assert "3" in text
    assert not [word for word in ("Toni", cases[0].number, str(row.company)) if word in text]


def test_a_single_case_is_told_once(world: World) -> None:
    tip, by, case = make.make_tip(world), world.actor("adviser_a"), make.make_case(world, state="signed")
    accept_tip(tip, case, by=by)

    move_case(case, "register", by=by, registered_on=TODAY)
    move_case(case, "close", by=by, outcome="same")

    assert len(result_mails()) == 1


def test_a_sold_company_is_a_result_of_the_tip(world: World) -> None:
    tip, row = make.make_tip(world), make.make_company_case(world)
    make.make_case(world, company_case=row)
    accept_tip(tip, row, by=world.actor("adviser_a"))

    change_phase(row, "sold", None, by=world.actor("adviser_a"), buyer="Muster-Käufer")

    body = AREA.mails["tip_result"](result_mails()[0])
    assert "1 " in body.text
    assert "Käufer" not in body.text + body.subject


def test_a_tip_without_a_result_is_not_told(world: World) -> None:
    tip = make.make_tip(world, state="accepted", case=make.make_case(world))

    with pytest.raises(SkipMail):
        AREA.mails["tip_result"](OutgoingMail(kind="tip_result", object_id=tip.pk))


def words(tip: Tip) -> list[str]:
    return words_of(tip, counts_of([tip])[tip.pk])


@pytest.mark.parametrize(("count", "shown"), [(1, "weniger als 3"), (2, "weniger als 3"), (3, "3 ")])
def test_small_numbers_of_a_case_known_before_are_hidden(world: World, count: int, shown: str) -> None:
    """D15: what came of others' doing is shown to the reporter from three on; the own tip's exactly."""
    row = make.make_company_case(world)
    for _ in range(count):
        make.make_case(world, state="registered", company_case=row)
    merged = make.make_tip(world, state="merged", company_case=row)
    own = make.make_tip(world, state="accepted", company_case=row)

    assert words(merged)[0].startswith(shown)
    assert words(own)[0].startswith(f"{count} ")


@pytest.mark.parametrize(
    ("state", "outcome", "place"),
    [
        ("registered", "", 0), ("aftercare", "", 0), ("closed", "related", 0), ("closed", "transferred", 1),
        ("stabilised", "", 1), ("closed", "school", 2), ("closed", "exam", 2), ("withdrawn", "", 3),
        ("closed", "unknown", 3), ("in_placement", "", 4), ("on_hold", "", 4),
    ],
)  # fmt: skip
def test_every_state_counts_in_one_kind(world: World, state: str, outcome: str, place: int) -> None:
    more = {"outcome": outcome} if outcome else {}
    tip = make.make_tip(world, state="accepted", case=make.make_case(world, state=state, **more))

    assert dict(counts_of([tip])[tip.pk]) == {place: 1}


def test_the_reporters_pages_show_number_state_and_result(world: World, sign_in) -> None:
    row = make.make_company_case(world)
    make.make_case(world, state="registered", company_case=row)
    case = make.make_case(world, company_case=row)
    tip = make.make_tip(world, state="accepted", company_case=row)
    client = sign_in(world.partner_a)

    pages = [client.get(page, secure=True) for page in (url("my_tips"), url("tip_detail", tip.number))]

    assert [page.context["page"].rows[0]["result"] for page in pages[:1]] == [", ".join(words(tip))]
    assert words(tip)[0] in pages[1].content.decode()
    for page in pages:
        assert row.number not in page.content.decode()
        assert case.number not in page.content.decode()


def test_results_of_the_week_stand_in_the_digest(world: World) -> None:
    row, old = make.make_company_case(world), make.make_company_case(world)
    make.make_case(world, state="registered", company_case=row, registered_on=TODAY)
    make.make_case(world, state="registered", company_case=old, registered_on=TODAY - timedelta(days=30))
    long_ago = timezone.now() - timedelta(days=60)
    tip = make.make_tip(world, state="accepted", company_case=row, decided_at=long_ago)
    make.make_tip(world, state="accepted", company_case=old, decided_at=long_ago)
    end = timezone.now() + timedelta(minutes=1)

    sections = list(AREA.digest(world.actor("partner_a"), end - timedelta(days=7), end))

    items = [item for section in sections if section.place == DONE for item in section.items]
    assert [tip.number in item.title and words(tip)[0] in item.title for item in items] == [True]


def test_what_led_to_something_stands_first_and_a_tip_once(world: World) -> None:
    """The mail shows what fits: results, then the suggestion that led to a contract, then mere decisions."""
    row = make.make_company_case(world)
    make.make_case(world, state="registered", company_case=row, registered_on=TODAY)
    now = timezone.now()
    refused = make.make_tip(world, state="refused", decided_at=now - timedelta(hours=2))
    told_of = make.make_tip(world, state="accepted", company_case=row, decided_at=now - timedelta(hours=1))
    taken_on = make_suggestion(world, state="taken_on", decided_at=now)
    led = make_suggestion(world, state="contract", led_on=TODAY, decided_at=now)
    end = now + timedelta(minutes=1)

    sections = AREA.digest(world.actor("partner_a"), end - timedelta(days=7), end)

    found = [section for section in sections if section and section.place == DONE]
    assert [[item.url.strip("/").split("/")[-1] for item in one.items] for one in found] == [
        [told_of.number, str(led.key), str(taken_on.key), refused.number]
    ]


def test_the_refusal_is_mailed_with_its_reason(world: World) -> None:
    tip = make.make_tip(world)

    refuse_tip(tip, "not_training", by=world.actor("adviser_a"))

    body = AREA.mails["tip_decided"](OutgoingMail.objects.get())
    assert str(tip.get_refusal_reason_display()) in body.text
    assert tip.company_and_place not in body.text


def test_the_form_for_corrections_has_no_person() -> None:
    form = TipChangeForm.layout

    assert "person_name" not in in_layout(form)
    assert "company_and_place" in in_layout(form)


def test_every_field_of_the_correction_is_in_the_layout_once(db: None) -> None:
    assert sorted(in_layout(TipChangeForm.layout)) == sorted(TipChangeForm().fields)


ANSWERS = {
    "subject": "company", "cause": "closure", "company_and_place": "Muster-Richtig, Künzelsau",
    "urgency": "two_weeks", "is_public": "yes", "headcount": "3",
}  # fmt: skip


def test_the_reporter_corrects_until_the_decision(world: World, sign_in) -> None:
    make.make_responsibility(world, world.adviser_a)
    tip, client = leave(world), sign_in(world.partner_a)

    client.post(url("tip_change", tip.number), ANSWERS, secure=True)

    tip.refresh_from_db()
    assert (tip.company_and_place, tip.headcount, tip.is_public) == ("Muster-Richtig, Künzelsau", 3, True)
    event = Event.objects.get(verb="tip_changed")
    assert set(event.changes) == {"cause", "company_and_place", "urgency", "is_public", "headcount"}
    assert "Muster-Richtig" not in str(event.changes)
    mail = OutgoingMail.objects.get(kind="tip_changed")
    assert mail.membership == world.adviser_a
    assert "Muster-Richtig" not in AREA.mails["tip_changed"](mail).text
    refuse_tip(tip, "solved", by=world.actor("adviser_a"))
    assert client.post(url("tip_change", tip.number), ANSWERS, secure=True).status_code == 403


def test_a_corrected_place_finds_who_is_responsible(world: World, sign_in) -> None:
    make.make_responsibility(world, world.adviser_a, district=world.district)
    tip = leave(world, company_and_place="Muster-Irgendwo")

    sign_in(world.partner_a).post(url("tip_change", tip.number), ANSWERS, secure=True)

    assert (tip.state, Tip.objects.get().adviser) == ("received", world.adviser_a)


def test_the_correction_keeps_the_person(world: World, sign_in) -> None:
    tip = make.make_tip(world, person=True)

    sign_in(world.partner_a).post(url("tip_change", tip.number), ANSWERS, secure=True)

    assert TipPerson.objects.get().tip == tip


def test_somebody_without_a_place_is_counted_without_a_person(world: World, sign_in) -> None:
    tips = [make.make_tip(world, subject="no_place", company_and_place="Künzelsau") for _ in range(2)]
    unknown = make.make_tip(world, subject="no_place", company_and_place="irgendwo")
    client = sign_in(world.adviser_a)

    for tip in (*tips, unknown, unknown):
        client.post(url("tip_count", tip.number), secure=True)

    counted = {(row.district, row.count) for row in NoPlaceCount.objects.all()}
    assert counted == {(world.district, 2), (None, 1)}
    assert set(Tip.objects.values_list("state", flat=True)) == {"counted"}
    page = sign_in(world.partner_a).get(url("tip_detail", unknown.number), secure=True)
    assert len(page.context["results"]) == 1


@pytest.mark.parametrize("values", [{"subject": "company"}, {"subject": "no_place", "person": True}])
def test_only_a_tip_without_place_and_person_is_counted(world: World, sign_in, values: dict) -> None:
    tip = make.make_tip(world, **values)

    assert sign_in(world.adviser_a).post(url("tip_count", tip.number), secure=True).status_code == 403
    assert not NoPlaceCount.objects.exists()


def test_the_count_survives_the_tip(world: World, sign_in, settings) -> None:
    tip = make.make_tip(world, subject="no_place", company_and_place="Künzelsau")
    sign_in(world.adviser_a).post(url("tip_count", tip.number), secure=True)

    run(timezone.now() + timedelta(days=settings.TIP_RETENTION_DAYS))

    assert not Tip.objects.exists()
    assert NoPlaceCount.objects.get().count == 1


CANARY = "ZZ-D04-Kanarienvogel"


def in_the_database(word: str) -> list[str]:
    """Every table and column of the database in which `word` stands."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND data_type IN ('text', 'character varying', 'jsonb')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT 1 FROM "{table}" WHERE "{column}"::text LIKE %s LIMIT 1', [f"%{word}%"])  # noqa: S608
            if cursor.fetchone():
                found.append(f"{table}.{column}")
    return found


def test_nothing_of_a_tip_that_led_to_no_case_is_left(world: World, settings) -> None:
    """D04: text, person and mails are gone after 30 days; the events tell that, and nothing of it."""
    make.make_responsibility(world, world.adviser_a)
    person = {
        "name": CANARY, "contact": CANARY, "under_18": "no", "agreed_on": TODAY, "agreed_how": "phone",
    }  # fmt: skip
    tip = leave(world, company_and_place=CANARY, text=CANARY, occupations=CANARY, person=person)
    refuse_tip(tip, "unclear", by=world.actor("adviser_a"))
    before = in_the_database(CANARY)
    token = TipPerson.objects.get().name.token

    run(timezone.now() + timedelta(days=settings.TIP_RETENTION_DAYS))

    assert before
    assert in_the_database(CANARY) == in_the_database(token) == []
    assert not OutgoingMail.objects.filter(kind__startswith="tip_").exists()
    assert Event.objects.filter(verb="tip_deleted", number=tip.number).count() == 1


def test_mails_of_other_tips_stay(world: World, settings) -> None:
    gone, kept = make.make_tip(world), make.make_tip(world)
    refuse_tip(gone, "unclear", by=world.actor("adviser_a"))
    merge_tip(kept, make.make_case(world), by=world.actor("adviser_a"))

    run(timezone.now() + timedelta(days=settings.TIP_RETENTION_DAYS))

    assert list(OutgoingMail.objects.values_list("object_id", flat=True)) == [kept.pk]


def test_the_place_alone_is_enough_for_somebody_without_a_place(world: World, sign_in) -> None:
    data = {"subject": "no_place", "cause": "unknown", "company_and_place": "Künzelsau", "urgency": "unknown"}

    sign_in(world.partner_a).post(url("tip_create"), data, secure=True)

    tip = Tip.objects.get()
    assert (tip.is_public, hasattr(tip, "person")) == (False, False)


def test_one_count_per_month_and_district(world: World) -> None:
    month = TODAY.replace(day=1)
    NoPlaceCount.objects.create(month=month)

    with pytest.raises(IntegrityError), transaction.atomic():
        NoPlaceCount.objects.create(month=month)

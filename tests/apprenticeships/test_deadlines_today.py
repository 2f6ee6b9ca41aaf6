"""A deadline today is mailed at once: once per deadline and day, to whoever is in charge, numbers only."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from apprenticeships.actions.deadlines import tell_of_today, tick_deadline
from apprenticeships.area import AREA
from apprenticeships.mails import MAILS
from apprenticeships.models import Case, CaseDeadline
from portal.areas import MailBody, SkipMail
from portal.digests.models import OutgoingMail
from tests.apprenticeships import cases_factories as make_part
from tests.apprenticeships import factories as make
from tests.factories import World

BERLIN = ZoneInfo("Europe/Berlin")
DAY = date(2026, 10, 6)
MORNING = datetime(2026, 10, 6, 6, 0, tzinfo=BERLIN)
FIVE_MINUTES = timedelta(minutes=5)


def due(case: Case, **values: object) -> CaseDeadline:
    return make_part.make_deadline(case, **{"kind": "rule", "due_on": DAY, **values})


def mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind="deadlines_today").order_by("pk"))


def body(mail: OutgoingMail) -> MailBody:
    return MAILS["deadlines_today"](mail)


def test_one_mail_names_all_of_a_morning(world: World) -> None:
    first, second = make.make_case(world), make.make_case(world)
    due(first, title="Insolvenzgeld beantragen")
    due(second, title="Anmeldung zur Prüfung")
    due(second, due_on=DAY + timedelta(days=1), code="later", title="Morgen")

    tell_of_today(MORNING)

    (mail,) = mails()
    text = body(mail).text
    assert mail.membership == world.adviser_a
    assert f"{first.number}: Insolvenzgeld beantragen" in text
    assert f"{second.number}: Anmeldung zur Prüfung" in text
    assert "Morgen" not in text


def test_exactly_once_however_often_it_runs(world: World) -> None:
    due(make.make_case(world))

    for minutes in (0, 0, 5, 10, 600):
        tell_of_today(MORNING + timedelta(minutes=minutes))

    assert len(mails()) == 1


def test_what_is_entered_later_comes_by_itself(world: World) -> None:
    case = make.make_case(world)
    due(case, title="Früh")
    tell_of_today(MORNING)
    due(case, code="noon", title="Mittags")

    tell_of_today(MORNING + FIVE_MINUTES)

    early, late = (body(mail).text for mail in mails())
    assert ("Früh" in early, "Mittags" in early) == (True, False)
    assert ("Früh" in late, "Mittags" in late) == (False, True)


def test_one_that_moves_is_told_again_on_its_new_day(world: World) -> None:
    row = due(make.make_case(world))
    tell_of_today(MORNING)
    CaseDeadline.objects.filter(pk=row.pk).update(due_on=DAY + timedelta(days=1))

    tell_of_today(MORNING + timedelta(days=1))

    assert len(mails()) == 2
    assert isinstance(refused(mails()[0]), SkipMail)


def refused(mail: OutgoingMail) -> object:
    try:
        return body(mail)
    except SkipMail as reason:
        return reason


@pytest.mark.parametrize(("hour", "minute", "told"), [(0, 5, 0), (5, 59, 0), (6, 0, 1), (23, 59, 1)])
def test_nobody_is_mailed_at_night(world: World, hour: int, minute: int, told: int) -> None:
    due(make.make_case(world))

    tell_of_today(MORNING.replace(hour=hour, minute=minute))

    assert len(mails()) == told


def test_late_at_night_it_is_still_the_local_day(world: World) -> None:
    """At 23:59 in Berlin it is 21:59 UTC; half an hour after midnight the day is over."""
    due(make.make_case(world))

    tell_of_today(datetime(2026, 10, 7, 8, 0, tzinfo=BERLIN))
    assert mails() == []
    tell_of_today(datetime(2026, 10, 6, 21, 59, tzinfo=ZoneInfo("UTC")))
    assert len(mails()) == 1


@pytest.mark.parametrize("gone", ["done", "closed", "past"])
def test_what_is_not_due_is_not_told(world: World, gone: str) -> None:
    case = make.make_case(world, state="closed" if gone == "closed" else "in_placement")
    day = DAY - timedelta(days=gone == "past")
    due(case, due_on=day, done_on=DAY if gone == "done" else None)

    tell_of_today(MORNING)

    assert mails() == []


def test_whoever_stands_in_is_told_as_well(world: World) -> None:
    case = make.make_case(world)
    due(case)
    stands_in_on(world, DAY)

    tell_of_today(MORNING)

    assert {mail.membership for mail in mails()} == {world.adviser_a, world.deputy_a}


def stands_in_on(world: World, day: date) -> None:
    world.adviser_a.deputy = world.deputy_a.user
    world.adviser_a.deputy_from = world.adviser_a.deputy_until = day
    world.adviser_a.save()


def test_a_deputy_with_own_cases_gets_one_mail(world: World) -> None:
    due(make.make_case(world))
    due(make.make_case(world, adviser=world.deputy_a))
    stands_in_on(world, DAY)

    tell_of_today(MORNING)

    assert len(mails()) == 2


def test_each_adviser_reads_the_own_cases_only(world: World) -> None:
    mine, other = make.make_case(world), make.make_case(world, adviser=world.adviser_b)
    due(mine)
    due(other)

    tell_of_today(MORNING)

    texts = {mail.membership: body(mail).text for mail in mails()}
    assert mine.number in texts[world.adviser_a] and other.number not in texts[world.adviser_a]
    assert other.number in texts[world.adviser_b] and mine.number not in texts[world.adviser_b]


def test_ones_own_words_stay_in_the_portal(world: World) -> None:
    """D02: a deadline by hand can hold a name."""
    case = make.make_case(world, person={"name": "Toni Muster-Kanari"})
    due(case, kind="own", title="Toni Muster-Kanari anrufen")

    tell_of_today(MORNING)

    mail = body(*mails())
    assert case.number in mail.subject
    assert "Kanari" not in mail.subject + mail.text


@pytest.mark.parametrize("change", ["done", "handed_on"])
def test_what_changes_before_sending_ends_the_mail(world: World, change: str) -> None:
    row = due(make.make_case(world))
    tell_of_today(MORNING)
    if change == "done":
        tick_deadline(row, True, by=world.actor("adviser_a"))
    else:
        Case.objects.update(adviser=world.colleague_a)

    assert isinstance(refused(*mails()), SkipMail)


def test_the_sweep_runs_it() -> None:
    assert tell_of_today in AREA.sweeps


def test_three_statements_when_there_is_nothing(world: World, django_assert_num_queries) -> None:
    """Savepoint, the rows, release: an update of no rows asks nothing."""
    with django_assert_num_queries(3):
        tell_of_today(MORNING)

"""Q01, Q10: what is planned for whom, and that nothing is planned twice or lost."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.digests.models import DigestDelivery, DigestPeriod, DigestSubscription, OutgoingMail
from portal.digests.planning import plan
from portal.digests.states import Frequency, MailState, Reason
from portal.partners.models import Membership
from tests.digests.factories import BERLIN, MONDAY, make_delivery
from tests.factories import World

WEEK = timedelta(weeks=1)


@pytest.fixture
def members(world: World) -> World:
    """The small world, with accesses older than the period."""
    Membership.objects.update(created_at=MONDAY - timedelta(days=700))
    return world


def planned(membership) -> list[tuple[datetime, datetime, str]]:
    rows = DigestDelivery.objects.filter(membership=membership).order_by("period__end")
    return list(rows.values_list("start", "period__end", "mail__state"))


def set_rhythm(membership, frequency: int) -> None:
    DigestSubscription.objects.update_or_create(membership=membership, defaults={"frequency": frequency})


def test_one_row_per_access_and_again_nothing(members):
    readers = Membership.objects.filter(user__is_active=True)

    assert plan(MONDAY) == readers.count()
    assert plan(MONDAY) == 0
    assert plan(MONDAY + timedelta(hours=5)) == 0
    assert set(DigestDelivery.objects.values_list("membership", flat=True)) == {m.pk for m in readers}
    assert OutgoingMail.objects.filter(kind="digest", state=MailState.QUEUED).count() == readers.count()
    assert planned(members.deactivated) == []


def test_everybody_gets_a_subscription_by_default(members):
    plan(MONDAY)

    assert members.adviser_a.digest.frequency == Frequency.WEEKLY


def test_periods_follow_each_other_without_a_gap(members):
    plan(MONDAY)
    plan(MONDAY + WEEK)

    assert list(DigestPeriod.objects.order_by("end").values_list("start", "end")) == [
        (MONDAY - WEEK, MONDAY),
        (MONDAY, MONDAY + WEEK),
    ]
    assert planned(members.adviser_a)[1][:2] == (MONDAY, MONDAY + WEEK)


@pytest.mark.parametrize(
    ("frequency", "weeks"),
    [(Frequency.NEVER, []), (Frequency.WEEKLY, [0, 1, 2, 3, 4]), (Frequency.TWO_WEEKS, [0, 2, 4]),
     (Frequency.FOUR_WEEKS, [0, 4])],
)  # fmt: skip
def test_rhythm(members, frequency, weeks):
    set_rhythm(members.adviser_a, frequency)
    for week in range(5):
        plan(MONDAY + week * WEEK)

    rows = planned(members.adviser_a)
    assert [end for _, end, _ in rows] == [MONDAY + week * WEEK for week in weeks]
    assert [start for start, _, _ in rows[1:]] == [end for _, end, _ in rows[:-1]]


def test_late_start_still_sends_the_right_period(members):
    """Q10: beat is down from Sunday to Tuesday 09:00."""
    plan(MONDAY - WEEK)
    plan(MONDAY + timedelta(hours=26, minutes=30))

    assert planned(members.adviser_a)[1] == (MONDAY - WEEK, MONDAY, MailState.QUEUED)


def test_more_than_48_hours_late_is_marked_as_missed_and_told_next_time(members):
    plan(MONDAY - WEEK)
    plan(MONDAY + timedelta(hours=48, minutes=1))
    plan(MONDAY + WEEK)

    missed, told = planned(members.adviser_a)[1:]
    assert missed == (MONDAY - WEEK, MONDAY, MailState.SKIPPED)
    assert told == (MONDAY - WEEK, MONDAY + WEEK, MailState.QUEUED)
    assert set(OutgoingMail.objects.filter(state="skipped").values_list("reason", flat=True)) == {
        Reason.MISSED
    }


def test_what_failed_is_told_again_but_nothing_new_is_not(members):
    failed, empty = make_delivery(members.adviser_a), make_delivery(members.adviser_b)
    OutgoingMail.objects.filter(pk=failed.mail_id).update(state=MailState.FAILED)
    OutgoingMail.objects.filter(pk=empty.mail_id).update(state=MailState.SKIPPED, reason=Reason.EMPTY)

    plan(MONDAY + WEEK)

    assert planned(members.adviser_a)[1][0] == MONDAY - WEEK
    assert planned(members.adviser_b)[1][0] == MONDAY


def test_who_comes_back_after_a_year_is_told_a_quarter(members):
    make_delivery(members.adviser_a, end=MONDAY - 60 * WEEK)

    plan(MONDAY)

    assert planned(members.adviser_a)[1][0] == MONDAY - 13 * WEEK


def test_new_access_waits_for_the_next_period(members):
    Membership.objects.filter(pk=members.adviser_a.pk).update(created_at=MONDAY + timedelta(minutes=1))

    plan(MONDAY + timedelta(hours=1))

    assert planned(members.adviser_a) == []


def test_holiday_moves_the_period_to_tuesday(members):
    plan(datetime(2026, 4, 6, 12, tzinfo=BERLIN))
    plan(datetime(2026, 4, 7, 7, tzinfo=BERLIN))

    assert planned(members.adviser_a)[-1][1] == datetime(2026, 4, 7, 6, 30, tzinfo=BERLIN)


def test_planning_asks_the_same_number_of_queries_for_many(members, django_assert_num_queries):
    with django_assert_num_queries(14):
        plan(MONDAY)


@pytest.mark.parametrize(
    "change",
    [
        lambda d: DigestDelivery.objects.create(period=d.period, membership=d.membership, start=d.start),
        lambda d: DigestPeriod.objects.create(start=MONDAY, end=MONDAY),
        lambda d: DigestPeriod.objects.filter(pk=d.period_id).update(start=MONDAY + WEEK),
        lambda d: DigestSubscription.objects.update(frequency=3),
        lambda d: OutgoingMail.objects.update(state="lost"),
        lambda d: OutgoingMail.objects.update(state="sent", sent_at=None),
        lambda d: OutgoingMail.objects.update(reason="empty"),
        lambda d: OutgoingMail.objects.update(state="skipped", reason="bored"),
    ],
)
def test_database_refuses(world, change):
    delivery = make_delivery(world.partner_a)

    with pytest.raises(IntegrityError), transaction.atomic():
        change(delivery)

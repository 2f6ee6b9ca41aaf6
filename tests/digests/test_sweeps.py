"""Q17, Q21: the sweep, retention, and the figures that raise the alarm."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.digests import sweeps, tasks
from portal.digests.health import queue_health
from portal.digests.messages import UNSUBSCRIBE
from portal.digests.models import DigestDelivery, OutgoingMail, SweepRun
from portal.digests.states import MailState
from portal.links import issue
from portal.models import SignedLink
from portal.tasks import sweep
from tests.digests.factories import CANARY, MONDAY, make_area, make_delivery, make_mail

NOW = timezone.now


def test_one_failing_sweep_does_not_stop_the_others(db, only_areas, caplog):
    ran = []

    def broken(now):
        raise RuntimeError(CANARY)

    def remind(now):
        ran.append(now)

    only_areas(make_area("one", sweeps=[broken]), make_area("two", sweeps=[remind]))
    sweeps.run(MONDAY)

    assert ran == [MONDAY]
    assert list(SweepRun.objects.exclude(error="").values_list("name", "error")) == [
        ("one.broken", "RuntimeError")
    ]
    assert SweepRun.objects.get(name="two.remind").succeeded_at is not None
    assert queue_health()["failed_sweeps"] == 1
    assert CANARY not in caplog.text
    assert "name=one.broken error=RuntimeError" in caplog.text


def test_a_sweep_that_works_again_is_no_failure(db, only_areas):
    only_areas(make_area("one", sweeps=[lambda now: None]))
    SweepRun.objects.create(name="one.<lambda>", failed_at=NOW(), error="RuntimeError")

    sweeps.run(NOW())

    assert queue_health()["failed_sweeps"] == 0


def test_every_task_twice_is_the_same_as_once(world, sink, area):
    """Q21."""
    mail = make_mail(world.partner_a)

    def state() -> list:
        return list(OutgoingMail.objects.order_by("pk").values_list("pk", "state", "attempts"))

    found = []
    for _ in range(2):
        tasks.send(mail.pk)
        tasks.send_due()
        sweep()
        tasks.send_due()
        found.append((state(), len(sink.messages()), DigestDelivery.objects.count()))

    assert found[0] == found[1]
    assert found[0][1] == 1


@pytest.mark.parametrize(("waiting", "rings"), [(0, 0), (1, 1), (50, 1), (51, 2), (5_000, 20)])
def test_sweep_rings_for_as_many_batches_as_are_due(
    world, django_capture_on_commit_callbacks, waiting, rings
):
    rows = [OutgoingMail(kind="muster.note", membership=world.partner_a) for _ in range(waiting)]
    OutgoingMail.objects.bulk_create(rows)
    with django_capture_on_commit_callbacks() as callbacks:
        sweeps.ring(NOW())

    assert len(callbacks) == rings


def test_retention(world):
    old, young = NOW() - timedelta(days=183), NOW() - timedelta(days=31)
    make_delivery(world.partner_a, end=old, content={"subject": "alt"})
    make_delivery(world.partner_b, end=young, content={"subject": "neu"})
    values = {"kind": "account", "state": MailState.FAILED, "to_address": "a@muster.example", "body": "{}"}
    mails = [OutgoingMail.objects.create(**values) for _ in range(4)]
    OutgoingMail.objects.filter(pk=mails[0].pk).update(created_at=old)
    OutgoingMail.objects.filter(pk=mails[1].pk).update(created_at=young)
    OutgoingMail.objects.filter(pk=mails[2].pk).update(created_at=young, state=MailState.QUEUED)
    issue(UNSUBSCRIBE, 1, valid=timedelta(days=-1))
    issue(UNSUBSCRIBE, 1, valid=timedelta(days=1))

    for _ in range(2):
        sweeps.forget(NOW())

    contents = DigestDelivery.objects.order_by("period__end").values_list("content__subject", flat=True)
    assert list(contents) == [None, "neu"]
    kept = [
        (bool(mail.body), bool(mail.to_address))
        for mail in OutgoingMail.objects.filter(kind="account").order_by("pk")
    ]
    assert kept == [(False, False), (False, True), (True, True), (True, True)]
    assert SignedLink.objects.count() == 1


def test_health(world, area):
    now = NOW()
    assert queue_health(now) == {
        "sweep_age_seconds": None,
        "oldest_queued_seconds": 0,
        "failed_mails": 0,
        "failed_sweeps": 0,
        "mails_held": False,
    }
    sweeps.run(now)
    make_mail(world.partner_a, next_at=now - timedelta(minutes=31))
    make_mail(world.partner_a, next_at=now + timedelta(hours=3))  # greylisted: no alarm
    make_mail(world.partner_a, state=MailState.FAILED)
    health = queue_health(now + timedelta(minutes=11))

    assert 650 <= health["sweep_age_seconds"] <= 660
    assert health["oldest_queued_seconds"] == 42 * 60
    assert health["failed_mails"] == 1

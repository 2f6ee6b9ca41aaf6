"""D03: what is over goes, once, with evidence; dry runs count the same and change nothing."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from portal.activity.models import AccessEntry
from portal.activity.recording import record
from portal.links import issue
from portal.models import SignedLink
from portal.retention.engine import daily, run
from portal.retention.models import RetentionPeriod, RetentionRun
from tests.factories import World

NOW = datetime(2027, 6, 1, 0, 30, tzinfo=ZoneInfo("UTC"))
BERLIN = ZoneInfo("Europe/Berlin")


def access(world: World, days: int, **values: object) -> AccessEntry:
    values.setdefault("organisation", world.chamber_a)
    return AccessEntry.objects.create(
        at=NOW - timedelta(days=days),
        subject="x",
        subject_id=1,
        number="F-2026-0001",
        purpose="case",
        **values,
    )


def test_one_day_before_on_and_after_the_limit(world: World) -> None:
    kept = [access(world, days) for days in (364, 365)]
    access(world, 366)

    counts = run(NOW)

    assert counts["access_log"] == 1
    assert list(AccessEntry.objects.order_by("-at")) == kept


def test_a_dry_run_counts_the_same_and_changes_nothing(world: World) -> None:
    access(world, 400)

    dry = run(NOW, dry_run=True)

    assert AccessEntry.objects.count() == 1
    assert RetentionRun.objects.count() == 0
    assert dry == run(NOW)


def test_a_second_run_finds_nothing(world: World) -> None:
    access(world, 400)
    run(NOW)

    assert set(run(NOW).values()) == {0}
    assert [row.counts["access_log"] for row in RetentionRun.objects.order_by("pk")] == [1, 0]


def test_an_organisation_keeps_its_own_time(world: World) -> None:
    """The own period counts for the own rows, the office's for all others."""
    RetentionPeriod.objects.create(code="access_log", days=100)
    RetentionPeriod.objects.create(code="access_log", days=500, organisation=world.chamber_b)
    access(world, 120)
    kept = access(world, 120, organisation=world.chamber_b)

    run(NOW)

    assert list(AccessEntry.objects.all()) == [kept]


@pytest.mark.parametrize(
    ("hour", "runs"), [(0, 0), (1, 0), (2, 1), (23, 1)], ids=["midnight", "one", "two", "evening"]
)
def test_the_sweep_runs_it_once_a_night(world: World, hour: int, runs: int) -> None:
    moment = datetime(2027, 3, 28, hour, 30, tzinfo=BERLIN)
    daily(moment)
    daily(moment + timedelta(minutes=5))

    assert RetentionRun.objects.count() == runs


def test_the_next_day_it_runs_again(world: World) -> None:
    daily(datetime(2027, 3, 27, 3, 0, tzinfo=BERLIN))
    daily(datetime(2027, 3, 28, 3, 0, tzinfo=BERLIN))

    assert RetentionRun.objects.count() == 2


def test_the_command_says_what_goes(world: World, capsys: pytest.CaptureFixture) -> None:
    access(world, 400)

    call_command("retention", "--now", "2027-06-01T00:30Z", "--dry-run")

    assert "access_log: 1" in capsys.readouterr().out


@pytest.mark.parametrize("change", [{"verb": "other"}, {"note": "other words"}], ids=["verb", "words"])
def test_even_retention_cannot_rewrite_events(world: World, change: dict) -> None:
    """L10: the door for retention lets words be taken out, nothing be put in or changed."""
    with transaction.atomic():
        event = record("case_opened", world.chamber_a, by=None, note="words")
    rows = type(event).objects.filter(pk=event.pk)

    with pytest.raises(DatabaseError), transaction.atomic():
        from django.db import connection

        connection.cursor().execute("SET LOCAL portal.retention = 'on'")
        rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(note="", changes={}, number="")

    assert rows.get().note == "words"


@pytest.mark.parametrize("ending", ["expires_at", "used_at", "revoked_at"])
@pytest.mark.parametrize(("days", "gone"), [(6, False), (7, False), (8, True)])
def test_whom_a_link_went_to_goes_a_week_after_its_end(
    world: World, ending: str, days: int, gone: bool
) -> None:
    """Whatever it was for; the link itself stays, so that it still says that it is over."""
    for purpose in ("offer", "invitation", "reply"):
        issue(purpose, 1, recipient="toni@muster.example", valid=timedelta(days=900))
    SignedLink.objects.update(**{ending: NOW - timedelta(days=days)})

    counts = run(NOW)

    assert counts["link_recipient"] == 3 * gone
    assert set(SignedLink.objects.values_list("recipient", flat=True)) == {
        "" if gone else "toni@muster.example"
    }


def test_whom_a_running_link_went_to_stays(world: World) -> None:
    issue("offer", 1, recipient="toni@muster.example", valid=timedelta(days=900))

    assert run(NOW)["link_recipient"] == 0

"""Q01, Q02, Q03 in short: several planners, several senders, and one that is killed at the worst moment."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction

from portal.digests.delivery import send_due
from portal.digests.models import DigestDelivery, DigestPeriod, OutgoingMail
from portal.digests.planning import plan
from portal.digests.states import MailState
from portal.partners.models import Membership
from portal.sink import Sink
from tests.digests.factories import MONDAY
from tests.factories import World

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60
pytestmark = pytest.mark.django_db(transaction=True)


def start(settings, *command: str, **environment: str) -> subprocess.Popen:
    """A Python process of the portal on this test's database."""
    url = urlsplit(settings.DATABASE_URL)._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    values = os.environ | {"DATABASE_URL": url} | environment
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=values,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def make_account_mails(count: int) -> list[OutgoingMail]:
    body = json.dumps({"subject": "Einladung", "text": "Guten Tag"})
    return [
        OutgoingMail.objects.create(kind="account", to_address=f"neu{number}@muster.example", body=body)
        for number in range(count)
    ]


def until(condition, what: str) -> None:
    """Waits for `condition`, at most a minute."""
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


def test_four_planners_at_once_and_then_one_more(settings):
    world = World()
    Membership.objects.update(created_at=MONDAY.replace(year=2025))
    command = ["manage.py", "digest_plan", "--now", MONDAY.isoformat()]

    planners = [start(settings, *command) for _ in range(4)]
    said = [planner.communicate(timeout=SECONDS)[0] for planner in planners]
    again = start(settings, *command).communicate(timeout=SECONDS)[0]

    readers = Membership.objects.filter(user__is_active=True).count()
    assert [planner.returncode for planner in planners] == [0] * 4
    assert "Error" not in "".join(said)
    assert sorted(int(words.split(": ")[1].split()[0]) for words in said) == [0, 0, 0, readers]
    assert ": 0 rows planned" in again
    assert f"queued: {readers}" in again
    assert world.partner_a.user.email not in again
    assert DigestPeriod.objects.count() == 1
    assert DigestDelivery.objects.count() == OutgoingMail.objects.count() == readers


def test_planners_at_the_very_same_moment():
    """The processes above start one after the other; these four all stand at the same line."""
    World()
    Membership.objects.update(created_at=MONDAY.replace(year=2025))
    line = threading.Barrier(4)

    def work(_: int) -> int:
        try:
            line.wait(SECONDS)
            return plan(MONDAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        rows = sorted(pool.map(work, range(4)))

    assert rows == [0, 0, 0, Membership.objects.filter(user__is_active=True).count()]
    assert DigestPeriod.objects.count() == 1


def test_six_senders_send_each_mail_once(sink):
    mails = make_account_mails(90)

    def work(_: int) -> int:
        try:
            return send_due(limit=90).total()
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        sent = list(pool.map(work, range(6)))

    assert sum(sent) == 90
    identities = [message["Message-ID"] for message in sink.messages()]
    assert sorted(identities) == sorted(mail.message_id for mail in mails)
    assert set(OutgoingMail.objects.values_list("state", "attempts")) == {(MailState.SENT, 1)}


class PausingSink(Sink):
    """Says yes to a mail only when it is told to, so that a test can act in between."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.kept, self.may_answer = threading.Event(), threading.Event()

    def keep(self, envelope):
        path = super().keep(envelope)
        self.kept.set()
        self.may_answer.wait(SECONDS)
        return path


def test_sender_killed_between_the_servers_yes_and_its_note(settings, tmp_path):
    """The mail is accepted, the sender dies before it can say so: once more, with the same Message-ID.

    The row is locked while the server answers, so that the sender waits at its last statement for certain.
    """
    mails = make_account_mails(2)
    with PausingSink(tmp_path) as sink:
        code = "import django; django.setup(); from portal.digests.delivery import send_due; send_due()"
        mail_server = {"EMAIL_PORT": str(sink.port), "MAIL_LEASE_SECONDS": "1"}
        sender = start(settings, "-c", code, DJANGO_SETTINGS_MODULE="portal.settings", **mail_server)
        until(sink.kept.is_set, "the mail to arrive")
        with transaction.atomic():
            OutgoingMail.objects.select_for_update().get(pk=mails[0].pk)
            sink.may_answer.set()
            until(lambda: waiting_backends(), "the sender to wait for the row")
            os.kill(sender.pid, signal.SIGKILL)
            sender.communicate()
            end_waiting_backends()
        assert OutgoingMail.objects.get(pk=mails[0].pk).state == MailState.IN_FLIGHT

        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        until(lambda: send_due() is not None and not OutgoingMail.objects.open().exists(), "the lease to end")

        assert sender.returncode == -signal.SIGKILL
        identities = [message["Message-ID"] for message in sink.messages()]
        assert sorted(identities) == sorted([mails[0].message_id, mails[0].message_id, mails[1].message_id])
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {MailState.SENT}


@pytest.mark.slow
def test_500_mails_while_senders_are_killed_at_random(settings, sink):
    """Q03: nothing is missing, and no more doubles than kills. Lease shortened from 900 s to 2 s."""
    mails = make_account_mails(500)
    code = "import django; django.setup(); from portal.digests.delivery import send_due; send_due(limit=500)"
    values = {
        "EMAIL_PORT": str(sink.port),
        "MAIL_LEASE_SECONDS": "2",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    kills, chance = 0, random.Random(7)
    while OutgoingMail.objects.open().exists():
        senders = [start(settings, "-c", code, **values) for _ in range(2)]
        until(partial(more_or_done, sink, len(sink.paths())), "a mail")
        time.sleep(chance.uniform(0, 1))
        for sender in senders:
            sender.kill()
            kills += sender.wait() == -signal.SIGKILL
            sender.stdout.close()

    identities = [message["Message-ID"] for message in sink.messages()]
    assert set(identities) == {mail.message_id for mail in mails}
    assert len(identities) - 500 <= kills
    print(f"{kills} kills, {len(identities) - 500} doubles")  # noqa: T201 - the figure of a slow run


def more_or_done(sink: Sink, before: int) -> bool:
    return len(sink.paths()) > before or not OutgoingMail.objects.open().exists()


WAITING = "FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def waiting_backends() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {WAITING}")
        return cursor.fetchone()[0]


def end_waiting_backends() -> None:
    """Ends the dead sender's statement too; else the database would finish it once the row is free."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_terminate_backend(pid) {WAITING}")

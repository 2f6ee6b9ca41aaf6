"""Q02, Q05, Q14, Q16: claim, send, finish, against a real mail server that can be told to fail."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from portal.areas import MailBody, SkipMail
from portal.digests.delivery import BACK_OFF, GIVE_UP_AFTER, Outcome, claim, finish, send_due, send_one
from portal.digests.models import DigestSubscription, OutgoingMail
from portal.digests.outbox import post
from portal.digests.postman import clean
from portal.digests.states import Frequency, MailState, Reason
from portal.partners.models import Membership, Organisation, User
from tests.digests.factories import CANARY, make_area, make_delivery, make_mail

NOW = timezone.now


def state_of(mail: OutgoingMail) -> tuple[str, str]:
    mail = OutgoingMail.objects.get(pk=mail.pk)
    return mail.state, mail.reason or mail.answer


def queue_digest(membership, **values) -> OutgoingMail:
    """A digest that is due now."""
    mail = make_mail(membership, kind="digest")
    make_delivery(membership, mail=mail, **values)
    return mail


def test_mail_is_sent_once_over_one_connection(world, sink, area):
    mails = [make_mail(world.partner_a, object_id=number) for number in range(3)]

    assert send_due() == {MailState.SENT: 3}
    assert send_due() == {}
    assert [message["Subject"] for message in sink.messages()] == ["Mail 0", "Mail 1", "Mail 2"]
    assert {message["Message-ID"] for message in sink.messages()} == {mail.message_id for mail in mails}
    assert sink.messages()[0]["To"] == world.partner_a.user.email


def test_send_one_takes_that_mail_only(world, sink, area):
    first, second = make_mail(world.partner_a), make_mail(world.partner_b)

    assert send_one(second.pk) == MailState.SENT
    assert send_one(second.pk) is None
    assert state_of(first) == (MailState.QUEUED, "")


def test_post_with_once_queues_one(world):
    assert post("muster.note", world.partner_a, 5, once="muster-5") is not None
    assert post("muster.note", world.partner_a, 5, once="muster-5") is None
    assert OutgoingMail.objects.get().to_address == ""


def test_mail_waits_until_it_is_due(world, sink, area):
    post("muster.note", world.partner_a, 5, due_at=NOW() + timedelta(hours=1))

    assert send_due() == {}
    assert send_due(now=NOW() + timedelta(hours=2)) == {MailState.SENT: 1}


def test_hold_lets_nothing_leave(world, sink, area, settings):
    settings.MAIL_HOLD = True
    mail = make_mail(world.partner_a)

    assert send_due() == {}
    assert send_one(mail.pk) is None
    assert (state_of(mail), sink.messages()) == ((MailState.QUEUED, ""), [])


def test_address_is_the_present_one(world, sink, area):
    make_mail(world.partner_a)
    User.objects.filter(pk=world.partner_a.user_id).update(email="neu@muster.example")

    send_due()

    assert sink.messages()[0]["To"] == "neu@muster.example"


# --- leases -----------------------------------------------------------------------------------------------


def test_claimed_mail_is_taken_again_only_after_its_lease(world, area, settings):
    settings.MAIL_LEASE_SECONDS = 10
    make_mail(world.partner_a)
    now = NOW()

    assert claim(now).attempts == 1
    assert claim(now + timedelta(seconds=9)) is None
    assert claim(now + timedelta(seconds=10)).attempts == 2


def test_who_lost_the_lease_overwrites_nothing(world, area):
    make_mail(world.partner_a)
    slow = claim(NOW())
    fast = claim(NOW() + timedelta(hours=1))

    finish(slow, Outcome(MailState.FAILED, answer="too late"), NOW())
    assert state_of(fast) == (MailState.IN_FLIGHT, "")

    finish(fast, Outcome(MailState.SENT), NOW())
    finish(slow, Outcome(MailState.FAILED, answer="too late"), NOW())
    assert state_of(fast) == (MailState.SENT, "")


def test_mail_on_which_senders_die_is_given_up(world, sink, area, settings):
    """Q13 for mails: eight claims without an end, then failed, and the next mail goes."""
    poison = make_mail(world.partner_a, next_at=NOW() - timedelta(days=1))
    for hour in range(settings.MAIL_MAX_ATTEMPTS):
        assert claim(NOW() + timedelta(hours=hour)).pk == poison.pk
    make_mail(world.partner_b)

    assert send_due(now=NOW() + timedelta(hours=9)) == {MailState.FAILED: 1, MailState.SENT: 1}
    assert state_of(poison) == (MailState.FAILED, "given up: no try ever ended")


# --- the server's faults ----------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["refuse", "hang", "drop_after_data"])
def test_server_in_trouble_costs_one_mail_a_try(world, sink, area, settings, mode):
    settings.EMAIL_TIMEOUT = 1
    sink.mode = mode
    first, second = make_mail(world.partner_a), make_mail(world.partner_b)
    started = time.monotonic()

    assert send_due() == {MailState.QUEUED: 1}
    assert time.monotonic() - started < 3
    assert OutgoingMail.objects.get(pk=second.pk).attempts == 0

    sink.mode = "ok"
    assert send_due(now=NOW() + BACK_OFF[0]) == {MailState.SENT: 2}
    copies = [message["Message-ID"] for message in sink.messages()]
    assert copies.count(first.message_id) == (2 if mode == "drop_after_data" else 1)
    assert copies.count(second.message_id) == 1


def test_server_that_is_not_there(world, area, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    mail = make_mail(world.partner_a)

    assert send_due() == {MailState.QUEUED: 1}
    assert state_of(mail)[1].startswith("ConnectionRefusedError")


def test_greylisting_is_retried_with_back_off_for_48_hours(world, sink, area, settings):
    sink.mode = "tempfail"
    mail = make_mail(world.partner_a)
    moment, waits = NOW(), []
    while (row := OutgoingMail.objects.get(pk=mail.pk)).state == MailState.QUEUED:
        waits.append(row.next_at - moment)
        moment = row.next_at
        send_due(now=moment)

    assert (row.state, row.attempts) == (MailState.FAILED, settings.MAIL_MAX_ATTEMPTS)
    assert waits[1:] == BACK_OFF
    assert sum(BACK_OFF, timedelta()) < GIVE_UP_AFTER
    assert row.answer == "451 4.7.1 Try again later"


def test_greylisted_mail_does_not_hold_up_the_others(world, sink, area):
    sink.mode = "tempfail"
    make_mail(world.partner_a)
    make_mail(world.partner_b)

    assert send_due() == {MailState.QUEUED: 2}


def test_refused_recipient_fails_visibly_and_the_others_go(world, sink, area):
    """The sink answers 550 to one of three."""
    mails = [make_mail(world.partner_a), make_mail(world.partner_b), make_mail(world.adviser_a)]
    assert send_one(mails[0].pk) == MailState.SENT
    sink.mode = "reject"
    assert send_one(mails[1].pk) == MailState.FAILED
    sink.mode = "ok"

    assert send_due() == {MailState.SENT: 1}
    assert state_of(mails[1]) == (MailState.FAILED, "550 5.1.1 No such user")


@pytest.mark.parametrize(
    ("answer", "state", "server_away"),
    [
        ("421 4.3.2 Closing down", MailState.QUEUED, True),
        ("452 4.3.1 Disk full", MailState.QUEUED, False),
        ("552 5.2.2 Mailbox full", MailState.FAILED, False),
        ("554 5.7.1 Looks like spam", MailState.FAILED, False),
    ],
)
def test_answers_to_the_text(world, area, settings, answer, state, server_away):
    """421 ends the batch, 452 is for this mail and for now, 55x for this mail and for good."""

    class Answers:
        async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
            return answer

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    mails = [make_mail(world.partner_a), make_mail(world.partner_b)]
    with listening(Answers()) as port:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        done = send_due()

    assert done == {state: 1 if server_away else 2}
    assert state_of(mails[0]) == (state, answer)


@contextmanager
def listening(handler: object) -> Iterator[int]:
    """A mail server with this handler on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield port
    finally:
        server.stop()


def test_server_without_encryption_gets_nothing(world, sink, area, settings):
    """TLS is wanted and the server offers none: nothing goes out in clear, nothing fails for good."""
    settings.EMAIL_USE_TLS = True
    mails = [make_mail(world.partner_a), make_mail(world.partner_b)]

    assert send_due() == {MailState.QUEUED: 1}
    assert sink.messages() == []
    assert "STARTTLS" in state_of(mails[0])[1]


def test_answer_keeps_no_address():
    said = "550 5.1.1 <toni.muster@muster.example>: Recipient\r\naddress TONI.MUSTER rejected"

    assert clean(said, "toni.muster@muster.example") == "550 5.1.1 … Recipient address … rejected"
    assert len(clean("x" * 900)) == 300


# --- no longer a reason -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda m: User.objects.filter(pk=m.user_id).update(is_active=False), Reason.INACTIVE),
        (lambda m: Membership.objects.filter(pk=m.pk).update(is_active=False), Reason.ENDED),
        (lambda m: Organisation.objects.filter(pk=m.organisation_id).update(is_active=False), Reason.ENDED),
        (lambda m: DigestSubscription.objects.update(frequency=Frequency.NEVER), Reason.UNSUBSCRIBED),
    ],
)
def test_change_between_plan_and_send(world, sink, area, change, reason):
    """Q16: not sent, and the reason is stored."""
    mail = queue_digest(world.partner_a)
    change(world.partner_a)

    assert send_due() == {MailState.SKIPPED: 1}
    assert (state_of(mail), sink.messages()) == ((MailState.SKIPPED, reason), [])


def test_area_withdraws_its_reason(world, sink, only_areas):
    def render(mail: OutgoingMail) -> MailBody:
        raise SkipMail("Der Fall ist zurückgezogen.")

    area = make_area()
    area.mails["muster.note"] = render
    only_areas(area)
    mail = make_mail(world.partner_a)

    send_due()

    row = OutgoingMail.objects.get(pk=mail.pk)
    assert (row.state, row.reason, row.answer) == (
        MailState.SKIPPED,
        Reason.OBSOLETE,
        "Der Fall ist zurückgezogen.",
    )


def test_unknown_kind_and_broken_renderer(world, sink, only_areas, caplog):
    def render(mail: OutgoingMail) -> MailBody:
        raise RuntimeError(CANARY)

    area = make_area()
    area.mails["muster.broken"] = render
    only_areas(area)
    unknown, broken = (
        make_mail(world.partner_a, kind="nobody.knows"),
        make_mail(world.partner_a, kind="muster.broken"),
    )
    make_mail(world.partner_b)

    assert send_due() == {MailState.SKIPPED: 1, MailState.QUEUED: 1, MailState.SENT: 1}
    assert state_of(unknown)[1] == Reason.UNKNOWN
    assert state_of(broken)[1] == "not rendered: RuntimeError"
    assert CANARY not in caplog.text


def test_digest_that_is_held_too_long_is_missed(world, sink, area):
    mail = queue_digest(world.partner_a)

    send_due(now=NOW() + timedelta(hours=49))

    assert state_of(mail) == (MailState.SKIPPED, Reason.MISSED)


# --- account mails, headers -------------------------------------------------------------------------------


def test_account_mail_needs_no_access_and_is_wiped(db, sink):
    body = '{"subject": "Einladung", "text": "Ihr Link: https://portal.muster.example/l/geheim"}'
    mail = OutgoingMail.objects.create(kind="account", to_address="neu@muster.example", body=body)

    assert send_due() == {MailState.SENT: 1}
    (message,) = sink.messages()
    assert (message["To"], message["Subject"]) == ("neu@muster.example", "Einladung")
    assert message.get_content().strip() == "Ihr Link: https://portal.muster.example/l/geheim"
    mail.refresh_from_db()
    assert (bool(mail.body), mail.to_address) == (False, "")


def test_headers_of_a_digest(world, sink, area, settings):
    """Q14."""
    settings.PORTAL_URL = "https://portal.muster.example"
    mail = queue_digest(world.partner_a)
    send_due()
    (message,) = sink.messages()

    assert message["Message-ID"] == f"<{mail.key}@portal.muster.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Content-Language"] == "de"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = message["List-Unsubscribe"].replace("\n", "").replace(" ", "")
    assert link.startswith("<https://portal.muster.example/wochenueberblick/l/")
    assert link.count("<") == 1
    assert message["Reply-To"] == settings.OFFICE_EMAIL
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert world.partner_a.user.name not in message.as_string()


def test_other_mails_carry_no_unsubscribe_link(world, sink, area):
    make_mail(world.partner_a)
    send_due()

    assert sink.messages()[0]["List-Unsubscribe"] is None


@pytest.mark.parametrize("subject", ["Hallo\nBcc: alle@muster.example", "Hallo\rX: y"])
def test_line_breaks_in_a_header_are_refused(world, sink, only_areas, subject):
    area = make_area()
    area.mails["muster.note"] = lambda mail: MailBody(subject, "Text")
    only_areas(area)
    mail = make_mail(world.partner_a)

    assert send_due() == {MailState.QUEUED: 1}
    assert (state_of(mail)[1], sink.messages()) == ("not rendered: BadHeaderError", [])


def test_mail_is_in_the_readers_language(world, sink, area):
    User.objects.filter(pk=world.partner_a.user_id).update(language="en")
    queue_digest(world.partner_a)
    send_due()

    assert sink.messages()[0]["Content-Language"] == "en"

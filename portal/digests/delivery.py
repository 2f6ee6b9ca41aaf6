"""Sending: claim in a short transaction, hand over to the server outside any, finish.

Exactly once over SMTP is impossible: whoever is killed between the server's yes and our note leaves the
mail in flight, and when its lease is over it goes once more, with the same Message-ID. Nothing is lost.
"""

import json
import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone, translation

from portal.areas import MailBody, SkipMail
from portal.digests.messages import NotSent, check, message_of, renderer
from portal.digests.models import OutgoingMail
from portal.digests.postman import ANSWER_LENGTH, Accepted, Postman, Postponed
from portal.digests.states import MailState, Reason

log = logging.getLogger(__name__)

# Waits between tries: eight tries within 48 hours (their sum is 47 h 20 min).
BACK_OFF = [timedelta(minutes=m) for m in (5, 15, 60, 180, 480, 900, 1200)]
GIVE_UP_AFTER = timedelta(hours=48)
BATCH = 50
BATCH_SECONDS = 60  # well under the task's time limit of 90
DATABASE_PAUSES = (0, 1, 2, 4, 8, 15)  # a restarting database must not turn a sent mail into two


@dataclass(frozen=True)
class Outcome:
    """What became of one try: the values to store, and whether the server was away."""

    state: str
    reason: str = ""
    answer: str = ""
    next_at: datetime | None = None
    server_away: bool = False


def send_due(limit: int = BATCH, *, now: datetime | None = None) -> Counter:
    """Sends up to `limit` mails that are due, over one connection; returns how many ended in which state.

    Stops early when the server is away, so that an outage costs one mail a try and not all of them, and
    after a minute. Does nothing while mails are held. `now` is for trying out another day.
    """
    done: Counter = Counter()
    stop_at = time.monotonic() + BATCH_SECONDS
    with Postman() as postman:
        while done.total() < limit and time.monotonic() < stop_at:
            outcome = _send_next(postman, now=now)
            if outcome is None:
                break
            done[outcome.state] += 1
            if outcome.server_away:
                break
    return done


def send_one(pk: int) -> str | None:
    """Sends the mail `pk` if it is due; its new state, or None when there was nothing to do."""
    with Postman() as postman:
        outcome = _send_next(postman, pk=pk)
    return outcome.state if outcome else None


def _send_next(postman: Postman, *, pk: int | None = None, now: datetime | None = None) -> Outcome | None:
    if settings.MAIL_HOLD:
        return None
    mail = claim(now or timezone.now(), pk=pk)
    if mail is None:
        return None
    outcome = _try(mail, postman, now or timezone.now())
    finish(mail, outcome, now or timezone.now())
    return outcome


def claim(now: datetime, *, pk: int | None = None) -> OutgoingMail | None:
    """Takes the mail that is due first (or `pk`) for as long as its lease runs; None when there is none.

    Rows that another sender holds are passed over. Each claim counts as a try, so that a mail on which
    senders die is given up as well.
    """
    with transaction.atomic():
        rows = OutgoingMail.objects.ready(now)
        rows = rows if pk is None else rows.filter(pk=pk)
        mail = rows.select_for_update(skip_locked=True).order_by("next_at", "pk").first()
        if mail is None:
            return None
        mail.state = MailState.IN_FLIGHT
        mail.attempts += 1
        mail.next_at = now + timedelta(seconds=settings.MAIL_LEASE_SECONDS)
        mail.save(update_fields=["state", "attempts", "next_at"])
    related = ("user", "membership__organisation", "delivery__period", "delivery__membership__digest")
    return OutgoingMail.objects.select_related(*related).get(pk=mail.pk)


def _try(mail: OutgoingMail, postman: Postman, now: datetime) -> Outcome:
    """One try at `mail`: rendered in its reader's language, handed over, judged."""
    if mail.attempts > settings.MAIL_MAX_ATTEMPTS:
        return Outcome(MailState.FAILED, answer=mail.answer or "given up: no try ever ended")
    try:
        with translation.override(mail.user.language if mail.user else settings.LANGUAGE_CODE):
            check(mail, now)
            render = render_account if mail.kind == "account" else renderer(mail.kind)
            message = message_of(mail, render(mail))
            message.message()  # refuses line breaks in headers before anything is said to the server
    except NotSent as skip:
        return Outcome(MailState.SKIPPED, reason=skip.reason)
    except SkipMail as skip:
        return Outcome(MailState.SKIPPED, reason=Reason.OBSOLETE, answer=str(skip)[:ANSWER_LENGTH])
    except Exception as error:  # one broken mail must not hold up the others
        log.error("mail not rendered: pk=%s kind=%s error=%s", mail.pk, mail.kind, type(error).__name__)
        return _later(mail, f"not rendered: {type(error).__name__}", now)
    result = postman.hand_over(message)
    if isinstance(result, Accepted):
        return Outcome(MailState.SENT)
    if isinstance(result, Postponed):
        return _later(mail, result.answer, now, server_away=result.server_away)
    return Outcome(MailState.FAILED, answer=result.answer)


def _later(mail: OutgoingMail, answer: str, now: datetime, *, server_away: bool = False) -> Outcome:
    """Waiting for the next try, or failed when there is none within 48 hours."""
    if mail.attempts < settings.MAIL_MAX_ATTEMPTS:
        next_at = now + BACK_OFF[min(mail.attempts, len(BACK_OFF)) - 1]
        if next_at <= max(mail.due_at, mail.created_at) + GIVE_UP_AFTER:
            return Outcome(MailState.QUEUED, answer=answer, next_at=next_at, server_away=server_away)
    return Outcome(MailState.FAILED, answer=answer, server_away=server_away)


def finish(mail: OutgoingMail, outcome: Outcome, now: datetime) -> None:
    """Stores the outcome, unless the lease was lost to another sender meanwhile.

    Side effects: what was sent keeps neither body nor address.
    """
    values = {"state": outcome.state, "reason": outcome.reason, "answer": outcome.answer}
    if outcome.state == MailState.SENT:
        values |= {"sent_at": now, "body": "", "to_address": ""}
    if outcome.next_at is not None:
        values["next_at"] = outcome.next_at
    mine = OutgoingMail.objects.filter(pk=mail.pk, state=MailState.IN_FLIGHT, attempts=mail.attempts)
    if not _despite_restarts(lambda: mine.update(**values)):
        log.warning("lease lost: pk=%s kind=%s outcome=%s", mail.pk, mail.kind, outcome.state)


def _despite_restarts(write: Callable[[], int]) -> int:
    """Repeats `write` while the database restarts, for half a minute at most."""
    for pause in DATABASE_PAUSES[:-1]:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(pause)
    return write()


def render_account(mail: OutgoingMail) -> MailBody:
    """An invitation or a new password, as it was stored; the only text that lies in the outbox."""
    if not mail.body:
        raise NotSent(Reason.OBSOLETE)
    stored = json.loads(mail.body.unseal())
    return MailBody(subject=stored["subject"], text=stored["text"])

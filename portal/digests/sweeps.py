"""What the worker does every five minutes, whatever the broker lost: plan, send, run the areas' sweeps."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from math import ceil

from django.utils import timezone

from portal.areas import registered
from portal.digests.delivery import BATCH
from portal.digests.messages import UNSUBSCRIBE
from portal.digests.models import DigestDelivery, OutgoingMail, SweepRun
from portal.digests.planning import plan
from portal.digests.states import MailState
from portal.imports import actions as imports
from portal.models import SignedLink
from portal.queue import send

log = logging.getLogger(__name__)

SWEEP = "portal.sweep"
MOST_BATCHES = 20
KEPT = timedelta(days=182)  # what stood in a digest, and to which address a mail went
ACCOUNT_BODY_KEPT = timedelta(days=30)  # of mails that could not be sent: the links in them have expired


def run(now: datetime) -> None:
    """Runs every sweep, each guarded: one that fails is noted and does not stop the others."""
    for name, sweep in sweeps():
        guarded(name, sweep, now)
    SweepRun.objects.update_or_create(name=SWEEP, defaults={"succeeded_at": timezone.now()})


def sweeps() -> Iterator[tuple[str, Callable[[datetime], object]]]:
    """Name and function of each sweep: ours first, then the areas'."""
    yield "digests.plan", plan
    yield "digests.ring", ring
    yield "digests.forget", forget
    yield "imports.resume", imports.resume
    yield "imports.wipe", imports.wipe
    for area in registered():
        for sweep in area.sweeps:
            yield f"{area.key}.{sweep.__name__}", sweep


def guarded(name: str, sweep: Callable[[datetime], object], now: datetime) -> None:
    """Runs `sweep` and notes how it went; the error by its kind only, since its words may name a person."""
    try:
        sweep(now)
    except Exception as error:  # whatever it is, the other sweeps have to run
        kind = type(error).__name__
        log.error("sweep failed: name=%s error=%s", name, kind)
        outcome = {"failed_at": timezone.now(), "error": kind}
    else:
        outcome = {"succeeded_at": timezone.now(), "error": ""}
    SweepRun.objects.update_or_create(name=name, defaults=outcome)


def ring(now: datetime) -> None:
    """Rings for as many batches as the due mails fill; several workers share them."""
    waiting = OutgoingMail.objects.ready(now).count()
    for _ in range(min(MOST_BATCHES, ceil(waiting / BATCH))):
        send("digests.send_due")


def forget(now: datetime) -> None:
    """Deletes what is no longer needed: old texts and addresses, unsent account texts, expired links."""
    DigestDelivery.objects.filter(period__end__lt=now - KEPT, content__isnull=False).update(content=None)
    closed = OutgoingMail.objects.exclude(state__in=[MailState.QUEUED, MailState.IN_FLIGHT])
    closed.filter(created_at__lt=now - KEPT).exclude(to_address="").update(to_address="")
    closed.filter(created_at__lt=now - ACCOUNT_BODY_KEPT).exclude(body="").update(body="")
    SignedLink.objects.filter(purpose=UNSUBSCRIBE, expires_at__lt=now).delete()

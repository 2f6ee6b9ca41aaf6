"""How the queue does, for /healthz: ages in seconds and a count, nothing about anybody."""

from datetime import datetime

from django.conf import settings
from django.db.models import Min
from django.utils import timezone

from portal.digests.models import OutgoingMail, SweepRun
from portal.digests.states import MailState
from portal.digests.sweeps import SWEEP


def queue_health(now: datetime | None = None) -> dict[str, int | bool | None]:
    """Age of the last sweep (None: none yet), how long the mail that is due first has waited, failures.

    A mail that waits for its next try after a 4xx is not due, so that greylisting raises no alarm.
    """
    now = now or timezone.now()
    sweep = SweepRun.objects.filter(name=SWEEP).values_list("succeeded_at", flat=True).first()
    oldest = OutgoingMail.objects.ready(now).aggregate(oldest=Min("next_at"))["oldest"]
    return {
        "sweep_age_seconds": _seconds(now, sweep),
        "oldest_queued_seconds": _seconds(now, oldest) or 0,
        "failed_mails": OutgoingMail.objects.filter(state=MailState.FAILED).count(),
        "failed_sweeps": SweepRun.objects.exclude(error="").count(),
        "mails_held": settings.MAIL_HOLD,
    }


def _seconds(now: datetime, then: datetime | None) -> int | None:
    return None if then is None else max(0, int((now - then).total_seconds()))

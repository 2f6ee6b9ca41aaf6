"""How long ago what is over was last removed, for /healthz."""

from datetime import datetime

from django.utils import timezone

from portal.retention.models import RetentionRun


def retention_age(now: datetime | None = None) -> int | None:
    """Seconds since the last run has finished; None before the first."""
    last = RetentionRun.objects.values_list("finished_at", flat=True).first()
    return None if last is None else max(0, int(((now or timezone.now()) - last).total_seconds()))

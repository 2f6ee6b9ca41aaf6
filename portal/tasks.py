"""The one task that beat rings for."""

from celery import shared_task
from django.utils import timezone

from portal.digests import sweeps


@shared_task(name="portal.sweep")
def sweep() -> None:
    """Picks up whatever a lost message, an emptied broker or a second beat has left; safe to run twice."""
    sweeps.run(timezone.now())

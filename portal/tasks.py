"""The one task that beat rings for, and imports, which every area has."""

from celery import shared_task
from django.utils import timezone

from portal.digests import sweeps
from portal.imports import actions as imports


@shared_task(name="portal.sweep")
def sweep() -> None:
    """Picks up whatever a lost message, an emptied broker or a second beat has left; safe to run twice."""
    sweeps.run(timezone.now())


@shared_task(name=imports.TASK)
def advance_import(pk: int) -> None:
    """Goes on with an import, or with taking one back."""
    imports.advance(pk)

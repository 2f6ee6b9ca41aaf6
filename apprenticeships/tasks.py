"""What the worker does for this area; each task is safe to run twice."""

from celery import shared_task
from django.utils import timezone

from apprenticeships.actions import assignments
from apprenticeships.actions.deadlines import reckon_changed_rules


@shared_task(name="apprenticeships.reckon")
def reckon() -> None:
    """Works out the deadlines of open cases anew after a change of the table."""
    reckon_changed_rules(timezone.now())


# Longer limits than other tasks: 100,000 cases take minutes. A second delivery finds the run claimed.
@shared_task(name=assignments.TASK, soft_time_limit=900, time_limit=960)
def assign(pk: int) -> None:
    """Computes the proposal over all open cases, if it is still to be computed."""
    assignments.compute_run(pk)

"""Ringing ends here: ids in, the work stands in the database, each safe to run twice."""

from celery import shared_task

from apprenticeships.actions import assignments


# Longer limits than other tasks: 100,000 cases take minutes. A second delivery finds the run claimed.
@shared_task(name=assignments.TASK, soft_time_limit=900, time_limit=960)
def assign(pk: int) -> None:
    """Computes the proposal over all open cases, if it is still to be computed."""
    assignments.compute_run(pk)

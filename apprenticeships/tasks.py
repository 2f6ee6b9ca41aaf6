"""What the worker does for this area; each task is safe to run twice."""

from celery import shared_task
from django.utils import timezone

from apprenticeships.actions.deadlines import reckon_changed_rules


@shared_task(name="apprenticeships.reckon")
def reckon() -> None:
    """Works out the deadlines of open cases anew after a change of the table."""
    reckon_changed_rules(timezone.now())

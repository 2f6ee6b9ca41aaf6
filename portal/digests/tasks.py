"""Ringing ends here: ids in, the work stands in the database, each safe to run twice."""

from celery import shared_task

from portal.digests import delivery


@shared_task(name="digests.send")
def send(pk: int) -> None:
    """Sends one mail, if it is still to be sent."""
    delivery.send_one(pk)


@shared_task(name="digests.send_due")
def send_due() -> None:
    """Sends one batch of what is due."""
    delivery.send_due()

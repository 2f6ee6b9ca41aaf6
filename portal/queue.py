"""Ringing the worker's bell: after commit, by task name, and never in the way of the request.

The work itself is a row in the database; when the broker is away the sweep finds the row later.
"""

import logging
from typing import Any

from django.db import transaction

from portal.celery import app

log = logging.getLogger(__name__)


def send(task_name: str, *args: Any) -> None:
    """Rings for `task_name` with ids as arguments once the present transaction has committed."""
    transaction.on_commit(lambda: _ring(task_name, args))


def _ring(task_name: str, args: tuple) -> None:
    try:
        app.send_task(task_name, args=args, retry=False)
    except (
        Exception
    ) as error:  # the broker's client raises many kinds; the record is safe, the sweep follows up
        log.warning("broker away, left to the sweep: task=%s error=%s", task_name, type(error).__name__)

"""Putting a mail into the outbox, in the transaction of what it tells of."""

from datetime import datetime

from django.utils import timezone

from portal.digests.models import OutgoingMail
from portal.partners.models import Membership
from portal.queue import send


def post(
    kind: str,
    membership: Membership,
    object_id: int | None,
    *,
    once: str | None = None,
    due_at: datetime | None = None,
) -> OutgoingMail | None:
    """Queues a mail of `kind` about `object_id` for the person behind `membership`.

    `once` makes it the only one of that name (a second call returns None). Rings the worker on commit.
    """
    due_at = due_at or timezone.now()
    values = {
        "kind": kind,
        "object_id": object_id,
        "user_id": membership.user_id,
        "membership": membership,
        "due_at": due_at,
        "next_at": due_at,
    }
    if once is None:
        mail = OutgoingMail.objects.create(**values)
    else:
        mail, made = OutgoingMail.objects.get_or_create(once=once, defaults=values)
        if not made:
            return None
    send("digests.send", mail.pk)
    return mail

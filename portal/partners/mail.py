"""Account mails (invitation, new password): the outbox keeps their body encrypted until it is sent."""

import json

from portal.digests.models import OutgoingMail
from portal.partners.models import User
from portal.queue import send

KIND = "account"


def post_account_mail(to_address: str, subject: str, text: str, *, user: User | None = None) -> OutgoingMail:
    """Queues one mail with a fixed text, to the account's address where there is one. Rings the worker."""
    mail = OutgoingMail.objects.create(
        kind=KIND,
        user=user,
        to_address="" if user else to_address,
        body=json.dumps({"subject": " ".join(subject.split()), "text": text}),
    )
    send("digests.send", mail.pk)
    return mail

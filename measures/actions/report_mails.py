"""Putting the mails about a Sachstand into the outbox, each once, for accesses and for bare mailboxes."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.utils import translation

from measures.report_recipients import Recipient
from portal.areas import MailBody
from portal.digests.models import OutgoingMail
from portal.digests.outbox import post
from portal.partners.mail import post_account_mail


def post_once(
    kind: str,
    object_id: int,
    to: Iterable[Recipient],
    *,
    once: str,
    text: Callable[[str], MailBody],
) -> int:
    """Queues a mail of `kind` for each of `to`, the only one of the name `once`; returns how many are new.

    An access gets its text when it is sent, with the rights of that moment. A mailbox has no access: its
    text, `text(address)`, lies encrypted in the outbox until then. Must run inside a transaction that holds
    the row which `once` names.
    """
    return sum(_post(kind, object_id, one, f"{once}-{one.name}", text) for one in to)


def _post(kind: str, object_id: int, to: Recipient, once: str, text: Callable[[str], MailBody]) -> bool:
    if to.membership is not None:
        return post(kind, to.membership, object_id, once=once) is not None
    if OutgoingMail.objects.filter(once=once).exists():
        return False
    with translation.override(settings.LANGUAGE_CODE):
        body = text(to.address)
    mail = post_account_mail(to.address, body.subject, body.text)
    OutgoingMail.objects.filter(pk=mail.pk).update(once=once)
    return True

"""What people do with the Wochenüberblick: set its rhythm, end it, send a failed mail again."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Actor
from portal.activity.recording import record
from portal.digests.models import DigestSubscription, OutgoingMail
from portal.digests.planning import subscribe
from portal.digests.querysets import with_readers
from portal.digests.states import WORKFLOW, Frequency
from portal.partners.models import Membership, Organisation
from portal.queue import send
from portal.workflow import TransitionRefused


def subscription_of(membership: Membership) -> DigestSubscription:
    """The subscription of an access; until one is stored it is the default, every week."""
    subscribe(Membership.objects.filter(pk=membership.pk))
    return DigestSubscription.objects.select_related("membership").get(membership=membership)


@transaction.atomic
def set_rhythm(subscription: DigestSubscription, *, by: Actor) -> None:
    """Stores the rhythm that a form has put into `subscription`; records an event when it differs."""
    before = DigestSubscription.objects.select_for_update().get(pk=subscription.pk)
    changes = {
        name: [str(getattr(before, name)), str(getattr(subscription, name))]
        for name in ("frequency", "when_empty")
        if getattr(before, name) != getattr(subscription, name)
    }
    if changes:
        subscription.save(update_fields=list(changes))
        record("rhythm", subscription, by=by, changes=changes)


@transaction.atomic
def unsubscribe(subscription: DigestSubscription) -> None:
    """Ends the digest of one access by its link. Twice is the same as once; records one event."""
    if (
        DigestSubscription.objects.filter(pk=subscription.pk)
        .exclude(frequency=Frequency.NEVER)
        .update(frequency=Frequency.NEVER)
    ):
        membership = subscription.membership
        reader = Actor(user=membership.user, membership=membership, via="link")
        record("unsubscribe", subscription, by=reader)


@transaction.atomic
def resend(mail: OutgoingMail, *, by: Actor) -> None:
    """Queues a failed mail again with eight new tries; rings the worker on commit and records an event.

    Raises TransitionRefused when it is not failed, or when its text has been wiped meanwhile.
    """
    if mail.kind == "account" and not mail.body:
        raise TransitionRefused(_("The text of this mail has been deleted. Please send a new invitation."))
    now = timezone.now()
    WORKFLOW.apply(mail, "resend", by=by, attempts=0, due_at=now, next_at=now, answer="")
    record("resend", mail, by=by)
    send("digests.send", mail.pk)


def without_readers(organisation: Organisation) -> bool:
    """Whether nobody of `organisation` gets the Wochenüberblick any more."""
    return with_readers(Organisation.objects.filter(pk=organisation.pk)).get().readers == 0

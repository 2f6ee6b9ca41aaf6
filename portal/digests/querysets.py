"""The questions that are asked about mails, subscriptions and deliveries."""

from datetime import datetime

from django.db.models import Count, Max, Min, Q

from portal.access import AccessQuerySet
from portal.digests.states import Frequency, MailState, Reason

# What has told its period: on its way, sent, or with nothing to tell.
TOLD = Q(mail__state__in=[MailState.QUEUED, MailState.IN_FLIGHT, MailState.SENT]) | Q(
    mail__state=MailState.SKIPPED, mail__reason=Reason.EMPTY
)


class MailQuerySet(AccessQuerySet):
    """Mails of the outbox."""

    def open(self) -> "MailQuerySet":
        """Neither sent nor given up."""
        return self.filter(state__in=[MailState.QUEUED, MailState.IN_FLIGHT])

    def ready(self, now: datetime) -> "MailQuerySet":
        """What may be taken at `now`: waiting and due, or in flight with its lease over."""
        return self.open().filter(next_at__lte=now)


class DeliveryQuerySet(AccessQuerySet):
    """Digests of one access for one period each."""

    def told_until(self) -> dict[int, datetime]:
        """Membership → end of the last period it was told of."""
        rows = self.filter(TOLD).order_by().values("membership_id").annotate(end=Max("period__end"))
        return dict(rows.values_list("membership_id", "end"))

    def first_starts(self) -> dict[int, datetime]:
        """Membership → where its first digest began, told or not."""
        rows = self.order_by().values("membership_id").annotate(first=Min("start"))
        return dict(rows.values_list("membership_id", "first"))


def with_readers(organisations: AccessQuerySet) -> AccessQuerySet:
    """Organisations with `people` and `readers`: how many of their people get the digest."""
    people = Q(memberships__is_active=True, memberships__user__is_active=True)
    reading = Q(memberships__digest=None) | ~Q(memberships__digest__frequency=Frequency.NEVER)
    return organisations.annotate(
        people=Count("memberships__user", filter=people, distinct=True),
        readers=Count("memberships__user", filter=people & reading, distinct=True),
    )

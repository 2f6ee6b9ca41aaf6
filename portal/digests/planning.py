"""Planning the Wochenüberblick: one row per access and period, whoever plans and however often."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from portal.digests.models import DigestDelivery, DigestPeriod, DigestSubscription, OutgoingMail
from portal.digests.states import Frequency, MailState, Reason
from portal.digests.weeks import latest_due, weeks_between
from portal.partners.models import Membership

TOO_LATE = timedelta(hours=48)
FIRST_PERIOD = timedelta(weeks=1)
LONGEST = timedelta(weeks=13)  # somebody who comes back after a year is not told the whole year


def plan(now: datetime) -> int:
    """Plans the digest that was due last, unless that is done; returns how many rows it made.

    The whole period is planned in one transaction that holds the period's row, so a second planner waits
    and finds it done, and a killed one leaves nothing. More than 48 hours late it plans too, but marks
    the mails as missed; what they would have told comes with the next one.
    """
    end = latest_due(now)
    if DigestPeriod.objects.filter(end=end, planned_at__isnull=False).exists():
        return 0
    _ensure_period(end)
    with transaction.atomic():
        period = DigestPeriod.objects.select_for_update().get(end=end)
        if period.planned_at is not None:
            return 0
        deliveries = _plan_period(period, missed=now - end > TOO_LATE)
        period.planned_at = now
        period.save(update_fields=["planned_at"])
    return deliveries


def _ensure_period(end: datetime) -> None:
    planned = DigestPeriod.objects.filter(end__lt=end, planned_at__isnull=False)
    last = planned.order_by("-end").first()
    start = last.end if last else end - FIRST_PERIOD
    DigestPeriod.objects.bulk_create([DigestPeriod(start=start, end=end)], ignore_conflicts=True)


def _plan_period(period: DigestPeriod, *, missed: bool) -> int:
    told_until = DigestDelivery.objects.told_until()
    untold_from = DigestDelivery.objects.first_starts()  # of those whose mails all failed or were missed
    due = []
    for membership in _readers(period):
        last = told_until.get(membership.pk)
        if last is None or weeks_between(last, period.end) >= membership.digest.frequency:
            start = last or untold_from.get(membership.pk, period.start)
            start = max(start, period.end - LONGEST)
            due.append(
                DigestDelivery(
                    period=period,
                    membership=membership,
                    start=start,
                    mail=_mail(period, membership, missed=missed),
                )
            )
    OutgoingMail.objects.bulk_create([row.mail for row in due], batch_size=500)
    DigestDelivery.objects.bulk_create(due, batch_size=500)
    return len(due)


def _readers(period: DigestPeriod) -> Iterable[Membership]:
    """Who had an access when the period ended and has not unsubscribed; all have a subscription."""
    members = Membership.objects.filter(
        is_active=True,
        user__is_active=True,
        organisation__is_active=True,
        created_at__lt=period.end,
    )
    subscribe(members)
    return members.exclude(digest__frequency=Frequency.NEVER).select_related("digest").order_by("pk")


def subscribe(members: Iterable[Membership]) -> None:
    """Gives those without one the default subscription (weekly); safe beside others doing the same."""
    DigestSubscription.objects.bulk_create(
        [
            DigestSubscription(membership_id=pk)
            for pk in members.filter(digest=None).order_by("pk").values_list("pk", flat=True)
        ],
        ignore_conflicts=True,
    )


def _mail(period: DigestPeriod, membership: Membership, *, missed: bool) -> OutgoingMail:
    return OutgoingMail(
        kind="digest",
        user_id=membership.user_id,
        membership=membership,
        once=f"digest-{period.pk}-{membership.pk}",
        state=MailState.SKIPPED if missed else MailState.QUEUED,
        reason=Reason.MISSED if missed else "",
        due_at=period.end,
        next_at=period.end,
    )

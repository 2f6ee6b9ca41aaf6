"""The outbox of every mail, and the weekly digest's periods, subscriptions and deliveries."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.access import AccessQuerySet
from portal.digests import rules
from portal.digests.querysets import DeliveryQuerySet, MailQuerySet
from portal.digests.states import Frequency, MailState, Reason
from portal.encryption import EncryptedField
from portal.models import Keyed


class OutgoingMail(Keyed):
    """One row is one mail to one address: stored first, claimed, sent, finished.

    The text is rendered at the moment of sending by the area that offers `kind`, so that it fits what is
    true then. Only account mails (kind "account") carry a stored body, encrypted and wiped after sending.
    `due_at` is when it ought to go, `next_at` when it may be taken (again): the next try while waiting,
    the end of the lease while in flight. `to_address` is for people without an account; everybody else
    is reached where their account says at the moment of sending.
    """

    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField(null=True, blank=True)
    user = models.ForeignKey("partners.User", models.CASCADE, null=True, blank=True, related_name="+")
    membership = models.ForeignKey(
        "partners.Membership", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    to_address = models.EmailField(_("to"), blank=True)
    body = EncryptedField(blank=True, default="")
    once = models.CharField(max_length=120, unique=True, null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=MailState.choices, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    next_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    answer = models.CharField(_("server's answer"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = MailQuerySet.as_manager()
    access_rules = {"view": rules.view_mail, "resend": rules.view_mail}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=MailState.values), name="mail_state_known"),
            models.CheckConstraint(
                condition=models.Q(state=MailState.SENT, sent_at__isnull=False)
                | ~models.Q(state=MailState.SENT),
                name="mail_sent_when",
            ),
            models.CheckConstraint(
                condition=models.Q(reason="") | models.Q(state=MailState.SKIPPED, reason__in=Reason.values),
                name="mail_skipped_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"],
                condition=models.Q(state__in=["queued", "in_flight"]),
                name="mail_to_send",
            ),
            models.Index(fields=["-created_at", "-id"], name="mail_newest"),
            models.Index(fields=["state", "-created_at", "-id"], name="mail_newest_of_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def address(self) -> str:
        return self.user.email if self.user is not None else self.to_address

    @property
    def message_id(self) -> str:
        """The same at every try, so that a receiver recognises a second copy."""
        return f"<{self.key}@{urlsplit(settings.PORTAL_URL).hostname}>"


class DigestPeriod(models.Model):
    """One row is one half-open period [start, end) that a digest tells of; planned once, as a whole."""

    start = models.DateTimeField()
    end = models.DateTimeField(unique=True)
    planned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="period_half_open")
        ]

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%d} – {self.end:%Y-%m-%d}"


class DigestSubscription(Keyed):
    """One row says how often one access wants the Wochenüberblick."""

    membership = models.OneToOneField("partners.Membership", models.CASCADE, related_name="digest")
    frequency = models.PositiveSmallIntegerField(
        _("rhythm"), choices=Frequency.choices, default=Frequency.WEEKLY
    )
    when_empty = models.BooleanField(_("also when there is nothing new"), default=False)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_subscription, "edit": rules.view_subscription}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(frequency__in=Frequency.values), name="subscription_frequency_known"
            )
        ]

    def __str__(self) -> str:
        return f"digest of {self.membership_id}"


class DigestDelivery(Keyed):
    """One row is the digest of one access for one period: planned once, whatever runs twice.

    It tells of [start, period.end); `start` is where the last one told to this access ended. `content` is
    what was sent, as `digest.Digest.stored()` makes it (no signed links), kept for half a year.
    """

    period = models.ForeignKey(DigestPeriod, models.CASCADE, related_name="deliveries")
    membership = models.ForeignKey("partners.Membership", models.CASCADE, related_name="+")
    start = models.DateTimeField(_("tells from"))
    mail = models.OneToOneField(OutgoingMail, models.SET_NULL, null=True, related_name="delivery")
    content = models.JSONField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()
    access_rules = {"view": rules.view_delivery}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["period", "membership"], name="delivery_once")]

    def __str__(self) -> str:
        return f"delivery {self.pk}"


class SweepRun(models.Model):
    """One row says when one sweep last went well and when it last failed, and with what kind of error."""

    name = models.CharField(max_length=120, unique=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.name

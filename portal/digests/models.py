"""The outbox of every mail, and the weekly digest's periods, subscriptions and deliveries."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.access import AccessQuerySet
from portal.digests import rules
from portal.digests.states import Frequency, MailState
from portal.encryption import EncryptedField
from portal.models import Keyed


class OutgoingMail(Keyed):
    """One row is one mail to one address: stored first, claimed, sent, finished.

    The text is rendered at the moment of sending by the area that offers `kind`, so that it fits what is
    true then. Only account mails (kind "account") carry a stored body, encrypted and wiped after sending.
    """

    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField(null=True, blank=True)
    user = models.ForeignKey("partners.User", models.CASCADE, null=True, blank=True, related_name="+")
    membership = models.ForeignKey(
        "partners.Membership", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    to_address = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = EncryptedField(blank=True, default="")
    once = models.CharField(max_length=120, unique=True, null=True, blank=True)
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(_("due"))
    lease_until = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=120, blank=True)
    answer = models.CharField(_("server's answer"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_mail, "resend": rules.view_mail}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=MailState.values), name="mail_state_known"),
            models.CheckConstraint(
                condition=models.Q(state=MailState.SENT, sent_at__isnull=False)
                | ~models.Q(state=MailState.SENT),
                name="mail_sent_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(state__in=["queued", "in_flight"]),
                name="mail_to_send",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class DigestPeriod(models.Model):
    """One row is one half-open period [start, end) that a digest tells of."""

    start = models.DateTimeField()
    end = models.DateTimeField(unique=True)
    planned_at = models.DateTimeField(auto_now_add=True)

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

    def __str__(self) -> str:
        return f"digest of {self.membership_id}"


class DigestDelivery(Keyed):
    """One row is the digest of one access for one period: planned once, whatever runs twice."""

    period = models.ForeignKey(DigestPeriod, models.CASCADE, related_name="deliveries")
    membership = models.ForeignKey("partners.Membership", models.CASCADE, related_name="+")
    start = models.DateTimeField(_("tells from"))
    mail = models.OneToOneField(OutgoingMail, models.SET_NULL, null=True, related_name="delivery")
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_delivery}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["period", "membership"], name="delivery_once")]

    def __str__(self) -> str:
        return f"delivery {self.pk}"

"""The states of a mail on its way out."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class MailState(TextChoices):
    """queued → in flight (leased) → sent; or failed, skipped (no longer a reason), held."""

    QUEUED = "queued", _("waiting")
    IN_FLIGHT = "in_flight", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    SKIPPED = "skipped", _("not sent")


class Frequency(IntegerChoices):
    """Weeks between two digests."""

    NEVER = 0, _("never")
    WEEKLY = 1, _("every week")
    TWO_WEEKS = 2, _("every two weeks")
    FOUR_WEEKS = 4, _("every four weeks")

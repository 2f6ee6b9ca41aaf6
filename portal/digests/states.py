"""The states of a mail on its way out, and why one is not sent."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from portal.workflow import Transition, Workflow


class MailState(TextChoices):
    """queued → in flight (leased) → sent; or failed; or skipped, because it has no reason any more."""

    QUEUED = "queued", _("waiting")
    IN_FLIGHT = "in_flight", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    SKIPPED = "skipped", _("not sent")


class Reason(TextChoices):
    """Why a mail was not sent; what an area says itself stands in the mail's `answer`."""

    EMPTY = "empty", _("nothing new in this period")
    MISSED = "missed", _("missed: more than 48 hours late")
    INACTIVE = "inactive", _("the account is closed")
    ENDED = "ended", _("the access has ended")
    UNSUBSCRIBED = "unsubscribed", _("unsubscribed")
    OBSOLETE = "obsolete", _("no longer needed")
    UNKNOWN = "unknown", _("this kind of mail is not known")


# Only what the office does by hand; claiming and finishing compare and set in delivery.py.
WORKFLOW = Workflow(resend=Transition([MailState.FAILED], MailState.QUEUED, "resend"))


class Frequency(IntegerChoices):
    """Weeks between two digests."""

    NEVER = 0, _("never")
    WEEKLY = 1, _("every week")
    TWO_WEEKS = 2, _("every two weeks")
    FOUR_WEEKS = 4, _("every four weeks")

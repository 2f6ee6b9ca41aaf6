"""The fixed words of handovers to another body, and which step leads where."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apprenticeships.states.cases import SEEKING, CaseState
from portal.workflow import Transition, Workflow

HANDED_OVER_FROM = (*SEEKING, CaseState.ON_HOLD)  # a promised or registered place stays where it is


class HandoverState(TextChoices):
    """requested → accepted, rejected with a reason, or revoked; returned when the consent is revoked."""

    REQUESTED = "requested", _("handover requested")
    ACCEPTED = "accepted", _("handed over")
    REJECTED = "rejected", _("handover rejected")
    REVOKED = "revoked", _("handover revoked")
    RETURNED = "returned", _("came back")


H = HandoverState
REFUSED = (H.REJECTED, H.REVOKED)  # led to nothing: deleted after their time
SEEN_BY_RECIPIENT = (H.REQUESTED, H.ACCEPTED)

HANDOVER_WORKFLOW = Workflow(
    accept=Transition([H.REQUESTED], H.ACCEPTED, "decide"),
    reject=Transition([H.REQUESTED], H.REJECTED, "decide"),
    revoke=Transition([H.REQUESTED], H.REVOKED, "revoke"),
    give_back=Transition([H.ACCEPTED], H.RETURNED, "view"),
)

HANDOVER_MARKS = {
    H.REQUESTED: ("active", "mail"),
    H.ACCEPTED: ("done", "tick"),
    H.REJECTED: ("", "close"),
    H.REVOKED: ("", "close"),
    H.RETURNED: ("watch", "swap"),
}

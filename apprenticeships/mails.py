"""Mails that cannot wait a week: a tip for you, your tip was decided. Numbers only, no company, no person."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from apprenticeships.models import Handover, Tip
from apprenticeships.states.handovers import HandoverState
from portal.areas import MailBody, SkipMail
from portal.digests.models import OutgoingMail


def _tip(mail: OutgoingMail) -> Tip:
    tip = Tip.objects.filter(pk=mail.object_id).first()
    if tip is None:
        raise SkipMail(_("The tip no longer exists."))
    return tip


def tip_assigned(mail: OutgoingMail) -> MailBody:
    """To the adviser and deputy, or to the office where nobody is responsible yet."""
    tip = _tip(mail)
    if not tip.is_open:
        raise SkipMail(_("The tip has been decided meanwhile."))
    to_office = tip.organisation_id is None
    subject = _("Tip %(number)s: nobody is responsible yet") if to_office else _("New tip %(number)s for you")
    url = settings.PORTAL_URL + reverse("apprenticeships:tip_detail", kwargs={"number": tip.number})
    context = {"tip": tip, "to_office": to_office, "url": url}
    text = render_to_string("apprenticeships/mail_tip_assigned.txt", context)
    return MailBody(subject % {"number": tip.number}, text)


def tip_decided(mail: OutgoingMail) -> MailBody:
    """To the reporter: number and state."""
    tip = _tip(mail)
    if tip.is_open:
        raise SkipMail(_("The tip is not decided."))
    url = settings.PORTAL_URL + reverse("apprenticeships:tip_detail", kwargs={"number": tip.number})
    text = render_to_string("apprenticeships/mail_tip_decided.txt", {"tip": tip, "url": url})
    return MailBody(_("Your tip %(number)s: decided") % {"number": tip.number}, text)


def _handover(mail: OutgoingMail) -> tuple[Handover, dict[str, object]]:
    row = Handover.objects.filter(pk=mail.object_id).select_related("case", "sender", "recipient").first()
    if row is None or mail.membership is None:
        raise SkipMail(_("The handover no longer exists."))
    url = settings.PORTAL_URL + reverse("apprenticeships:handover_detail", kwargs={"key": row.key})
    return row, {"handover": row, "number": row.case.number, "url": url}


def handover_requested(mail: OutgoingMail) -> MailBody:
    """To the advisers of the body that is asked: number and who asks."""
    row, context = _handover(mail)
    if row.state != HandoverState.REQUESTED:
        raise SkipMail(_("The handover has been decided meanwhile."))
    text = render_to_string("apprenticeships/mail_handover_requested.txt", context)
    return MailBody(_("Handover of %(number)s: please decide") % context, text)


def handover_decided(mail: OutgoingMail) -> MailBody:
    """To the adviser who asked: number and state."""
    row, context = _handover(mail)
    if row.state == HandoverState.REQUESTED:
        raise SkipMail(_("The handover is not decided."))
    text = render_to_string("apprenticeships/mail_handover_decided.txt", context)
    subject = _("Handover of %(number)s: %(state)s")
    return MailBody(subject % {"number": row.case.number, "state": row.get_state_display()}, text)


MAILS = {
    "handover_requested": handover_requested,
    "handover_decided": handover_decided,
    "tip_assigned": tip_assigned,
    "tip_decided": tip_decided,
}

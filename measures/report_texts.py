"""What the mails about a Sachstand say, and the link in them: measures by number and title, no person."""

from datetime import date, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.models import Measure, ReportRound
from portal.areas import MailBody
from portal.links import issue
from portal.templatetags.portal_ui import day

REPORT = "report"  # the purpose of these links
LINK_VALID = timedelta(days=60)


def new_link(measure: Measure, address: str) -> str:
    """The address of the form behind a new link for `address`; the token is not kept."""
    token = issue(REPORT, measure.pk, recipient=address, valid=LINK_VALID)
    return settings.PORTAL_URL + reverse("measures:report_by_link", kwargs={"token": token})


def due_mail(measure: Measure, due_on: date, address: str) -> MailBody:
    """The Sachstand of the rhythm is due or overdue."""
    subject = _("Sachstand of %(number)s: please report")
    return _mail(subject, measure, address, due_on, None)


def round_mail(measure: Measure, round_: ReportRound, address: str, *, reminds: bool) -> MailBody:
    """The office asks in a round, or reminds of it."""
    subject = (
        _("Reminder: Sachstand of %(number)s by %(day)s")
        if reminds
        else _("Sachstand of %(number)s asked for by %(day)s")
    )
    return _mail(subject, measure, address, round_.deadline, round_)


def _mail(subject: str, measure: Measure, address: str, due_on: date, round_: ReportRound | None) -> MailBody:
    context = {
        "measure": measure,
        "round": round_,
        "due": day(due_on),
        "is_late": due_on < timezone.localdate(),
        "url": new_link(measure, address),
        "until": day(timezone.localdate() + LINK_VALID),
    }
    text = render_to_string("measures/mail_report.txt", context)
    return MailBody(subject % {"number": measure.number, "day": day(due_on)}, text)

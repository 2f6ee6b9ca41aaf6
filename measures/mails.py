"""Mails about the Sachstand of a measure: due, asked for in a round, reminded; rendered when sent."""

from django.utils import timezone
from django.utils.translation import gettext as _

from measures.models import Measure, RoundRequest
from measures.report_texts import due_mail, round_mail
from measures.states import RoundState
from portal.areas import MailBody, SkipMail
from portal.digests.models import OutgoingMail
from portal.partners.actors import actor_of


def report_due(mail: OutgoingMail) -> MailBody:
    """To the organisation in the lead: the Sachstand of the rhythm."""
    today = timezone.localdate()
    measure = _measure(mail, mail.object_id)
    due_on = Measure.objects.with_report_due(today).values_list("report_due_on", flat=True).get(pk=measure.pk)
    if due_on is None or due_on > today:
        raise SkipMail(_("The Sachstand has been reported meanwhile."))
    return due_mail(measure, due_on, mail.address)


def report_asked(mail: OutgoingMail) -> MailBody:
    """To the organisation in the lead: the office asks in a round."""
    return _of_round(mail, reminds=False)


def report_reminder(mail: OutgoingMail) -> MailBody:
    """To whoever has not answered a round."""
    return _of_round(mail, reminds=True)


def _of_round(mail: OutgoingMail, *, reminds: bool) -> MailBody:
    request = RoundRequest.objects.filter(pk=mail.object_id).select_related("round").first()
    if request is None or request.round.state != RoundState.OPEN:
        raise SkipMail(_("The round is over."))
    if request.answered_at is not None:
        raise SkipMail(_("The Sachstand has been reported meanwhile."))
    return round_mail(_measure(mail, request.measure_id), request.round, mail.address, reminds=reminds)


def _measure(mail: OutgoingMail, pk: int | None) -> Measure:
    """The measure, while the reader's organisation leads it and reports on it."""
    actor = actor_of(mail.user, mail.membership)
    rows = Measure.objects.permitted(actor, "report").filter(lead=actor.organisation_id)
    measure = rows.filter(pk=pk).first()
    if measure is None:
        raise SkipMail(_("The organisation no longer reports on this measure."))
    return measure


MAILS = {"report_due": report_due, "report_asked": report_asked, "report_reminder": report_reminder}

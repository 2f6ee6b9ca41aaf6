"""Mails that cannot wait a week: tips, suggestions, handovers, deadlines. No company, no person in them."""

from collections import Counter
from datetime import UTC, datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apprenticeships.models import Case, CaseDeadline, CompanySuggestion, Handover, Tip
from apprenticeships.results import counts_of, words_of
from apprenticeships.retention import tip_goes_on
from apprenticeships.states import SuggestionState
from apprenticeships.states.deadlines import DeadlineKind
from apprenticeships.states.handovers import HandoverState
from portal.areas import MailBody, SkipMail
from portal.digests.models import OutgoingMail
from portal.partners.actors import actor_of


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


def tip_changed(mail: OutgoingMail) -> MailBody:
    """To the adviser in charge: the reporter has corrected the tip."""
    tip = _tip(mail)
    if not tip.is_open:
        raise SkipMail(_("The tip has been decided meanwhile."))
    context = {"tip": tip, "url": _url("tip_detail", number=tip.number)}
    text = render_to_string("apprenticeships/mail_tip_changed.txt", context)
    return MailBody(_("Tip %(number)s: corrected") % {"number": tip.number}, text)


def tip_goes(mail: OutgoingMail) -> MailBody:
    """To those responsible: nobody has decided the tip, and when it is deleted."""
    tip = _tip(mail)
    if not tip.is_open:
        raise SkipMail(_("The tip has been decided meanwhile."))
    context = {
        "tip": tip,
        "received": timezone.localdate(tip.created_at),
        "goes_on": tip_goes_on(tip),
        "url": _url("tip_detail", number=tip.number),
    }
    text = render_to_string("apprenticeships/mail_tip_goes.txt", context)
    return MailBody(_("Tip %(number)s is deleted soon: please decide") % {"number": tip.number}, text)


def tip_result(mail: OutgoingMail) -> MailBody:
    """To the reporter: what came of the tip, in numbers."""
    tip = _tip(mail)
    lines = words_of(tip, counts_of([tip]).get(tip.pk, Counter()))
    if not lines:
        raise SkipMail(_("The tip has no result any more."))
    context = {"tip": tip, "lines": lines, "url": _url("tip_detail", number=tip.number)}
    text = render_to_string("apprenticeships/mail_tip_result.txt", context)
    return MailBody(_("Your tip %(number)s: what came of it") % {"number": tip.number}, text)


def _suggestion(mail: OutgoingMail, action: str) -> CompanySuggestion:
    """The suggestion that the mail is about, if its reader may still do `action`."""
    rows = CompanySuggestion.objects.select_related("suggester", "municipality__district")
    if mail.membership is not None:
        rows = rows.permitted(actor_of(mail.membership.user, mail.membership), action)
    row = rows.filter(pk=mail.object_id).first()
    if row is None:
        raise SkipMail(_("The suggestion has been decided meanwhile."))
    return row


def suggestion_new(mail: OutgoingMail) -> MailBody:
    """To the advisers of the responsible chamber, or to the office where there is none; no company's name."""
    row = _suggestion(mail, "assign")
    context = {
        "row": row,
        "to_office": row.organisation_id is None,
        "url": _url("suggestion_detail", key=row.key),
    }
    text = render_to_string("apprenticeships/mail_suggestion_new.txt", context)
    return MailBody(_("A company has been suggested to you"), text)


def suggestion_decided(mail: OutgoingMail) -> MailBody:
    """To whoever suggested the company: taken on, or declined with the reason."""
    row = _suggestion(mail, "follow")
    if row.state == SuggestionState.SUGGESTED:
        raise SkipMail(_("The suggestion is not decided."))
    context = {"row": row, "url": _url("suggestion_detail", key=row.key)}
    text = render_to_string("apprenticeships/mail_suggestion_decided.txt", context)
    return MailBody(_("Your suggestion of a company: decided"), text)


def suggestion_thanks(mail: OutgoingMail) -> MailBody:
    """To whoever suggested the company: thanks, and nothing of the person or the case."""
    row = _suggestion(mail, "follow")
    if row.state != SuggestionState.CONTRACT:
        raise SkipMail(_("The suggestion has not led to a contract."))
    context = {"row": row, "url": _url("suggestion_detail", key=row.key)}
    text = render_to_string("apprenticeships/mail_suggestion_thanks.txt", context)
    return MailBody(_("Thank you: your suggestion has contributed to a new contract"), text)


def deadlines_today(mail: OutgoingMail) -> MailBody:
    """To the adviser in charge or whoever stands in: what of the deadlines told then is still to be done."""
    if mail.membership is None:
        raise SkipMail(_("The access no longer exists."))
    actor = actor_of(mail.membership.user, mail.membership)
    told = datetime.fromtimestamp(mail.object_id, UTC)
    cases = Case.objects.permitted(actor, "handle").open()
    rows = CaseDeadline.objects.filter(case__in=cases, told_at=told, done_on=None)
    rows = rows.filter(due_on=timezone.localdate(told)).order_by("case__number", "pk")
    lines = [
        (number, _("Your own deadline") if kind == DeadlineKind.OWN else title)
        for number, kind, title in rows.values_list("case__number", "kind", "title")
    ]
    if not lines:
        raise SkipMail(_("Everything that was due is done or no longer yours."))
    subject = ngettext("Deadline today: %(number)s", "%(count)s deadlines today", len(lines))
    text = render_to_string(
        "apprenticeships/mail_deadlines_today.txt", {"lines": lines, "url": _url("work_list")}
    )
    return MailBody(subject % {"count": len(lines), "number": lines[0][0]}, text)


def _url(name: str, **kwargs: object) -> str:
    return settings.PORTAL_URL + reverse(f"apprenticeships:{name}", kwargs=kwargs)


MAILS = {
    "deadlines_today": deadlines_today,
    "handover_requested": handover_requested,
    "handover_decided": handover_decided,
    "tip_assigned": tip_assigned,
    "tip_changed": tip_changed,
    "tip_decided": tip_decided,
    "tip_goes": tip_goes,
    "tip_result": tip_result,
    "suggestion_new": suggestion_new,
    "suggestion_decided": suggestion_decided,
    "suggestion_thanks": suggestion_thanks,
}

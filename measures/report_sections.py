"""Sachstände on the start page and in the Wochenüberblick: asked of the lead, open rounds for the office."""

from datetime import date

from django.db.models import Exists, F, Min, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.models import Measure, ReportRound, RoundRequest
from measures.report_recipients import recipients_of
from measures.report_texts import LINK_VALID, REPORT
from measures.rounds import answers_words, round_rows
from measures.states import RoundState
from portal.access import Actor
from portal.areas import ASKED, INFO, WEEK, Figure, Item, Section, Signed, first_items

AHEAD_DAYS = 14  # how long before the due day one is asked


def asked_of_lead(actor: Actor, today: date) -> Section:
    """Measures that the actor's organisation leads, due soon, overdue, or asked for in a round."""
    open_requests = RoundRequest.objects.filter(
        measure=OuterRef("pk"), round__state=RoundState.OPEN, answered_at=None
    )
    rows = (
        Measure.objects.permitted(actor, "report")
        .filter(lead=actor.organisation_id)
        .with_report_due(today)
        .annotate(
            is_asked=Exists(open_requests),
            deadline=Min("round_requests__round__deadline", filter=_still_open()),
        )
        .filter(Q(report_overdue_days__gte=-AHEAD_DAYS) | Q(is_asked=True))
        .order_by(F("report_due_on").asc(nulls_last=True), "pk")
    )
    items, note = first_items(rows.defer("search", "description"), _item)
    items.sort(key=lambda item: item.due_on or today)
    count = ngettext("%(count)d reply asked", "%(count)d replies asked", len(items))
    word = count % {"count": len(items)} if items else ""
    return Section(ASKED, _("Asked of you"), items, note=note, count_word=word)


def _still_open() -> Q:
    return Q(round_requests__round__state=RoundState.OPEN, round_requests__answered_at=None)


def _item(measure: Measure) -> Item:
    days = [day for day in (measure.deadline, measure.report_due_on) if day is not None]
    why = [
        _("asked for in a round") if measure.is_asked else _("Your organisation leads it"),
        _("five fields, the last Sachstand is filled in"),
    ]
    words = {"number": measure.number, "title": measure.title}
    return Item(
        title=_("Sachstand of %(number)s “%(title)s”") % words,
        url=reverse("measures:report", args=[measure.number]),
        why=" · ".join(why),
        due_on=min(days) if days else None,
        link_label=_("Report Sachstand"),
        signed=Signed(REPORT, measure.pk, "measures:report_by_link", LINK_VALID),
    )


def open_rounds(actor: Actor) -> Section:
    """The office's open rounds with how many have answered."""
    rows = round_rows(ReportRound.objects.permitted(actor, "manage").filter(state=RoundState.OPEN))
    items, note = first_items(rows.order_by("deadline", "pk"), _round_item)
    url = reverse("measures:round_list") if items else ""
    return Section(WEEK, _("Open rounds"), items, note=note, url=url)


def _round_item(round_: ReportRound) -> Item:
    return Item(
        title=round_.title,
        url=round_.get_absolute_url(),
        why=_("%(counts)s have answered") % {"counts": answers_words(round_.answered, round_.asked)},
        due_on=round_.deadline,
    )


def overdue_reports(actor: Actor, today: date) -> Section:
    """For the office: how many Sachstände are overdue, and how many of them have nobody who can be mailed."""
    rows = Measure.objects.permitted(actor, "view").with_report_due(today).filter(report_overdue_days__gt=0)
    leads = list(rows.values_list("lead_id", flat=True))
    if not leads:
        return Section(INFO, _("Sachstände"))
    readers = recipients_of(leads)
    silent = sum(lead not in readers for lead in leads)
    label = ngettext("Sachstand overdue", "Sachstände overdue", len(leads))
    figures = [Figure(len(leads), label, "warn")]
    if silent:
        figures.append(Figure(silent, _("of them with nobody to mail"), "warn"))
    return Section(INFO, _("Sachstände"), figures=figures, url=reverse("measures:list"))

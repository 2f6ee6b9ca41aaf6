"""What the pages of rounds show: their rows, who was asked, who answered, what became of the mails."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.catalogue import LIGHT_TONES
from measures.models import ReportRound, RoundRequest
from measures.report_recipients import recipients_of
from measures.states import ROUND_MARKS, RoundState
from portal.digests.models import OutgoingMail
from portal.digests.states import MailState
from portal.templatetags.portal_ui import day

ANSWERED = Q(requests__answered_at__isnull=False)


@dataclass(frozen=True)
class RequestRow:
    """One measure of a round. `mails`: how many addresses are (or will be) mailed; `failed`: of them lost."""

    key: str
    number: str
    title: str
    url: str
    focus: int
    focus_label: str
    lead: str
    asks: bool
    mails: int
    failed: int
    waiting: int
    last: str
    tone: str
    light: str
    answer: tuple[str, str, str]
    reminded: list[str] = field(default_factory=list)


def round_rows(rows: QuerySet) -> QuerySet:
    """Rounds with how many measures they ask and how many have answered."""
    asked = Q(requests__asks=True)
    return rows.annotate(
        asked=Count("requests", filter=asked), answered=Count("requests", filter=asked & ANSWERED)
    )


def round_row(round_: ReportRound) -> dict[str, Any]:
    return {
        "title": round_.title,
        "url": round_.get_absolute_url(),
        "occasion": round_.occasion,
        "deadline": day(round_.deadline),
        "mark": (*ROUND_MARKS[round_.state], round_.get_state_display()),
        "answers": answers_words(round_.answered, round_.asked),
    }


def answers_words(answered: int, asked: int) -> str:
    return _("%(answered)s of %(asked)s") % {"answered": answered, "asked": asked}


def requests_of(round_: ReportRound) -> list[RequestRow]:
    """The rows of a round's page, by focus area. Three statements, however many measures."""
    rows = list(
        round_.requests.select_related("measure__lead", "report").order_by(
            "measure__focus_area", "measure__sort_title", "pk"
        )
    )
    for one in rows:
        one.round = round_
    prepared = round_.state == RoundState.PREPARED
    readers = recipients_of(one.measure.lead_id for one in rows) if prepared else {}
    states = {} if prepared else _mail_states(round_)
    return [
        _request_row(one, len(readers.get(one.measure.lead_id, [])), states.get(one.pk, [])) for one in rows
    ]


def _mail_states(round_: ReportRound) -> dict[int, list[str]]:
    """Request → the states of its mails."""
    start = f"report-round-{round_.pk}-"
    found = defaultdict(list)
    for once, state in OutgoingMail.objects.filter(once__startswith=start).values_list("once", "state"):
        found[int(once.removeprefix(start).partition("-")[0])].append(state)
    return found


def _request_row(one: RoundRequest, to: int, states: list[str]) -> RequestRow:
    measure, report = one.measure, one.report
    return RequestRow(
        key=str(one.key),
        number=measure.number,
        title=measure.title,
        url=measure.get_absolute_url(),
        focus=measure.focus_area,
        focus_label=measure.get_focus_area_display(),
        lead=measure.lead_name,
        asks=one.asks,
        mails=one.recipients if one.asked_at else to,
        failed=states.count(MailState.FAILED),
        waiting=states.count(MailState.QUEUED) + states.count(MailState.IN_FLIGHT),
        last=day(measure.light_on),
        tone=LIGHT_TONES.get(report.light, "") if report else "",
        light=_light_words(one),
        answer=_answer(one),
        reminded=_reminded(one),
    )


def _light_words(one: RoundRequest) -> str:
    if one.report is None:
        return ""
    words = one.report.get_light_display()
    return f"{words}: {one.report.reason}" if one.report.reason else str(words)


def _answer(one: RoundRequest) -> tuple[str, str, str]:
    """Kind, icon and words of the answer's mark."""
    if one.answered_at is None:
        return ("watch", "clock", _("open"))
    words = {"day": day(one.answered_at)}
    if one.is_late:
        return ("warn", "clock", _("late, %(day)s") % words)
    return ("good", "check", _("answered, %(day)s") % words)


def _reminded(one: RoundRequest) -> list[str]:
    """The days of the reminders that went out; one that was skipped at the start is none."""
    sent = [at for at in (one.first_reminded_at, one.second_reminded_at) if at and at != one.asked_at]
    return [day(at) for at in dict.fromkeys(sent)]


def round_facts(round_: ReportRound, rows: Sequence[RequestRow]) -> list[tuple[str, str]]:
    asked = [row for row in rows if row.asks]
    answered = sum(row.answer[1] == "check" or row.answer[0] == "warn" for row in asked)
    reminders = _("%(first)s and %(second)s days before, to those who have not answered") % {
        "first": round_.first_reminder,
        "second": round_.second_reminder,
    }
    count = ngettext("%(count)s measure", "%(count)s measures", len(asked)) % {"count": len(asked)}
    facts = [
        (_("Occasion"), round_.occasion),
        (_("Answers until"), day(round_.deadline)),
        (_("Reminders"), reminders),
        (_("Asked"), count),
        (_("Answered"), "" if round_.state == RoundState.PREPARED else answers_words(answered, len(asked))),
        (_("Started"), day(round_.started_at)),
    ]
    return [(label, value) for label, value in facts if value]

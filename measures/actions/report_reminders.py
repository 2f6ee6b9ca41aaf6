"""What the sweep does about Sachstände: asks when one is due, reminds in rounds. Safe to run twice."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from measures.actions.report_mails import post_once
from measures.models import Measure, ReportRound, RoundRequest
from measures.report_recipients import Recipient, recipients_of
from measures.report_texts import due_mail, round_mail
from measures.states import RoundState

SECOND_AFTER = 14  # days after the due day
NOT_LATER_THAN = 60  # what is overdue for longer is on the dashboard; a new portal does not mail about it
DUE, REMINDER = "report_due", "report_reminder"  # kinds of mail
STAGES = ("first", "second")


def ask_for_due_reports(now: datetime) -> None:
    """Mails the lead of each measure once when its Sachstand is due and once 14 days later; the sweep's.

    Measures in an open round are left to the round. Side effects: mails, and the mark that they went.
    """
    today = timezone.localdate(now)
    due = (
        Measure.objects.with_report_due(today)
        .filter(report_overdue_days__gte=0, report_overdue_days__lte=NOT_LATER_THAN, lead__isnull=False)
        .exclude(round_requests__round__state=RoundState.OPEN)
        .order_by("pk")
    )
    fields = ("pk", "lead_id", "report_due_on", "report_overdue_days", "report_reminded")
    waiting = [
        (pk, lead, due_on, mark)
        for pk, lead, due_on, late, known in due.values_list(*fields)
        if (mark := _mark(due_on, late)) != known
    ]
    readers = recipients_of(lead for _pk, lead, _due_on, _mark in waiting)
    for pk, lead, due_on, mark in waiting:
        _ask(pk, due_on, mark, readers.get(lead, []))


def _mark(due_on: date, late: int) -> str:
    """2026-10-15/1 – and /2 for the second mail."""
    return f"{due_on:%Y-%m-%d}/{2 if late >= SECOND_AFTER else 1}"


@transaction.atomic
def _ask(pk: int, due_on: date, mark: str, to: list[Recipient]) -> None:
    """One measure; whoever marks it first mails."""
    if not Measure.objects.filter(pk=pk).exclude(report_reminded=mark).update(report_reminded=mark):
        return
    measure = Measure.objects.get(pk=pk)
    post_once(
        DUE,
        pk,
        to,
        once=f"report-due-{pk}-{mark}",
        text=lambda address: due_mail(measure, due_on, address),
    )


def remind_in_rounds(now: datetime) -> None:
    """Reminds those who have not answered an open round, twice before its deadline; the sweep's."""
    today = timezone.localdate(now)
    for round_ in ReportRound.objects.filter(state=RoundState.OPEN, deadline__gte=today).order_by("pk"):
        for stage in stages_due(round_, today):
            _remind(round_, stage, now)


def stages_due(round_: ReportRound, day: date) -> list[str]:
    """Which reminders of the round are due on `day`: none, the first, or both."""
    return [
        stage
        for stage in STAGES
        if day >= round_.deadline - timedelta(days=getattr(round_, f"{stage}_reminder"))
    ]


def _remind(round_: ReportRound, stage: str, now: datetime) -> None:
    """The second reminder stands for the first, too, where the sweep has missed that."""
    field = f"{stage}_reminded_at"
    due = RoundRequest.objects.filter(round=round_, asked_at__isnull=False, answered_at=None, **{field: None})
    if stage == "first" and "second" in stages_due(round_, timezone.localdate(now)):
        due.update(first_reminded_at=now)
        return
    readers = recipients_of(due.values_list("organisation_id", flat=True))
    for pk, organisation in due.order_by("pk").values_list("pk", "organisation_id"):
        _remind_one(round_, pk, field, now, readers.get(organisation, []))


@transaction.atomic
def _remind_one(round_: ReportRound, pk: int, field: str, now: datetime, to: list[Recipient]) -> None:
    """One request; whoever marks it first mails, and nobody once it is answered."""
    rows = RoundRequest.objects.filter(pk=pk, answered_at=None, **{field: None})
    if not rows.update(**{field: now}):
        return
    measure = Measure.objects.get(round_requests=pk)
    post_once(
        REMINDER,
        pk,
        to,
        once=f"report-round-{round_.pk}-{pk}-{field[:6]}-{round_.deadline:%Y%m%d}",
        text=lambda address: round_mail(measure, round_, address, reminds=True),
    )

"""Rounds: the office prepares one, starts it, moves its deadline, closes it."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.actions.report_mails import post_once
from measures.actions.report_reminders import STAGES, stages_due
from measures.models import Measure, ReportRound, RoundRequest
from measures.report_recipients import Recipient, recipients_of
from measures.report_texts import round_mail
from measures.states import ROUND_WORKFLOW, MeasureClass, MeasureState, Progress
from portal.access import Actor
from portal.activity.recording import record
from portal.forms import VersionedForm
from portal.workflow import TransitionRefused

ASKED = "report_asked"  # kind of mail


@transaction.atomic
def prepare_round(form: VersionedForm, *, by: Actor) -> ReportRound:
    """Stores a round with a request for each measure that fits; nobody is mailed. Side effect: event."""
    round_ = form.save()
    wanted = Q(focus_area__in=form.cleaned_data["focus"], progress=Progress.RUNNING)
    if form.cleaned_data["with_others"]:
        wanted = Q(
            focus_area__in=form.cleaned_data["focus"],
            progress__in=[Progress.RUNNING, Progress.PLANNED, Progress.PAUSED],
        )
    measures = Measure.objects.published().filter(wanted, kind=MeasureClass.REGIONAL)
    RoundRequest.objects.bulk_create(
        RoundRequest(round=round_, measure_id=pk, organisation_id=lead)
        for pk, lead in measures.order_by("focus_area", "sort_title", "number").values_list("pk", "lead_id")
    )
    record("round_prepared", round_, by=by)
    return round_


@transaction.atomic
def choose_measures(round_: ReportRound, keys: Iterable[UUID], *, by: Actor) -> None:
    """While it is prepared: only the requests with these keys ask. Side effect: event."""
    _locked(round_)
    chosen = Q(key__in=list(keys))
    count = round_.requests.filter(chosen).update(asks=True)
    round_.requests.exclude(chosen).update(asks=False)
    record("round_chosen", round_, by=by, note=str(count))


@transaction.atomic
def edit_round(form: VersionedForm, *, by: Actor, now: datetime) -> ReportRound:
    """Stores title, occasion, deadline, reminders; with a new deadline the reminders count anew.

    Raises StaleSave when somebody was faster. Side effect: event.
    """
    round_ = form.save()
    if changes := form.changes():
        record("round_edited", round_, by=by, changes=changes)
    if {"deadline", "first_reminder", "second_reminder"} & set(changes):
        round_.requests.filter(answered_at=None).update(**_passed(round_, now))
    return round_


@transaction.atomic
def start_round(round_: ReportRound, *, by: Actor, now: datetime | None = None) -> int:
    """Asks the lead of every measure that is left; returns how many mails it queued.

    A reminder that would already be due counts as sent. Measures that are no longer published fall out.
    Raises TransitionRefused when it is not prepared any more, its deadline is over or nothing is asked for.
    Side effects: mails, event.
    """
    now = now or timezone.now()
    _refuse_empty(round_, timezone.localdate(now))
    ROUND_WORKFLOW.apply(round_, "start", by=by, started_at=now)
    round_.requests.filter(~Q(asks=True) | ~Q(measure__state=MeasureState.PUBLISHED)).delete()
    requests = list(round_.requests.select_related("measure"))
    readers = recipients_of(one.measure.lead_id for one in requests)
    count = sum(_ask(round_, one, readers.get(one.measure.lead_id, []), now) for one in requests)
    record("round_started", round_, by=by, note=str(len(requests)))
    return count


def _refuse_empty(round_: ReportRound, today: date) -> None:
    if round_.deadline < today:
        raise TransitionRefused(_("The deadline is over. Please give a new one first."))
    if not round_.requests.filter(asks=True).exists():
        raise TransitionRefused(_("Please choose at least one measure first."))


def _ask(round_: ReportRound, request: RoundRequest, to: list[Recipient], now: datetime) -> int:
    measure = request.measure
    request.organisation_id, request.recipients, request.asked_at = measure.lead_id, len(to), now
    for name, value in _passed(round_, now).items():
        setattr(request, name, value)
    request.save()
    return post_once(
        ASKED,
        request.pk,
        to,
        once=f"report-round-{round_.pk}-{request.pk}-ask",
        text=lambda address: round_mail(measure, round_, address, reminds=False),
    )


def _passed(round_: ReportRound, now: datetime) -> dict[str, datetime | None]:
    """The reminders that lie before today already, as if sent; the others are to come."""
    past = stages_due(round_, timezone.localdate(now))
    return {f"{stage}_reminded_at": now if stage in past else None for stage in STAGES}


def close_round(round_: ReportRound, *, by: Actor) -> None:
    """No more reminders; a Sachstand that comes later is an ordinary one. Side effect: event."""
    _end(round_, "close", "round_closed", by)


def cancel_round(round_: ReportRound, *, by: Actor) -> None:
    """Given up: no more mails; what was reported stays with the measures. Side effect: event."""
    _end(round_, "cancel", "round_cancelled", by)


@transaction.atomic
def _end(round_: ReportRound, step: str, verb: str, by: Actor) -> None:
    before = round_.state
    ROUND_WORKFLOW.apply(round_, step, by=by, closed_at=timezone.now())
    record(verb, round_, by=by, changes={"state": [before, round_.state]})


def _locked(round_: ReportRound) -> None:
    """Holds the row; refuses when it is no longer prepared."""
    current = ReportRound.objects.select_for_update().get(pk=round_.pk)
    if "start" not in ROUND_WORKFLOW.steps_from(current.state):
        raise TransitionRefused(_("This has changed meanwhile, so the step no longer fits."))

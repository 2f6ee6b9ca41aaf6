"""Runs over all open cases: starting one, computing it in the worker, finding one that was left."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apprenticeships import why_not
from apprenticeships.assignment import NONE, Assignment, Problem, first_come, solve
from apprenticeships.candidates import Market, Wish, market, problem_of
from apprenticeships.counterfactuals import kept_option, name_offers
from apprenticeships.matching import ASSIGNMENT_WEIGHTS, WEIGHTS
from apprenticeships.models import (
    AssignmentPair,
    AssignmentRun,
    Case,
    MissingSeat,
    PairWish,
    PlacementProposal,
)
from apprenticeships.states import CaseState
from apprenticeships.states.assignments import RUN_WORKFLOW, PairChange, RunStage, RunState, WishKind
from apprenticeships.states.proposals import LIVE, ProposalState
from portal.access import Actor, rule
from portal.activity.recording import record
from portal.partners.actors import actor_of
from portal.queue import send
from portal.region.models import OccupationGroup
from portal.workflow import TransitionRefused

log = logging.getLogger(__name__)

TASK = "apprenticeships.assign"
LEASE = timedelta(minutes=20)  # renewed at each step; longer than the task's own time limit
MOST_ATTEMPTS = 3
TOLD_EVERY = 1.0  # seconds between two notes of progress
CHUNK = 5_000
SHARES = {RunStage.READING: (0, 15), RunStage.SOLVING: (15, 60), RunStage.EXPLAINING: (60, 90)}


class Superseded(Exception):
    """Another worker has taken the run over; whoever notices writes nothing more."""


@dataclass(frozen=True)
class Result:
    """What a run has found, before it is written down."""

    found: Market
    problem: Problem
    best: Assignment
    greedy: Assignment
    left: list[why_not.LeftOver]


@transaction.atomic
def start_run(*, by: Actor, with_pool: bool = False, with_watched: bool = True) -> AssignmentRun:
    """Queues a run over the open cases of the actor's organisation. Side effects: event, bell.

    Raises TransitionRefused while another run of the organisation is not finished.
    """
    try:
        with transaction.atomic():
            run = AssignmentRun.objects.create(
                organisation_id=by.organisation_id,
                started_by_id=by.membership_id,
                with_pool=with_pool,
                with_watched=with_watched,
                as_of=timezone.localdate(),
                weights={**WEIGHTS, **ASSIGNMENT_WEIGHTS},
            )
    except IntegrityError:
        raise TransitionRefused(_("A proposal is being computed already.")) from None
    record("assignment_started", run, by=by)
    send(TASK, run.pk)
    return run


@transaction.atomic
def retry_run(run: AssignmentRun, *, by: Actor) -> None:
    """Queues a failed run once more, as of today. Side effects: event, bell."""
    try:
        with transaction.atomic():
            RUN_WORKFLOW.apply(
                run, "retry", by=by, attempts=0, error="", progress=0, stage="", as_of=timezone.localdate()
            )
    except IntegrityError:
        raise TransitionRefused(_("A proposal is being computed already.")) from None
    record("assignment_started", run, by=by)
    send(TASK, run.pk)


def compute_run(pk: int) -> None:
    """Computes one queued run; does nothing when somebody else has it or it is finished.

    Whatever goes wrong is noted by its kind, since its words may name data; the page offers another try.
    """
    run = _claim(pk)
    if run is None:
        return
    try:
        result = _compute(run)
        _store(run, result)
    except Superseded:
        log.warning("assignment run taken over: pk=%s attempt=%s", pk, run.attempts)
    except Exception as error:
        log.exception("assignment run failed: pk=%s", pk)
        _give_up(run, type(error).__name__)


def _claim(pk: int) -> AssignmentRun | None:
    """Takes a queued run for as long as its lease runs, in one conditional statement."""
    run = AssignmentRun.objects.filter(pk=pk).select_related("started_by__user", "organisation").first()
    if run is None:
        return None
    now = timezone.now()
    try:
        RUN_WORKFLOW.apply(
            run, "claim", by=None, attempts=run.attempts + 1, started_at=now, lease_until=now + LEASE
        )
    except TransitionRefused:
        return None
    return run


def _give_up(run: AssignmentRun, error: str) -> None:
    mine = AssignmentRun.objects.filter(pk=run.pk, attempts=run.attempts, state=RunState.RUNNING)
    if mine.exists():
        with transaction.atomic():
            RUN_WORKFLOW.apply(run, "fail", by=None, error=error[:80], finished_at=timezone.now())


def resume_runs(now: datetime) -> None:
    """Rings for runs that wait, and takes up those whose worker died; after three tries they have failed."""
    stale = AssignmentRun.objects.filter(state=RunState.RUNNING, lease_until__lt=now)
    for pk in list(stale.values_list("pk", flat=True)[:100]):
        with transaction.atomic():
            run = stale.select_for_update(skip_locked=True).filter(pk=pk).first()
            if run is None:
                continue
            if run.attempts >= MOST_ATTEMPTS:
                RUN_WORKFLOW.apply(run, "fail", by=None, error="WorkerLost", finished_at=now)
            else:
                RUN_WORKFLOW.apply(run, "requeue", by=None)
    for pk in AssignmentRun.objects.filter(state=RunState.QUEUED).values_list("pk", flat=True)[:100]:
        send(TASK, pk)


def _teller(run: AssignmentRun) -> Callable[[RunStage, float], None]:
    """A function that notes how far the run is and renews its lease, about once a second."""
    last = 0.0

    def tell(stage: RunStage, part: float) -> None:
        nonlocal last
        if part > 0 and time.monotonic() - last < TOLD_EVERY:
            return
        last = time.monotonic()
        low, high = SHARES.get(stage, (90, 99))
        mine = AssignmentRun.objects.filter(pk=run.pk, state=RunState.RUNNING, attempts=run.attempts)
        progress = round(low + (high - low) * part)
        if not mine.update(stage=stage, progress=progress, lease_until=timezone.now() + LEASE):
            raise Superseded

    return tell


def _compute(run: AssignmentRun) -> Result:
    tell = _teller(run)
    tell(RunStage.READING, 0)
    cases = cases_of(run)
    found = market(cases, run.as_of)
    problem = problem_of(found, wishes_of(cases))
    tell(RunStage.SOLVING, 0)
    best = solve(problem, progress=lambda done, of: tell(RunStage.SOLVING, done / of))
    greedy = first_come(problem, np.argsort(np.argsort(problem.cases)))  # numbers grow as cases come
    tell(RunStage.EXPLAINING, 0)
    left, total = [], len(problem.cases) - best.placements
    for row in why_not.why_not(found, problem, best, main_groups()):
        left.append(row)
        tell(RunStage.EXPLAINING, len(left) / total)
    return Result(found, problem, best, greedy, left)


def cases_of(run: AssignmentRun) -> "Case.objects":
    """The cases of the run's scope, by the rules that hold for whoever started it."""
    actor = actor_of(run.started_by.user, run.started_by, today=run.as_of)
    scope = rule(Case, actor, "edit")
    if run.with_pool:
        scope |= rule(Case, actor, "pool")
    cases = Case.objects.seeking().filter(scope)
    return cases if run.with_watched else cases.exclude(state=CaseState.WATCHING)


def wishes_of(cases: "Case.objects") -> list[Wish]:
    """Pins and exclusions of `cases`; a proposal that was declined rules its offer out, too."""
    scope = cases.order_by().values("pk")
    fields = ("case_id", "offer_id", "kind", "offer__company_id", "offer__sort_name")
    wishes = [Wish(*row) for row in PairWish.objects.filter(case__in=scope).values_list(*fields)]
    declined = PlacementProposal.objects.filter(case__in=scope, state=ProposalState.DECLINED)
    return wishes + [
        Wish(case, offer, WishKind.NOT_OFFER, None, "")
        for case, offer in declined.values_list("case_id", "offer_id")
    ]


def main_groups() -> dict[int, list[int]]:
    """Each occupation group (three digits) with all groups of its main group (the first two)."""
    by_main: dict[str, list[int]] = {}
    rows = list(OccupationGroup.objects.values_list("pk", "kldb3"))
    for pk, kldb3 in rows:
        by_main.setdefault(kldb3[:2], []).append(pk)
    return {pk: by_main[kldb3[:2]] for pk, kldb3 in rows}


@transaction.atomic
def _store(run: AssignmentRun, result: Result) -> None:
    """Writes the result down once; whoever comes late finds the run taken over."""
    _teller(run)(RunStage.STORING, 0)
    mine = AssignmentRun.objects.select_for_update().filter(
        pk=run.pk, state=RunState.RUNNING, attempts=run.attempts
    )
    if mine.first() is None:
        raise Superseded
    run.pairs.all().delete()
    run.missing.all().delete()
    done = AssignmentRun.objects.filter(organisation_id=run.organisation_id, state=RunState.DONE)
    previous = done.order_by("-pk").first()
    before = dict(previous.pairs.values_list("case_id", "offer_id")) if previous else None
    pairs = _pairs(run, result, before)
    AssignmentPair.objects.bulk_create(pairs, batch_size=CHUNK)
    MissingSeat.objects.bulk_create(_missing(run, result), batch_size=CHUNK)
    changes = [pair.change for pair in pairs]
    placed = {pair.case_id for pair in pairs}
    RUN_WORKFLOW.apply(
        run,
        "finish",
        by=None,
        finished_at=timezone.now(),
        lease_until=None,
        progress=100,
        previous=previous,
        case_count=len(result.problem.cases),
        offer_count=len(result.problem.offers),
        seat_count=int(result.problem.seats.sum()),
        pair_count=int((~result.problem.excluded).sum()),
        placements=result.best.placements,
        total_score=sum(pair.score for pair in pairs),
        total_value=result.best.value,
        first_come_placements=result.greedy.placements,
        first_come_value=result.greedy.value,
        added=changes.count(PairChange.ADDED),
        changed=changes.count(PairChange.CHANGED),
        dropped=sum(case not in placed for case in before or ()),
    )
    record("assignment_done", run, by=None)


def _pairs(run: AssignmentRun, result: Result, before: dict[int, int] | None) -> list[AssignmentPair]:
    """The proposed pairs, the most valuable first."""
    problem, best = result.problem, result.best
    pins = problem.pinned & ~problem.excluded
    pinned = set(zip(problem.pair_case[pins].tolist(), problem.pair_offer[pins].tolist(), strict=True))
    placed = np.flatnonzero(best.offer_of != NONE)
    placed = placed[np.lexsort((problem.cases[placed], -best.value_of[placed]))].tolist()
    live = _live_proposals(run)
    rows = []
    for index in placed:
        offer, value = int(best.offer_of[index]), int(best.value_of[index])
        case_id, offer_id = int(problem.cases[index]), int(problem.offers[offer])
        rows.append(
            AssignmentPair(
                run=run,
                case_id=case_id,
                offer_id=offer_id,
                score=value - int(result.found.cases.urgency[index]),
                value=value,
                is_pinned=(index, offer) in pinned,
                change=_change(before, case_id, offer_id),
                proposal_id=live.get((case_id, offer_id)),
            )
        )
    return rows


def _live_proposals(run: AssignmentRun) -> dict[tuple[int, int], int]:
    """Case and offer → the proposal that runs between them already: nothing to confirm any more."""
    rows = PlacementProposal.objects.filter(organisation_id=run.organisation_id, state__in=LIVE)
    return {(case, offer): pk for case, offer, pk in rows.values_list("case_id", "offer_id", "pk")}


def _change(before: dict[int, int] | None, case: int, offer: int) -> str:
    if before is None:
        return PairChange.FIRST
    if case not in before:
        return PairChange.ADDED
    return PairChange.SAME if before[case] == offer else PairChange.CHANGED


def _missing(run: AssignmentRun, result: Result) -> list[MissingSeat]:
    cases = result.found.cases
    rows = [
        MissingSeat(
            run=run,
            case_id=int(cases.pk[row.case]),
            is_own=int(cases.organisation[row.case]) == run.organisation_id,
            group_id=int(cases.group[row.case]),
            district_id=int(cases.district[row.case]),
            year=int(cases.year[row.case]),
            why=row.why,
            fitting=row.fitting,
            in_group=row.in_group,
            options=[kept_option(result.found, row.case, option) for option in row.options],
        )
        for row in result.left
    ]
    name_offers([option for row in rows for option in row.options])
    return rows

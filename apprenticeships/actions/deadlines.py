"""Reckoning the deadlines of cases, setting and ticking them off, and keeping the table of rules."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apprenticeships.actions.law_texts import certainty_read
from apprenticeships.models import (
    CallNote,
    Case,
    CaseCheck,
    CaseDeadline,
    ChecklistItem,
    DeadlineRule,
    PlacementProposal,
)
from apprenticeships.reckoning import Reckoned, reckon
from apprenticeships.routing import told_of
from apprenticeships.states import ENDED
from apprenticeships.states.deadlines import Anchor, Certainty, DeadlineKind
from portal.access import Actor
from portal.activity.recording import record
from portal.digests.outbox import post
from portal.forms import StaleSave
from portal.queue import send
from portal.workflow import TransitionRefused

FACTS = ("pk", "organisation", "register", "kind", "state", "is_minor", "cause", "company_case__cause")
CHUNK = 500  # cases reckoned with one set of statements, deadlines told in one transaction
TOLD_FROM_HOUR = 6  # local time


@transaction.atomic
def set_deadline(
    case: Case, *, kind: str, code: str, title: str, due_on: date | None, source: str = ""
) -> CaseDeadline | None:
    """Stores the deadline `code` of `case`, or moves it; `due_on=None` takes it away unless it is done.

    A deadline that is done stays as it is. Writes no event: what moved the day has one.
    """
    rows = CaseDeadline.objects.filter(case=case, code=code)
    if due_on is None:
        rows.filter(done_on=None).delete()
        return None
    values = {"kind": kind, "title": title, "due_on": due_on, "source": source}
    row, made = CaseDeadline.objects.get_or_create(case=case, code=code, defaults=values)
    if not made and row.done_on is None:
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
    return row


@transaction.atomic
def refresh_deadlines(cases: Iterable[int], *, today: date | None = None) -> int:
    """Works out the rule deadlines of the open cases with these keys anew; returns how many rows changed.

    At most five statements however many cases: what fits stays, what moved is moved, what lacks is added,
    what no longer holds is taken away unless it is done. What is met by itself is done `today`, and open
    again when it no longer is. Running it twice changes nothing more. Writes no event.
    """
    today = today or timezone.localdate()
    facts = list(_facts(cases))
    rules = _rules({case["organisation"] for case in facts}) if facts else []
    if not rules:
        return 0
    stored: dict[tuple[int, str], CaseDeadline] = {}
    rows = CaseDeadline.objects.filter(case__in=[case["pk"] for case in facts])
    for row in rows.select_for_update().order_by("pk"):
        stored[row.case_id, row.code] = row
    written, wanted = [], set()
    for case in facts:
        for one in reckon(case, rules):
            wanted.add((case["pk"], one.code))
            row = _row(case["pk"], one, stored.get((case["pk"], one.code)), today)
            if row is not None:
                written.append(row)
    gone = [
        row.pk
        for key, row in stored.items()
        if key not in wanted and row.kind == DeadlineKind.RULE and row.done_on is None
    ]
    CaseDeadline.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["case", "code"],
        update_fields=["kind", "title", "due_on", "source", "certainty", "done_on"],
    )
    if gone:
        CaseDeadline.objects.filter(pk__in=gone).delete()
    return len(written) + len(gone)


def _facts(cases: Iterable[int]) -> Iterable[dict]:
    """What `reckon` asks of each open case."""
    notes = CallNote.objects.filter(case=OuterRef("pk")).order_by()
    proposals = PlacementProposal.objects.filter(case=OuterRef("pk")).order_by()
    return (
        Case.objects.open()
        .filter(pk__in=list(cases))
        .annotate(has_note=Exists(notes), has_proposal=Exists(proposals))
        .order_by("pk")
        .values(*FACTS, *Anchor.values, "has_note", "has_proposal")
    )


def _rules(organisations: set[int]) -> list[DeadlineRule]:
    return list(DeadlineRule.objects.filter(Q(organisation=None) | Q(organisation__in=organisations)))


def _row(case: int, one: Reckoned, stored: CaseDeadline | None, today: date) -> CaseDeadline | None:
    """The row to write, None where what is stored is right or belongs to something else."""
    if stored is not None and stored.kind != DeadlineKind.RULE:
        return None
    done_on = stored.done_on if stored else None
    by_itself = one.meets_itself and (stored is None or stored.done_by_id is None)
    if by_itself:
        done_on = (done_on or today) if one.met else None
    elif done_on is not None:
        return None  # done by hand stays as it was
    values = {
        "kind": DeadlineKind.RULE, "title": one.title, "due_on": one.due_on, "source": one.source,
        "certainty": one.certainty, "done_on": done_on,
    }  # fmt: skip
    if stored is not None and all(getattr(stored, name) == value for name, value in values.items()):
        return None
    return CaseDeadline(case_id=case, code=one.code, **values)


@transaction.atomic
def tick_deadline(deadline: CaseDeadline, done: bool, *, by: Actor, today: date | None = None) -> None:
    """Marks a deadline as done today, or takes that back; a point of the checklist that it meets follows.

    Side effect: event of the case.
    """
    deadline.done_on = (today or timezone.localdate()) if done else None
    deadline.done_by_id = by.user_id if done else None
    deadline.save(update_fields=["done_on", "done_by"])
    _follow_in_checklist(deadline, done, by=by)
    title = deadline.code if deadline.kind == DeadlineKind.OWN else deadline.title
    record("deadline_done" if done else "deadline_reopened", deadline.case, by=by, note=title)


def _follow_in_checklist(deadline: CaseDeadline, done: bool, *, by: Actor) -> None:
    items = ChecklistItem.objects.filter(
        Q(organisation=None) | Q(organisation=deadline.case.organisation_id), deadline_code=deadline.code
    )
    if done:
        CaseCheck.objects.bulk_create(
            (
                CaseCheck(case=deadline.case, item=item, done_on=deadline.done_on, done_by_id=by.user_id)
                for item in items
            ),
            ignore_conflicts=True,
        )
    else:
        CaseCheck.objects.filter(case=deadline.case, item__in=items).delete()


@transaction.atomic
def add_deadline(case: Case, title: str, due_on: date, *, by: Actor) -> CaseDeadline:
    """Adds a deadline by hand. Side effect: event with the day, never the text."""
    row = CaseDeadline.objects.create(
        case=case, kind=DeadlineKind.OWN, code=f"own-{uuid4().hex[:12]}", title=title, due_on=due_on
    )
    record("deadline_added", case, by=by, note=date_format(due_on, "d.m.Y"))
    return row


@transaction.atomic
def drop_deadline(deadline: CaseDeadline, *, by: Actor) -> None:
    """Takes a deadline that was entered by hand away again, done or not.

    Raises TransitionRefused for any other: those follow from a rule, a programme or the duty to inform, and
    go with it. Side effect: event with the day, never the text.
    """
    if not CaseDeadline.objects.filter(pk=deadline.pk, kind=DeadlineKind.OWN).delete()[0]:
        raise TransitionRefused(_("Only a deadline that was entered by hand can be removed."))
    record("deadline_dropped", deadline.case, by=by, note=date_format(deadline.due_on, "d.m.Y"))


def tell_of_today(now: datetime) -> None:
    """Mails those in charge, from six in the morning on, of deadlines that are due today; the sweep's.

    Each deadline is told once a day, however often and in how many places this runs: a day's first mail holds
    all of them, what is entered later comes with the next sweep. Side effects: `told_at`; one mail each to
    the advisers and whoever stands in for them, about what was told in that second (its object_id).
    """
    local = timezone.localtime(now)
    if local.hour < TOLD_FROM_HOUR:
        return
    today, moment = local.date(), local.replace(microsecond=0)
    untold = Q(told_at=None) | Q(told_at__lt=local.replace(hour=0, minute=0, second=0, microsecond=0))
    rows = CaseDeadline.objects.filter(untold, due_on=today, done_on=None).exclude(case__state__in=ENDED)
    rows = rows.select_related("case__adviser__user").order_by("pk")
    with transaction.atomic():
        found = list(rows.select_for_update(skip_locked=True, of=("self",))[:CHUNK])
        CaseDeadline.objects.filter(pk__in=[row.pk for row in found]).update(told_at=moment)
        second = int(moment.timestamp())
        for adviser in dict.fromkeys(row.case.adviser for row in found):
            for receiver in told_of(adviser, None, today):
                once = f"deadlines_today:{second}:{receiver.pk}"
                post("deadlines_today", receiver, second, once=once)


# --- the table --------------------------------------------------------------------------------------------


@transaction.atomic
def add_rule(rule: DeadlineRule, *, by: Actor) -> DeadlineRule:
    """Adds a row to the table. Side effects: event; the open cases are reckoned anew."""
    rule.save()
    _changed(rule, "deadline_rule_added", by=by)
    return rule


@transaction.atomic
def correct_rule(rule: DeadlineRule, *, by: Actor) -> None:
    """Notes that the row was corrected in its place. Side effects as add_rule."""
    _changed(rule, "deadline_rule_changed", by=by)


@transaction.atomic
def succeed_rule(before: DeadlineRule, after: DeadlineRule, *, version: int, by: Actor) -> DeadlineRule:
    """Ends `before` on the eve of `after.valid_from` and stores `after` as a row of its own.

    Cases counted from an earlier day keep the old row. Raises StaleSave when somebody changed `before` since
    `version`. Side effects as add_rule.
    """
    rows = DeadlineRule.objects.filter(pk=before.pk, version=version)
    eve = after.valid_from - timedelta(days=1)
    eve = min(eve, before.valid_until or eve)
    if not rows.update(valid_until=eve, version=F("version") + 1, reckoned=False):
        raise StaleSave(DeadlineRule.objects.get(pk=before.pk))
    after.pk, after.key, after.version, after.reckoned = None, uuid4(), 1, False
    after._state.adding = True
    return add_rule(after, by=by)


@transaction.atomic
def confirm_rule(rule: DeadlineRule, *, by: Actor, today: date) -> None:
    """Notes that somebody has read today what the row says in its source.

    Raises TransitionRefused for an aim of one's own. Side effects: event with the day before; next version,
    so that a form opened earlier does not undo it; the open cases are reckoned anew where they say how sure
    the row is.
    """
    before = certainty_read(rule)
    values = {"checked_on": today, "certainty": Certainty.VERIFIED, "version": F("version") + 1}
    if rule.certainty != Certainty.VERIFIED:
        values["reckoned"] = False
        send("apprenticeships.reckon")
    DeadlineRule.objects.filter(pk=rule.pk).update(**values)
    record("deadline_rule_checked", rule, by=by, changes={"checked_on": [before, today.isoformat()]})


def _changed(rule: DeadlineRule, verb: str, *, by: Actor) -> None:
    note = f"{rule.code} {rule.valid_from.isoformat()}"
    record(verb, rule, by=by, note=note)
    send("apprenticeships.reckon")


def reckon_changed_rules(now: datetime) -> None:
    """Reckons the open cases anew where rules were changed; safe to run twice and beside itself."""
    changed = list(DeadlineRule.objects.filter(reckoned=False).values_list("pk", "version", "organisation"))
    if not changed:
        return
    cases = Case.objects.open().order_by("pk")
    if all(organisation for _pk, _version, organisation in changed):
        cases = cases.filter(organisation__in={organisation for _pk, _version, organisation in changed})
    keys = list(cases.values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        refresh_deadlines(keys[start : start + CHUNK], today=timezone.localdate(now))
    for pk, version, _organisation in changed:
        DeadlineRule.objects.filter(pk=pk, version=version).update(reckoned=True)

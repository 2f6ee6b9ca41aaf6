"""What is due for an adviser and when: follow-ups, deadlines, proposals about to expire; two statements.

The work list, "Heute" and the weekly digest read the same agenda. One case stands in it once, with all its
reasons; the earliest decides where. Cases of those whom the adviser stands in for are among them.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import CharField, F, QuerySet, UUIDField, Value

from apprenticeships.models import Case, CaseDeadline, PlacementProposal
from apprenticeships.states.deadlines import DeadlineKind
from apprenticeships.states.proposals import UNANSWERED
from portal.access import Actor

MOST_REASONS = 600  # of one adviser; with more the oldest are read
CALL, PROPOSAL = "call", "proposal"  # beside the kinds of deadlines
CASE_FIELDS = (
    "pk", "number", "state", "next_step", "occupation__short_name", "contract_start", "residence__name",
    "ends_on", "is_minor", "probation_until", "adviser", "adviser__user__name", "adviser__deputy_until",
    "company_case__number",
)  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """Why a case is on the list: the day, what kind, and for a deadline its words, source and key."""

    day: date
    kind: str
    title: str = ""
    source: str = ""
    key: str = ""

    @property
    def is_deadline(self) -> bool:
        return self.kind in DeadlineKind.values


@dataclass
class DueCase:
    """One case of the agenda with its facts (named as in CASE_FIELDS) and its reasons, earliest first."""

    facts: dict
    reasons: list[Reason] = field(default_factory=list)

    @property
    def day(self) -> date:
        return self.reasons[0].day

    def due(self, today: date) -> list[Reason]:
        return [reason for reason in self.reasons if reason.day <= today]


def agenda(actor: Actor, until: date) -> list[DueCase]:
    """The open cases that the actor has in charge with something due on or before `until`, earliest first."""
    cases = Case.objects.permitted(actor, "handle").open()
    reasons: dict[int, list[Reason]] = defaultdict(list)
    for case, day, kind, title, source, key in _reasons(cases, until):
        reasons[case].append(Reason(day, kind, title, source, str(key or "")))
    found = {}
    for row in Case.objects.filter(pk__in=list(reasons)).order_by().values_list(*CASE_FIELDS):
        facts = dict(zip(CASE_FIELDS, row, strict=True))
        found[facts["pk"]] = DueCase(facts, reasons[facts["pk"]])
    return [found[pk] for pk in reasons if pk in found]


def _reasons(cases: QuerySet, until: date) -> QuerySet:
    """(case, day, kind, title, source, key) of everything due, earliest first, as one statement."""
    keys = cases.order_by().values("pk")
    calls = cases.filter(due_on__lte=until).annotate(
        of=F("pk"), day=F("due_on"), why=_text(CALL), what=_text(""), whence=_text(""), which=_no_key()
    )
    deadlines = CaseDeadline.objects.filter(done_on=None, due_on__lte=until, case__in=keys).annotate(
        of=F("case_id"), day=F("due_on"), why=F("kind"), what=F("title"), whence=F("source"), which=F("key")
    )
    proposals = PlacementProposal.objects.filter(
        state__in=UNANSWERED, expires_on__lte=until, case__in=keys
    ).annotate(
        of=F("case_id"),
        day=F("expires_on"),
        why=_text(PROPOSAL),
        what=F("offer__company_name"),
        whence=_text(""),
        which=_no_key(),
    )
    parts = [
        rows.order_by().values_list("of", "day", "why", "what", "whence", "which")
        for rows in (calls, deadlines, proposals)
    ]
    return parts[0].union(*parts[1:], all=True).order_by("day", "of", "why")[:MOST_REASONS]


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())


def _no_key() -> Value:
    return Value(None, output_field=UUIDField())

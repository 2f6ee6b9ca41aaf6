"""What stands beside a case in small lists, read in one statement: notes, last opening, laws, deadlines,
checklist, and what the last proposal for all cases said.

Each list comes as JSON from the database; days are texts there (`day_of` reads them).
"""

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from apprenticeships.checklists import candidates
from apprenticeships.models import (
    AssignmentPair,
    AssignmentRun,
    CallNote,
    Case,
    CaseCheck,
    CaseDeadline,
    LawText,
    MissingSeat,
    PairWish,
)
from apprenticeships.states.assignments import RunState
from portal.activity.models import AccessEntry
from portal.activity.recording import subject_of

MOST_NOTES = 200
OF_CASE = {"case": OuterRef("pk")}


def read(case: Case, today: date) -> dict[str, Any]:
    """The lists of `case` by their names; one statement."""
    lists = {
        "notes": ArraySubquery(_notes()),
        "access": Subquery(_access(case)),
        "laws": ArraySubquery(_laws(case, today)),
        "deadlines": ArraySubquery(_deadlines()),
        "checklist": ArraySubquery(_checklist(case)),
        "missing": Subquery(_in_last_run(MissingSeat, "why", "fitting", "in_group", "options")),
        "pair": Subquery(
            _in_last_run(AssignmentPair, "score", offer="offer__company_name", key="offer__key")
        ),
        "wishes": ArraySubquery(_wishes()),
    }
    done = AssignmentRun.objects.filter(organisation=OuterRef("organisation"), state=RunState.DONE)
    row = Case.objects.filter(pk=case.pk).annotate(last_run=Subquery(done.order_by("-pk").values("pk")[:1]))
    return dict(zip(lists, row.values_list(*lists.values()).get(), strict=True))


def day_of(text: str | None) -> date | None:
    """A day as it stands in JSON."""
    return date.fromisoformat(text) if text else None


def _notes() -> QuerySet:
    return CallNote.objects.filter(**OF_CASE).exclude(text="").order_by().values("key")[:MOST_NOTES]


def _access(case: Case) -> QuerySet:
    rows = AccessEntry.objects.filter(subject=subject_of(case), subject_id=OuterRef("pk"))
    return rows.values(json=JSONObject(at="at", user="user", name="user__name"))[:1]


def _laws(case: Case, today: date) -> QuerySet:
    rows = LawText.objects.valid_on(today).filter(register=case.register)
    return rows.values(json=JSONObject(title="title", law="law", note="note", certainty="certainty"))


def _deadlines() -> QuerySet:
    rows = CaseDeadline.objects.filter(**OF_CASE).order_by("due_on", "pk")
    names = ("key", "kind", "title", "due_on", "source", "certainty", "done_on")
    return rows.values(json=JSONObject(**{name: name for name in names}, done_by="done_by__name"))


def _checklist(case: Case) -> QuerySet:
    checks = CaseCheck.objects.filter(case=case.pk, item=OuterRef("pk"))
    done = checks.values(json=JSONObject(day="done_on", name="done_by__name", user="done_by"))[:1]
    names = ("key", "code", "title", "is_active", "kinds", "causes", "minors_only")
    rows = candidates(case.organisation_id).annotate(done=Subquery(done))
    return rows.values(
        json=JSONObject(**{name: name for name in names}, organisation_id="organisation", done=F("done"))
    )


def _in_last_run(model: Any, *names: str, **more: str) -> QuerySet:
    rows = model.objects.filter(**OF_CASE, run=OuterRef("last_run"))
    return rows.values(
        json=JSONObject(run="run__key", as_of="run__as_of", **{name: name for name in names}, **more)
    )


def _wishes() -> QuerySet:
    rows = PairWish.objects.filter(**OF_CASE)
    return rows.values(json=JSONObject(key="key", kind="kind", reason="reason", offer="offer__company_name"))

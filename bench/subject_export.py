"""D06: all that is held about a person as a file (Art. 15 GDPR), for a case in which much has happened."""

import time
from collections.abc import Iterator
from datetime import date

from django.db import transaction

from bench.result import Result

NOTES, EVENTS, OPENINGS, DEADLINES = 1_000, 1_000, 1_000, 200
HEADER = ["Part", "Detail", "Value"]


def measure() -> Iterator[Result]:
    from apprenticeships.subject_access import subject_rows
    from portal.exports import xlsx_response
    from tests.factories import World

    with transaction.atomic():
        world = World()
        case, by = full_case(world), world.actor("adviser_a")
        start = time.perf_counter()
        rows = subject_rows(case, by=by)
        file = xlsx_response("auskunft", HEADER, rows)
        size = len(b"".join(file.streaming_content) if file.streaming else file.content)
        seconds = time.perf_counter() - start
        told = sum(value.startswith("Gespräch ") for _part, _detail, value in rows)
        transaction.set_rollback(True)
    if told != NOTES or not size:
        raise RuntimeError(f"only {told} of {NOTES} notes were told")
    yield Result("D06", f"subject export, {NOTES:,} notes, {EVENTS:,} events, as XLSX", seconds, 60, 5, " s")


def full_case(world: object) -> object:
    """A case with notes, events, openings and deadlines by the hundred; every note is sealed by itself."""
    from apprenticeships.models import CallNote, CaseDeadline
    from portal.activity.recording import record, record_access
    from tests.apprenticeships.factories import make_case

    by = world.actor("adviser_a")
    fields = ("name", "phone", "email", "address", "birth_date", "representatives")
    case = make_case(world, person=dict.fromkeys(fields, "Muster"))
    CallNote.objects.bulk_create(
        CallNote(
            case=case, organisation=case.organisation, author=by.user, result="reached",
            text=f"Gespräch {number}: " + "ruft morgen wieder an, " * 40,
        )
        for number in range(NOTES)
    )  # fmt: skip
    CaseDeadline.objects.bulk_create(
        CaseDeadline(case=case, kind="own", code=f"own-{number}", title="Muster", due_on=date(2027, 1, 1))
        for number in range(DEADLINES)
    )
    for number in range(EVENTS):
        record("case_changed", case, by=by, changes={"wishes": []}, note=str(number))
    for _number in range(OPENINGS):
        record_access(case, by=by, purpose="case", fields=",".join(fields))
    return case

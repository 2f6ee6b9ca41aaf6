"""make_x factories of the catalogue."""

from datetime import date
from itertools import count
from typing import Any

from measures.actions import drafts as actions
from measures.drafting import Opened, open_draft
from measures.models import FundingProgramme, Measure, MeasureDraft, SourceAgreement
from measures.states import (
    FocusArea,
    MeasureClass,
    MeasureState,
    OriginLevel,
    Progress,
    RevisionKind,
    Validity,
)
from portal.access import Actor

_serial = count(1)


def make_measure(title: str = "", **values: Any) -> Measure:
    """A regional measure that could be published; a draft unless told otherwise."""
    serial = next(_serial)
    defaults = {
        "number": f"M-2026-{serial:03d}",
        "title": title or f"Muster-Maßnahme {serial}",
        "kind": MeasureClass.REGIONAL,
        "focus_area": FocusArea.TRAINING_MARKET,
        "summary": "Was sie tut.",
        "origin": OriginLevel.REGION,
        "lead_text": "Muster-Verbund",
        "period_start": date(2026, 1, 1),
        "progress": Progress.RUNNING,
    }
    return Measure.objects.create(**defaults | values)


def make_programme(title: str = "", **values: Any) -> Measure:
    """A published programme of federal level."""
    defaults = {
        "kind": MeasureClass.PROGRAMME,
        "origin": OriginLevel.FEDERAL,
        "lead_text": "Muster-Ministerium",
        "progress": "",
        "validity": Validity.IN_FORCE,
        "state": MeasureState.PUBLISHED,
    }
    return make_measure(title, **defaults | values)


def make_agreement(title: str = "", **values: Any) -> SourceAgreement:
    title = title or f"Muster-Erklärung {next(_serial)}"
    return SourceAgreement.objects.create(title=title, **{"level": OriginLevel.REGION} | values)


def make_funding(name: str = "", **values: Any) -> FundingProgramme:
    """A programme without conditions whose rules always hold."""
    values.setdefault("level", OriginLevel.STATE)
    return FundingProgramme.objects.create(name=name or f"Muster-Förderung {next(_serial)}", **values)


def make_draft(measure: Measure, by: Actor, **changes: Any) -> MeasureDraft:
    """The measure's open draft after `by` saved `changes` of its text."""
    return actions.draft_from_content(measure, changes, by=by, kind=RevisionKind.SAVED)


def make_proposal(measure: Measure, by: Actor, reason: str = "Muster-Grund", **changes: Any) -> MeasureDraft:
    return actions.propose_change(measure, changes, opened=opened_on(measure), by=by, reason=reason)


def opened_on(measure: Measure) -> str:
    """What a form carries that is opened now."""
    measure = Measure.objects.select_related("published_revision").get(pk=measure.pk)
    return str(Opened.now(measure, open_draft(measure)))

"""make_x factories of the catalogue."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from measures.actions import drafts as actions
from measures.drafting import Opened, open_draft
from measures.models import (
    AgreementSection,
    FundingProgramme,
    Indicator,
    Measure,
    MeasureDraft,
    Milestone,
    Reading,
    ReportRound,
    RoundRequest,
    SourceAgreement,
    StatusReport,
    Target,
)
from measures.states import (
    FocusArea,
    Light,
    MeasureClass,
    MeasureState,
    OriginLevel,
    Progress,
    RevisionKind,
    Validity,
    Via,
)
from portal.access import Actor

_serial = count(1)


def make_measure(title: str = "", **values: Any) -> Measure:
    """A regional measure that could be published; a draft unless told otherwise."""
    serial = next(_serial)
    defaults = {
        "number": f"M-2019-{serial:03d}",  # no year in which the tests count on
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


def make_section(agreement: SourceAgreement, number: str = "", **values: Any) -> AgreementSection:
    serial = next(_serial)
    values.setdefault("title", f"Muster-Abschnitt {serial}")
    return AgreementSection.objects.create(agreement=agreement, number=number or str(serial), **values)


def make_milestone(measure: Measure, title: str = "", **values: Any) -> Milestone:
    """Due at the end of 2026, not reached."""
    values.setdefault("due_on", date(2026, 12, 31))
    return Milestone.objects.create(
        measure=measure, title=title or f"Muster-Meilenstein {next(_serial)}", **values
    )


def make_indicator(
    measure: Measure, title: str = "", *, targets: dict | None = None, **values: Any
) -> Indicator:
    """An indicator with `targets` by day."""
    title = title or f"Muster-Kennzahl {next(_serial)}"
    indicator = Indicator.objects.create(measure=measure, title=title, **values)
    Target.objects.bulk_create(
        Target(indicator=indicator, due_on=day, value=value) for day, value in (targets or {}).items()
    )
    return indicator


def make_reading(indicator: Indicator, organisation: Any, read_on: date, value: int) -> Reading:
    return Reading.objects.create(
        indicator=indicator, organisation=organisation, read_on=read_on, value=value
    )


def make_report(measure: Measure, **values: Any) -> StatusReport:
    """A Sachstand of the organisation in the lead; the measure's light is as the test made it."""
    values.setdefault("organisation", measure.lead)
    values.setdefault("reported_on", timezone.localdate())
    defaults = {"via": Via.WEB, "light": Light.GREEN, "progress": Progress.RUNNING, "done": "Muster-Arbeit."}
    return StatusReport.objects.create(measure=measure, **defaults | values)


def make_round(*measures: Measure, **values: Any) -> ReportRound:
    """A prepared round over the measures."""
    values.setdefault("title", f"Muster-Abfrage {next(_serial)}")
    values.setdefault("deadline", timezone.localdate() + timedelta(days=20))
    round_ = ReportRound.objects.create(**values)
    RoundRequest.objects.bulk_create(
        RoundRequest(round=round_, measure=one, organisation=one.lead) for one in measures
    )
    return round_


def make_draft(measure: Measure, by: Actor, **changes: Any) -> MeasureDraft:
    """The measure's open draft after `by` saved `changes` of its text."""
    return actions.draft_from_content(measure, changes, by=by, kind=RevisionKind.SAVED)


def make_proposal(measure: Measure, by: Actor, reason: str = "Muster-Grund", **changes: Any) -> MeasureDraft:
    return actions.propose_change(measure, changes, opened=opened_on(measure), by=by, reason=reason)


def opened_on(measure: Measure) -> str:
    """What a form carries that is opened now."""
    measure = Measure.objects.select_related("published_revision").get(pk=measure.pk)
    return str(Opened.now(measure, open_draft(measure)))

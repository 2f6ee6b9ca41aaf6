"""Reporting on a measure: in the portal or by the link in the mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.actions.readings import record_reading
from measures.models import Indicator, Measure, RoundRequest, StatusReport
from measures.report_recipients import still_belongs
from measures.report_texts import REPORT
from measures.states import MeasureClass, MeasureState, RoundState, Via
from portal import links
from portal.access import Actor
from portal.activity.recording import record
from portal.forms import VersionedForm
from portal.models import SignedLink
from portal.partners.models import Organisation
from portal.workflow import TransitionRefused

BY_LINK = Actor(via="link")


@dataclass(frozen=True)
class Given:
    """What somebody reports. `values`: indicator → its new actual value; those left empty are not in it."""

    light: str
    reason: str
    progress: str
    done: str
    next_steps: str
    values: Mapping[Indicator, Decimal]


class StaleReport(Exception):
    """Somebody else has reported since the form was opened; nothing was written."""

    def __init__(self, latest: StatusReport) -> None:
        super().__init__(f"stale report after {latest.pk}")
        self.latest = latest


@transaction.atomic
def file_report(
    measure: Measure,
    given: Given,
    *,
    base: str,
    by: Actor | None = None,
    link: SignedLink | None = None,
    now: datetime | None = None,
) -> StatusReport:
    """Stores a Sachstand; it speaks for the organisation in the lead, whoever types it.

    `base` is the key of the Sachstand the form was opened on ("" for none): with another one in between it
    raises StaleReport, unless that says the same (a double click), which is returned. Raises
    TransitionRefused when the measure no longer takes reports. Either `by` or `link` is given.
    Side effects: light, reason, day and progress of the measure (its version only with the progress, so that
    a text that is being edited stays free of conflicts), actual values, requests of open rounds, event.
    """
    now = now or timezone.now()
    measure = Measure.objects.select_for_update(of=["self"]).select_related("lead").get(pk=measure.pk)
    if measure.kind != MeasureClass.REGIONAL or measure.state != MeasureState.PUBLISHED:
        raise TransitionRefused(_("This measure takes no Sachstand at present."))
    latest = measure.reports.first()
    if latest is not None and str(latest.key) != base:
        if _says_the_same(latest, given):
            return latest
        raise StaleReport(latest)
    report = _store(measure, given, by, link, now)
    _follow(measure, report, by or BY_LINK, f"link {link.pk}" if link else "")
    for indicator, value in given.values.items():
        record_reading(
            indicator,
            value,
            organisation=report.organisation,
            read_on=report.reported_on,
            by=by or BY_LINK,
        )
    asked = RoundRequest.objects.filter(measure=measure, round__state=RoundState.OPEN)
    asked.update(report=report, answered_at=Coalesce(F("answered_at"), now))
    return report


def _store(
    measure: Measure, given: Given, by: Actor | None, link: SignedLink | None, now: datetime
) -> StatusReport:
    organisation = measure.lead or by.organisation
    return StatusReport.objects.create(
        measure=measure,
        organisation=organisation,
        via=Via.LINK if link else _via(by, organisation),
        link=link,
        reported_on=timezone.localdate(now),
        reported_at=now,
        light=given.light,
        light_before=measure.light,
        reason=given.reason,
        progress=given.progress,
        done=given.done,
        next_steps=given.next_steps,
        figures=_figures(given),
    )


def _via(by: Actor, organisation: Organisation) -> str:
    return Via.WEB if by.organisation_id == organisation.pk else Via.EDITORS


def _figures(given: Given) -> list[dict[str, str]]:
    return [
        {"title": indicator.title, "unit": indicator.unit, "value": str(value)}
        for indicator, value in given.values.items()
    ]


def _says_the_same(latest: StatusReport, given: Given) -> bool:
    names = ("light", "reason", "progress", "done", "next_steps")
    return [getattr(latest, name) for name in names] == [getattr(given, name) for name in names] and (
        latest.figures == _figures(given)
    )


def _follow(measure: Measure, report: StatusReport, by: Actor, note: str) -> None:
    """The measure takes over how it stands; the event has before and after."""
    values: dict[str, Any] = {
        "light": report.light,
        "light_reason": report.reason,
        "progress": report.progress,
    }
    changes = {
        name: [str(getattr(measure, name)), str(value)]
        for name, value in values.items()
        if getattr(measure, name) != value
    }
    if "progress" in changes:
        values["version"] = F("version") + 1
    Measure.objects.filter(pk=measure.pk).update(
        light_on=report.reported_on, updated_at=report.reported_at, **values
    )
    record("reported", measure, by=by, changes=changes, note=note)


# --- rhythm and links -------------------------------------------------------------------------------------


def set_rhythm(form: VersionedForm, *, by: Actor) -> Measure:
    """Stores how often the measure reports. Side effect: event. Raises StaleSave."""
    with transaction.atomic():
        measure = form.save()
        if changes := form.changes():
            record("report_rhythm", measure, by=by, changes=changes)
    return measure


def measure_behind(token: str) -> tuple[SignedLink, Measure]:
    """The link and its measure; raises LinkInvalid for whatever no longer fits, all alike.

    It fits while the measure takes reports and the link's recipient belongs to the organisation in the lead.
    """
    link = links.resolve(token, REPORT)
    rows = Measure.objects.published().filter(kind=MeasureClass.REGIONAL).select_related("lead")
    measure = rows.filter(pk=link.object_id).first()
    if measure is None or not still_belongs(link.recipient, measure.lead_id):
        raise links.LinkInvalid
    return link, measure


@transaction.atomic
def revoke_report_links(measure: Measure, *, by: Actor) -> int:
    """Ends all links to the form of the measure at once; returns how many were open. Side effect: event."""
    ended = links.revoke(REPORT, measure.pk)
    if ended:
        record("report_links_revoked", measure, by=by)
    return ended

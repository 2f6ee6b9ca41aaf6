"""Who may report on a measure, and who runs rounds."""

from datetime import date, timedelta

from django.utils import timezone

from measures.actions.rounds import start_round
from measures.models import RoundRequest
from measures.report_texts import REPORT
from portal.links import issue
from tests.factories import World
from tests.matrix import Row, everybody, method_refused, only
from tests.measures.factories import make_indicator, make_report, make_round

REPORTED = {"light": "green", "done": "Zwei Termine.", "progress": "running"}
ROUND = {
    "title": "Muster-Abfrage",
    "deadline": "2099-10-20",
    "first_reminder": "7",
    "second_reminder": "2",
    "focus": ["1", "2", "3"],
    "version": "1",
}
RHYTHM = {"report_every_months": "3", "version": "1"}


def build(world: World) -> None:
    """Partner A leads the published measure; one round is prepared, one is open."""
    measure = world.measure_published
    make_indicator(measure)
    report = make_report(measure, organisation=world.partner_org_a)
    world.report_base = str(report.key)
    world.report_token = issue(
        REPORT, measure.pk, recipient=world.partner_a.user.email, valid=timedelta(days=60)
    )
    world.round_prepared = make_round(measure, deadline=date(2099, 10, 20))
    world.round_open = make_round(measure, deadline=timezone.localdate() + timedelta(days=20))
    start_round(world.round_open, by=world.actor("office"))
    world.round_request = RoundRequest.objects.get(round=world.round_prepared)


def number(world: World) -> dict:
    return {"number": world.measure_published.number}


def archived(world: World) -> dict:
    return {"number": world.measure_archived.number}


def draft(world: World) -> dict:
    return {"number": world.measure_draft.number}


def prepared(world: World) -> dict:
    return {"key": world.round_prepared.key}


def opened(world: World) -> dict:
    return {"key": world.round_open.key}


def report_data(world: World) -> dict:
    return REPORTED | {"base": world.report_base}


REPORTS = only("partner_a", "editor", other=403)
READS_DRAFT = ("partner_a", "editor", "office")
SCHEDULES = ("editor", "office")

ROWS: list[Row] = [
    Row(
        "measures:report",
        REPORTS,
        only("partner_a", "editor", ok=302, other=403),
        kwargs=number,
        data=report_data,
    ),
    Row("measures:report", everybody(403), everybody(403), kwargs=archived, note="archived"),
    Row(
        "measures:report",
        only(partner_a=403, editor=403, office=403),
        only(partner_a=403, editor=403, office=403),
        kwargs=draft,
        note="draft",
    ),
    Row("measures:report_list", everybody(), kwargs=number),
    Row("measures:report_list", only(*READS_DRAFT), kwargs=draft, note="draft"),
    Row(
        "measures:report_rhythm",
        only(*SCHEDULES, other=403),
        only(*SCHEDULES, ok=302, other=403),
        kwargs=number,
        data=lambda world: RHYTHM,
    ),
    Row(
        "measures:report_links_revoke",
        method_refused(),
        only(*SCHEDULES, ok=302, other=403),
        kwargs=number,
    ),
    Row(
        "measures:report_by_link",
        everybody(outside=200),
        everybody(outside=200),
        kwargs=lambda world: {"token": world.report_token},
        data=report_data,
    ),
    Row(
        "measures:report_by_link",
        everybody(404, outside=404),
        everybody(404, outside=404),
        kwargs=lambda world: {"token": "forged"},
        note="forged",
    ),
    Row("measures:round_list", only("editor", "office", other=403)),
    Row(
        "measures:round_create",
        only("office", other=403),
        only("office", ok=302, other=403),
        data=lambda world: ROUND,
    ),
    Row("measures:round_detail", only("editor", "office"), kwargs=prepared, note="prepared"),
    Row("measures:round_detail", only("editor", "office"), kwargs=opened, note="open"),
    Row(
        "measures:round_edit",
        only("office", editor=403),
        only("office", ok=302, editor=403),
        kwargs=prepared,
        data=lambda world: ROUND,
    ),
    Row(
        "measures:round_choose",
        method_refused(),
        only("office", ok=302, editor=403),
        kwargs=prepared,
        data=lambda world: {"asks": [str(world.round_request.key)]},
    ),
    Row("measures:round_start", method_refused(), only("office", ok=302, editor=403), kwargs=prepared),
    Row("measures:round_close", method_refused(), only("office", ok=302, editor=403), kwargs=opened),
    Row("measures:round_cancel", method_refused(), only("office", ok=302, editor=403), kwargs=prepared),
    Row("measures:round_docx", only("editor", "office"), kwargs=opened),
    Row("measures:round_pdf", only("editor", "office"), kwargs=opened),
]

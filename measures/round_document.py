"""All answers of a round as one document, by focus area: the paper for the conference, always German."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.models import Measure, ReportRound, RoundRequest, StatusReport
from measures.models.reports import number_words
from measures.report_figures import Standing, standings
from measures.states import FocusArea, Light
from portal.documents import Document, Facts, Heading, Paragraph, Part, Table

LANGUAGE = "de"


def round_document(round_: ReportRound, today: date, organisation: str) -> Document:
    """The document as the answers are now. Four statements for any number of measures."""
    with translation.override(LANGUAGE):
        requests = list(
            round_.requests.filter(asks=True)
            .select_related("measure__lead", "organisation", "report")
            .order_by("measure__focus_area", "measure__sort_title", "pk")
        )
        figures = standings([one.measure_id for one in requests], today)
        for one in requests:
            one.round = round_
        return Document(
            title=round_.title,
            organisation=organisation,
            references=_references(round_),
            date=date_format(today, "j. F Y"),
            parts=[*_head(requests), *_answers(requests, figures), *_silent(requests)],
            footer=round_.title,
            language=LANGUAGE,
        )


def _references(round_: ReportRound) -> list[tuple[str, str]]:
    rows = [
        (_("Occasion"), round_.occasion),
        (_("Answers until"), date_format(round_.deadline, "j. F Y")),
    ]
    return [(label, value) for label, value in rows if value]


def _head(requests: Sequence[RoundRequest]) -> Iterator[Part]:
    """How many answered, and how the measures stand, in one glance."""
    answered = [one for one in requests if one.report_id]
    total = len(requests)
    said = ngettext(
        "%(answered)s of %(total)s measure has reported.",
        "%(answered)s of %(total)s measures have reported.",
        total,
    )
    yield Paragraph(said % {"answered": len(answered), "total": total})
    rows = []
    for area in FocusArea:
        here = [one for one in answered if one.measure.focus_area == area]
        counts = [sum(one.report.light == light for one in here) for light in Light]
        asked = sum(one.measure.focus_area == area for one in requests)
        rows.append([str(area.label), f"{len(here)} / {asked}", *map(str, counts)])
    header = [_("Focus area"), _("Answers"), *(str(light.label) for light in Light)]
    yield Table(header, rows)


def _answers(requests: Sequence[RoundRequest], figures: dict[int, list[Standing]]) -> Iterator[Part]:
    for area in FocusArea:
        here = [one for one in requests if one.measure.focus_area == area]
        if not here:
            continue
        yield Heading(_("Focus area %(number)s: %(title)s") % {"number": area.value, "title": area.label})
        for one in here:
            yield Heading(f"{one.measure.number} {one.measure.title}", 2)
            yield from _of_measure(one, figures.get(one.measure_id, []))


def _of_measure(request: RoundRequest, figures: list[Standing]) -> Iterator[Part]:
    lead = request.measure.lead_name
    if request.report is None:
        yield Paragraph(_("%(lead)s has not answered yet.") % {"lead": lead})
        yield from _last_known(request.measure)
        return
    rows = [(_("Lead"), lead), *_words_of(request.report), (_("Sachstand of"), _when(request))]
    yield Facts([(label, value) for label, value in rows if value])
    if figures:
        header = [_("Indicator"), _("Actual"), _("Target"), _("by")]
        yield Table(header, [_figure_row(one) for one in figures])


def _last_known(measure: Measure) -> Iterator[Part]:
    """What the measure's last Sachstand said, for the one that is missing."""
    if measure.light_on is None:
        return
    stands = measure.get_light_display() if measure.light != Light.NONE else measure.get_progress_display()
    words = {
        "day": date_format(measure.light_on, "j. F Y"),
        "stands": f"{stands}: {measure.light_reason}" if measure.light_reason else stands,
    }
    yield Paragraph(_("Last Sachstand of %(day)s: %(stands)s") % words, small=True)


def _words_of(report: StatusReport) -> list[tuple[str, str]]:
    light = str(report.get_light_display()) if report.light != Light.NONE else ""
    stands = f"{light}: {report.reason}" if report.reason else light
    return [
        (_("Light"), stands or report.get_progress_display()),
        (_("Progress"), report.get_progress_display() if stands else ""),
        (_("What was done"), report.done),
        (_("What comes next"), report.next_steps),
    ]


def _when(request: RoundRequest) -> str:
    day = date_format(request.report.reported_on, "j. F Y")
    return _("%(day)s (after the deadline)") % {"day": day} if request.is_late else day


def _figure_row(one: Standing) -> list[str]:
    def words(value: object) -> str:
        return f"{number_words(value)} {one.unit}".strip() if value is not None else "–"

    target = one.target
    return [
        one.title,
        words(one.actual),
        words(target.value) if target else "–",
        date_format(target.due_on, "j. F Y") if target else "–",
    ]


def _silent(requests: Sequence[RoundRequest]) -> Iterator[Part]:
    """Who has not answered, in one list at the end."""
    silent = [one for one in requests if one.report_id is None]
    if not silent:
        return
    yield Heading(_("Not answered"))
    rows = [[one.measure.number, one.measure.title, one.measure.lead_name] for one in silent]
    yield Table([_("Number"), _("Measure"), _("Lead")], rows)


def file_name(round_: ReportRound) -> str:
    """ASCII and without a person: sachstaende-2026-10-20."""
    return f"sachstaende-{round_.deadline:%Y-%m-%d}"

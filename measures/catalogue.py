"""What the catalogue shows of a measure: the rows of its list, its period, its timeline."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures import lateness
from measures.first_indicator import figure_text, first_indicator
from measures.models import Measure
from measures.querysets import MeasureQuerySet
from measures.states import FocusArea, Light, MeasureClass, MeasureState, OriginLevel, Progress, Validity
from portal.access import Actor
from portal.activity.models import Event
from portal.activity.recording import timeline
from portal.german import Question
from portal.highlighting import has_hit, headline, marked

ORDER = ("focus_area", "sort_title", "number")
BY_PLACE = ("place", "sort_title", "number")  # what fits best first
FIELDS = (
    "title", "summary", "focus_area", "state", "lead__short_name", "lead_text", "period_end", "period_text",
    "progress", "light", "light_reason", "light_on", "validity", "origin", "checked_on", "needs_check",
    "sources",
)  # fmt: skip

# kind and icon of a state mark
PROGRESS_MARKS = {
    Progress.PLANNED: ("", "calendar"),
    Progress.RUNNING: ("active", "swap"),
    Progress.PAUSED: ("watch", "pause"),
    Progress.COMPLETED: ("done", "check"),
    Progress.DISCONTINUED: ("", "cross"),
}
VALIDITY_MARKS = {
    Validity.IN_FORCE: ("good", "check"),
    Validity.UNCONFIRMED: ("watch", "eye"),
    Validity.TEMPLATE: ("", "note"),
    Validity.ENDED: ("", "lock"),
    Validity.UNCLEAR: ("watch", "eye"),
}
STATE_MARKS = {
    MeasureState.DRAFT: ("", "edit"),
    MeasureState.PUBLISHED: ("good", "check"),
    MeasureState.ARCHIVED: ("", "lock"),
}
LIGHT_TONES = {Light.GREEN: "green", Light.AMBER: "yellow", Light.RED: "red"}


class Mark(NamedTuple):
    """Icon and word of a state."""

    kind: str
    icon: str
    label: str


class LightMark(NamedTuple):
    """Shape, word and reason of a light; `tone` is green, yellow or red."""

    tone: str
    label: str
    reason: str


class Row(NamedTuple):
    """One line of the list, formatted. `number` is empty where it is not shown."""

    url: str
    number: str
    title: str
    summary: str
    snippet: str
    focus: int
    focus_label: str
    meta: list[str]
    source_url: str
    light: LightMark | None
    marks: list[Mark]
    late: list[str]
    figure: str
    note: str


def marks(table: dict, labels: type) -> dict[str, Mark]:
    """The marks of a table in the present language."""
    return {value: Mark(*table[value], str(labels(value).label)) for value in table}


def listed(rows: MeasureQuerySet, question: Question, today: date) -> tuple[MeasureQuerySet, Sequence[str]]:
    """The rows with everything that a line shows, and the names of the fields in the order of presenter()."""
    shown: dict[str, Any] = {"indicator": first_indicator()}
    shown |= {f"late_{place}": kind.since(today) for place, kind in enumerate(lateness.KINDS)}
    if question.spelled:
        shown |= {
            "marked_title": headline("title", question),
            "marked_summary": headline("summary", question),
            "marked_body": headline("search_body", question, snippet=True),
        }
    return rows.annotate(**shown), [*FIELDS, *shown]


def presenter(kind: str, question: Question, today: date) -> Callable[[tuple], Row]:
    """A function from a tuple of listed() and the number to its Row; words and address are resolved once."""
    base, mark_of = reverse("measures:list"), _marks_of(kind)
    focus, lights, levels = (
        {one.value: str(one.label) for one in choices} for choices in (FocusArea, Light, OriginLevel)
    )
    kinds = len(lateness.KINDS)

    def present(values: tuple) -> Row:
        (title, summary, area, state, lead, lead_text, end, period, step, light, reason, light_on, valid,
         origin, checked_on, needs_check, sources, indicator, *rest, number) = values  # fmt: skip
        regional, late, hits = kind == MeasureClass.REGIONAL, rest[:kinds], rest[kinds:]
        title, summary, snippet = _with_hits(question, hits) if hits else (title, summary, "")
        meta = [lead or lead_text, _until(end, period)] if regional else [levels[origin], lead_text]
        if regional and light_on:
            meta.append(_("Sachstand of %(day)s") % {"day": _day(light_on)})
        return Row(
            url=f"{base}{number}/",
            number=number if regional else "",
            title=title,
            summary=summary,
            snippet=snippet,
            focus=area,
            focus_label=focus[area],
            meta=[word for word in meta if word],
            source_url="" if regional else first_address(sources),
            light=light_mark(light, lights[light], reason),
            marks=mark_of(state, step, light, valid, needs_check),
            late=lateness.said(late, today) if regional and state == MeasureState.PUBLISHED else [],
            figure=figure_text(indicator) if regional else "",
            note="" if regional else _checked(checked_on),
        )

    return present


def _with_hits(question: Question, hits: Sequence[str]) -> tuple[str, str, str]:
    """Title, summary and, where neither of them has a hit, the words around the first in the description."""
    title, summary, body = (marked(text, question) for text in hits)
    return title, summary, body if has_hit(body) and not has_hit(title + summary) else ""


def _marks_of(kind: str) -> Callable[..., list[Mark]]:
    """A function from state, progress, light, validity and "to be checked" to the marks of a row."""
    progress, validity = marks(PROGRESS_MARKS, Progress), marks(VALIDITY_MARKS, Validity)
    states, to_check = marks(STATE_MARKS, MeasureState), Mark("watch", "eye", _("to be checked"))
    regional = kind == MeasureClass.REGIONAL

    def mark_of(state: str, step: str, light: str, valid: str, needs_check: bool) -> list[Mark]:
        shown = [progress[step] if regional else validity[valid]]
        if regional and step == Progress.RUNNING and light != Light.NONE:
            shown = []
        if needs_check and valid not in (Validity.UNCONFIRMED, Validity.UNCLEAR):
            shown.append(to_check)
        if state != MeasureState.PUBLISHED:
            shown.append(states[state])
        return shown

    return mark_of


def light_mark(light: str, label: str, reason: str) -> LightMark | None:
    return LightMark(LIGHT_TONES[light], label, reason) if light in LIGHT_TONES else None


def is_address(source: str) -> bool:
    """Whether the whole source is an address that can be opened."""
    return source.startswith(("https://", "http://")) and " " not in source and source.count("/") > 2


def first_address(sources: list[str]) -> str:
    return next((source for source in sources if is_address(source)), "")


def _until(end: date | None, period: str) -> str:
    return _("until %(month)s") % {"month": date_format(end, "F Y")} if end else period


def _checked(checked_on: date | None) -> str:
    return _("checked on %(day)s") % {"day": _day(checked_on)} if checked_on else _("not yet checked")


def _day(value: date) -> str:
    return date_format(value, _("j M Y"))


def period_of(measure: Measure) -> str:
    """The period in words: "Januar 2026 bis Juni 2027 (…)"."""
    start, end = (
        date_format(day, "F Y") if day else "" for day in (measure.period_start, measure.period_end)
    )
    if start and end:
        dates = _("%(start)s to %(end)s") % {"start": start, "end": end}
    elif start:
        dates = _("from %(month)s") % {"month": start}
    else:
        dates = _("until %(month)s") % {"month": end} if end else ""
    return "; ".join(part for part in (dates, measure.period_text) if part)


VERBS = {
    "created": ("plus", gettext_lazy("Draft started")),
    "loaded": ("upload", gettext_lazy("Taken over from the collection that comes with the portal")),
    "edited": ("edit", gettext_lazy("Edited")),
    "published": ("check", gettext_lazy("Published")),
    "reissued": ("check", gettext_lazy("New version published")),
    "unpublished": ("edit", gettext_lazy("Back to draft")),
    "archived": ("lock", gettext_lazy("Archived")),
    "reopened": ("edit", gettext_lazy("Reopened as draft")),
    "added": ("plus", gettext_lazy("Entered")),
    "reading": ("note", gettext_lazy("Actual value")),
    "reading_removed": ("cross", gettext_lazy("Actual value removed")),
    "milestone_added": ("plus", gettext_lazy("Milestone added")),
    "milestone_edited": ("edit", gettext_lazy("Milestone changed")),
    "milestone_removed": ("cross", gettext_lazy("Milestone removed")),
    "milestone_reached": ("check", gettext_lazy("Milestone reached")),
    "milestone_reopened": ("cycle", gettext_lazy("Milestone not reached after all")),
    "section_added": ("plus", gettext_lazy("Section added")),
    "section_edited": ("edit", gettext_lazy("Section changed")),
    "section_removed": ("cross", gettext_lazy("Section removed")),
    "document_added": ("upload", gettext_lazy("Paper added")),
    "document_removed": ("cross", gettext_lazy("Paper removed")),
    "link_added": ("plus", gettext_lazy("Link added")),
    "link_removed": ("cross", gettext_lazy("Link removed")),
    "indicator_added": ("plus", gettext_lazy("Indicator added")),
    "indicator_edited": ("edit", gettext_lazy("Indicator changed")),
    "indicator_removed": ("cross", gettext_lazy("Indicator removed")),
    "confirmed": ("tick", gettext_lazy("Compared with the source")),
    "reported": ("note", gettext_lazy("Sachstand reported")),
    "report_rhythm": ("clock", gettext_lazy("Rhythm of the Sachstand changed")),
    "report_links_revoked": ("lock", gettext_lazy("Links to the Sachstand ended")),
}
UNSAID = frozenset({"state", "document", "link"})  # the verb says it already
STATE_VERBS = frozenset({"published", "reissued", "unpublished", "archived", "reopened"})


def history(row: Model) -> list[dict[str, Any]]:
    """The row's events for the timeline: what, which fields, by which organisation; never a value."""
    return [_entry(event, type(row)) for event in timeline(row)[:30]]


def _entry(event: Event, model: type[Model]) -> dict[str, Any]:
    icon, title = VERBS[event.verb]
    fields = dict.fromkeys(_field_label(model, name) for name in event.changes if name not in UNSAID)
    by = event.organisation.short_name if event.organisation_id else ""
    detail = " · ".join(part for part in (", ".join(fields), by) if part)
    return {
        "at": event.at,
        "icon": icon,
        "title": str(title),
        "detail": detail,
        "state": event.verb in STATE_VERBS,
    }


def _field_label(model: type[Model], name: str) -> str:
    name = "conditions" if name.startswith("condition") else name  # the form has a field per row
    try:
        return str(model._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return name  # an indicator's own title


def changed_between(actor: Actor, verbs: list[str], start: Any, end: Any) -> MeasureQuerySet:
    """Published measures the actor may see that had one of `verbs` in the half-open period."""
    events = Event.objects.filter(
        subject=Measure._meta.label_lower, verb__in=verbs, at__gte=start, at__lt=end
    )
    return Measure.objects.permitted(actor, "view").published().filter(pk__in=events.values("subject_id"))

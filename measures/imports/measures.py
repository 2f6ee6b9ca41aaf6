"""Measures as a table: rows become drafts, and what is in work is never overwritten silently.

A row names its measure by its number, or by its key in the collection; without both it is a new one. It is
compared with what readers see, as the export wrote it: only fields that differ from that are laid over the
text being worked on. So an export that comes back untouched changes nothing.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures import rules
from measures.actions.drafts import discard_draft, draft_from_content, lock
from measures.content import Content, content_of
from measures.drafting import open_draft
from measures.imports.columns import COLUMNS, LEAD
from measures.imports.reading import MeasureRow, choice_words
from measures.imports.words import Names
from measures.models import Measure, MeasureDraft
from measures.states import (
    DraftState,
    MeasureClass,
    MeasureState,
    OriginLevel,
    Progress,
    RevisionKind,
    Validity,
)
from measures.wording import OF_PROGRAMMES, OF_REGIONAL, Words, label_of
from portal.access import Actor
from portal.activity.recording import delete_for_good
from portal.cells import cell_text
from portal.forms import Difference
from portal.imports.kinds import Finding, Kind, Stored, Values
from portal.imports.models import ImportRow
from portal.imports.states import RowOutcome
from portal.sorting import sort_key
from portal.tables import imported_text
from portal.workflow import TransitionRefused

NEW = {
    MeasureClass.REGIONAL: {"origin": OriginLevel.REGION, "progress": Progress.PLANNED, "validity": ""},
    MeasureClass.PROGRAMME: {"progress": "", "validity": Validity.UNCLEAR},
}


class Known(NamedTuple):
    """A measure that a row means, with the text that readers see."""

    measure: Measure
    content: Content
    draft_state: str


class Wanted(NamedTuple):
    """What a row is to become: the measure (None: a new one) and the fields that it changes."""

    known: Known | None
    content: Content


class MeasureReader:
    """Reads rows for one editor; see portal.imports.kinds.Reader."""

    def __init__(self, actor: Actor, context: dict[str, Any]) -> None:
        self.actor, self.today = actor, timezone.localdate()
        self.names, self.words = Names(), choice_words()
        self.seen: dict[str, int] = {}

    def check(self, rows: Sequence[tuple[int, Values]]) -> list[Finding]:
        known = _known(self.actor, rows)
        titles = self._titles(rows)
        return [self._check(number, values, known, titles) for number, values in rows]

    def _titles(self, rows: Sequence[tuple[int, Values]]) -> dict[str, str]:
        """Title in sorting letters → number, of the measures that have a title of these rows."""
        wanted = {sort_key(cell_text(values.get("title")).strip())[:200] for _number, values in rows}
        found = Measure.objects.permitted(self.actor, "view").filter(sort_title__in=wanted)
        return dict(found.values_list("sort_title", "number"))

    def _check(self, number: int, values: Values, known: dict[str, Known], titles: dict[str, str]) -> Finding:
        row = MeasureRow(values, self.today, self.names, self.words)
        kind, content = row.measure_class(), row.content()
        named = _name_of(values)
        measure = known.get(named) if named else None
        if named and measure is None and _says_number(values):
            row.problem(_("There is no measure %(number)s. Leave the number out for a new one.")
                        % {"number": named[:40]})  # fmt: skip
        if measure is not None:
            self._check_known(row, measure, kind)
        elif not row.problems:
            content = self._complete(row, content, kind or MeasureClass.REGIONAL)
        if row.problems:
            return row.finding()
        return self._compare(number, named, measure, content, titles)

    def _check_known(self, row: MeasureRow, known: Known, kind: str) -> None:
        if kind and kind != known.measure.kind:
            row.problem(_("The class of a measure cannot change."))
        if known.measure.state == MeasureState.ARCHIVED:
            row.problem(_("This measure is archived. Reopen it to work on its text."))
        if known.draft_state == DraftState.REVIEW:
            row.problem(_("Its draft is in review. Take it back first."))

    def _complete(self, row: MeasureRow, content: Content, kind: str) -> Content:
        """The text of a new measure with what nobody has to write down."""
        for name in ("title", "focus_area"):
            if not content.get(name):
                row.missing(name)
        foreign = OF_PROGRAMMES - {"origin"} if kind == MeasureClass.REGIONAL else OF_REGIONAL
        for name in foreign & set(content):
            if content[name]:
                row.problem(_("“%(field)s” does not belong to this class.") % {"field": label_of(name)})
        if kind == MeasureClass.PROGRAMME and not content.get("origin"):
            row.missing("origin")
        if kind == MeasureClass.REGIONAL and content.get("origin") not in (None, "", OriginLevel.REGION):
            row.problem(_("A regional measure is of the region."))
        given = {name: value for name, value in content.items() if value not in ("", None)}
        return {**NEW[kind], **given, "kind": str(kind)}

    def _compare(
        self, number: int, named: str, known: Known | None, content: Content, titles: dict[str, str]
    ) -> Finding:
        mark = named or sort_key(content.get("title", ""))
        if self.seen.setdefault(mark, number) != number:
            return Finding(RowOutcome.ERROR, _("The same stands in row %(row)s.") % {"row": self.seen[mark]})
        if known is None:
            twin = titles.get(sort_key(content["title"])[:200])
            text = _("%(number)s has this title already.") % {"number": twin} if twin else ""
            return Finding(RowOutcome.DUPLICATE if twin else RowOutcome.NEW, text, Wanted(None, content))
        fields = [name for name in content if _plain(content[name]) != _plain(known.content.get(name))]
        if not fields:
            return Finding(RowOutcome.UNCHANGED, "", Wanted(known, {}))
        if any(name in _foreign(known.measure.kind) for name in fields):
            return Finding(RowOutcome.ERROR, _foreign_words(known.measure.kind, fields))
        words = _("Changes: %(fields)s.") % {"fields": ", ".join(label_of(name) for name in fields)}
        return Finding(RowOutcome.CHANGED, words, Wanted(known, {name: content[name] for name in fields}))

    def store(self, findings: Sequence[Finding]) -> list[Stored]:
        return [self._store(finding.value) for finding in findings]

    def _store(self, wanted: Wanted) -> Stored:
        measure = wanted.known.measure if wanted.known else None
        before = _before(measure) if measure else None
        try:
            draft = draft_from_content(
                measure, wanted.content, by=self.actor, kind=RevisionKind.IMPORTED, reason=_("Import")
            )
        except TransitionRefused as refused:
            return Stored(RowOutcome.ERROR, message=str(refused))
        outcome = RowOutcome.CHANGED if measure else RowOutcome.NEW
        stored = draft.measure if draft else measure
        return Stored(outcome, stored.pk, stored.number, draft.head.number if draft else None, before=before)

    def undo(self, row: ImportRow) -> str:
        """A new draft goes, a changed one becomes what it was; what was worked on since is kept."""
        measure = Measure.objects.permitted(self.actor, "edit").filter(pk=row.object_id).first()
        if measure is None:
            return _("It is no longer there, or archived.")
        draft = lock(measure)
        if draft is None or draft.head.number != row.object_version:
            return _("It has been worked on since.")
        if row.before is None:
            _remove(measure)
        elif row.before["draft"]:
            earlier = measure.revisions.get(number=row.before["head"])
            draft_from_content(measure, earlier.content, by=self.actor, kind=RevisionKind.RESTORED)
        else:
            discard_draft(draft, version=draft.version, by=self.actor)
        return ""


def _remove(measure: Measure) -> None:
    """A measure that nobody has worked on, with its only text."""
    measure.drafts.all().delete()
    delete_for_good(measure.revisions.all())
    measure.delete()


def _known(actor: Actor, rows: Iterable[tuple[int, Values]]) -> dict[str, Known]:
    """By number and by key the measures that the rows name; five statements for a part of a table."""
    names = {_name_of(values) for _number, values in rows} - {""}
    found = Measure.objects.permitted(actor, "view").defer("search")
    by_number = list(found.filter(number__in=names).prefetch_related("supporters", "occupation_groups"))
    by_key = list(found.filter(source_key__in=names).prefetch_related("supporters", "occupation_groups"))
    states = dict(
        MeasureDraft.objects.filter(
            measure__in=[one.pk for one in by_number + by_key], state=DraftState.REVIEW
        ).values_list("measure", "state")
    )
    known = {one.pk: Known(one, content_of(one), states.get(one.pk, "")) for one in by_number + by_key}
    return {one.source_key: known[one.pk] for one in by_key} | {
        one.number: known[one.pk] for one in by_number
    }


def _says_number(values: Values) -> bool:
    return bool(cell_text(values.get("number")).strip())


def _name_of(values: Values) -> str:
    """What the row calls its measure: its number, else its key in the collection."""
    number = cell_text(values.get("number")).strip().upper()
    return number or cell_text(values.get("source_key")).strip()


def _plain(value: Any) -> Any:
    """A value as it comes back from a table, so that what a spreadsheet trims is no change."""
    if isinstance(value, str):
        return imported_text(value.replace("\r\n", "\n")) or None
    if isinstance(value, list):
        return [_plain(one) for one in value if _plain(one) is not None]
    return value or None


def _foreign(kind: str) -> frozenset[str]:
    return OF_PROGRAMMES if kind == MeasureClass.REGIONAL else OF_REGIONAL


def _foreign_words(kind: str, fields: Iterable[str]) -> str:
    names = ", ".join(label_of(name) for name in fields if name in _foreign(kind))
    return _("“%(field)s” does not belong to this class.") % {"field": names}


def _before(measure: Measure) -> dict[str, Any]:
    draft = open_draft(measure)
    return {"draft": draft is not None, "head": draft.head.number if draft else None}


def differences(actor: Actor, rows: Sequence[tuple[int, Values]]) -> dict[int, list[Difference]]:
    """By row number what changing rows change, in words."""
    findings = MeasureReader(actor, {}).check(rows)
    wanted = {
        number: finding.value
        for (number, _values), finding in zip(rows, findings, strict=True)
        if finding.outcome == RowOutcome.CHANGED
    }
    words = Words(*(text for one in wanted.values() for text in (one.known.content, one.content)))
    return {
        number: [
            Difference(label_of(name), words.of(name, one.known.content.get(name)), words.of(name, value))
            for name, value in one.content.items()
        ]
        for number, one in wanted.items()
    }


def _enough(names: set[str]) -> str:
    if "title" in names or "number" in names:
        return ""
    return _("Please say which column is the title, or the number of known measures.")


MEASURES = Kind(
    key="measures",
    area="measures",
    label=gettext_lazy("Measures"),
    lead=LEAD,
    columns=COLUMNS,
    allowed=rules.create_measure,
    reader=MeasureReader,
    enough=_enough,
    links=lambda row: reverse("measures:detail", args=[row.object_number]),
    back=lambda context: (_("Catalogue"), reverse("measures:list") + "?state=draft"),
    differences=differences,
    has_numbers=True,
)

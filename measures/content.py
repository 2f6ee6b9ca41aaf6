"""The text of a measure as one value: read from its columns, stored in revisions, compared, merged, written.

A content is a dict that JSON can hold: field → text, number, yes or no, None, list of texts. Organisations
and agreements stand by their primary keys, days as "2026-10-15". `kind` never changes after the first save;
light and its reason are kept for comparing only, because a Sachstand writes them.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Field, ForeignKey, Model, OuterRef

from measures.models import Measure
from measures.searching import refresh
from portal.partners.models import Organisation
from portal.region.models import OccupationGroup

Content = dict[str, Any]

TEXT_FIELDS = (
    "focus_area", "title", "summary", "description", "lead", "lead_text", "supporters", "partners_text",
    "period_start", "period_end", "period_text", "progress", "validity", "target_groups", "funding",
    "contact", "origin", "agreement", "sources", "checked_on", "needs_check", "occupation_groups",
)  # fmt: skip
MANY = {"supporters": Organisation, "occupation_groups": OccupationGroup}
SEARCHED = ("sort_title", "lead_key", "groups_key", "search_body")  # what save() derives for the search
RECORDED_ONLY = ("kind", "light", "light_reason")
# what "compared with the source today" writes beside an open draft
CHECK_FIELDS = frozenset({"checked_on", "needs_check", "validity"})
# what a restored text must not claim again
NOT_RESTORED = frozenset({"checked_on", "needs_check"})
PERSONAL = frozenset({"contact"})  # an event holds the field's name, never the value


def foreign_fields() -> dict[str, type[Model]]:
    """The fields of the text that name another row, with its model."""
    return {name: _field(name).related_model for name in TEXT_FIELDS if isinstance(_field(name), ForeignKey)}


def content_of(measure: Measure) -> Content:
    """The text that readers see; one statement for its supporters and occupation groups."""
    values = {
        name: getattr(measure, _column(name)) for name in (*TEXT_FIELDS, *RECORDED_ONLY) if name not in MANY
    }
    values |= _keys(measure)
    return as_content(values)


def _keys(measure: Measure) -> dict[str, list[int]]:
    """The primary keys of what a measure has several of."""
    known = getattr(measure, "_prefetched_objects_cache", {})
    if set(MANY) <= set(known) or measure.pk is None:
        return {name: [one.pk for one in known.get(name, ())] for name in MANY}
    mine = {name: {_field(name).related_query_name(): OuterRef("pk")} for name in MANY}
    lists = [
        ArraySubquery(model._default_manager.filter(**mine[name]).order_by("pk").values("pk"))
        for name, model in MANY.items()
    ]
    row = Measure.objects.filter(pk=measure.pk).order_by().values_list(*lists).get()
    return dict(zip(MANY, row, strict=True))


def as_content(values: Mapping[str, Any]) -> Content:
    """Values of a form or of a row as JSON holds them; names that are no part of the text are left out."""
    return {name: _plain(name, values[name]) for name in (*TEXT_FIELDS, *RECORDED_ONLY) if name in values}


def _plain(name: str, value: Any) -> Any:
    if name in MANY:
        return sorted(getattr(one, "pk", one) for one in value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Model):
        return value.pk
    if name == "focus_area":
        return int(value)
    return value if isinstance(value, list | bool | int | type(None)) else str(value)


def changed(old: Mapping[str, Any], new: Mapping[str, Any], names: Iterable[str] = TEXT_FIELDS) -> list[str]:
    """The fields in which both differ, in the order of the page."""
    return [name for name in names if old.get(name) != new.get(name)]


def merge(base: Mapping[str, Any], mine: Content, theirs: Mapping[str, Any]) -> Content:
    """`mine` with what changed from `base` to `theirs` only; what both changed stays as in `mine`."""
    untouched = {name for name in TEXT_FIELDS if mine.get(name) == base.get(name)}
    return mine | {name: theirs[name] for name in untouched if name in theirs}


def overlay(base: Mapping[str, Any], mine: Mapping[str, Any], onto: Content) -> tuple[Content, list[str]]:
    """`onto` with what `mine` changed against `base`, and the fields that both changed in different ways."""
    fields = changed(base, mine)
    clashes = [
        name for name in fields if onto.get(name) != base.get(name) and onto.get(name) != mine.get(name)
    ]
    return onto | {name: mine[name] for name in fields}, clashes


def write(measure: Measure, content: Mapping[str, Any]) -> None:
    """Puts the text into the columns and stores them. What was deleted since is left out."""
    _set_columns(measure, content)
    columns = [_field(name).attname for name in _columns(content)]
    measure.save(update_fields=[*columns, *SEARCHED, "updated_at"])
    for name, model in MANY.items():
        if name in content:
            getattr(measure, name).set(model._default_manager.filter(pk__in=content[name]))
    refresh([measure])


def new_measure(content: Mapping[str, Any]) -> Measure:
    """A measure of this text that is not stored yet; without its supporters and occupation groups."""
    measure = Measure(kind=content["kind"])
    _set_columns(measure, content)
    return measure


def as_measure(measure: Measure, content: Mapping[str, Any]) -> Measure:
    """A copy of the row that shows `content` instead of its columns: for forms, never to be saved."""
    names = [field.attname for field in measure._meta.concrete_fields if field.attname in measure.__dict__]
    shown = Measure.from_db("default", names, [measure.__dict__[name] for name in names])
    _set_columns(shown, content)
    shown._prefetched_objects_cache = {
        name: model._default_manager.filter(pk__in=content[name])
        for name, model in MANY.items()
        if name in content
    }
    return shown


def _set_columns(measure: Measure, content: Mapping[str, Any]) -> None:
    for name in _columns(content):
        setattr(measure, _column(name), _field(name).to_python(content[name]))
    for name, model in foreign_fields().items():
        pk = content.get(name)
        if pk is not None and not model._default_manager.filter(pk=pk).exists():
            setattr(measure, _column(name), None)


def _columns(content: Mapping[str, Any]) -> list[str]:
    return [name for name in TEXT_FIELDS if name in content and name not in MANY]


def _field(name: str) -> Field:
    return Measure._meta.get_field(name)


def _column(name: str) -> str:
    field = _field(name)
    return field.attname if isinstance(field, ForeignKey) else name

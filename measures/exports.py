"""The catalogue as a table: the same columns in CSV, XLSX and JSON. Without contacts."""

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce
from django.http import JsonResponse
from django.utils.translation import gettext_lazy as _

from measures.models import Measure
from measures.states import FocusArea, Light, MeasureClass, MeasureState, OriginLevel, Progress, Validity

# name in JSON → heading in tables
COLUMNS = {
    "number": _("Number"),
    "source_key": _("Key in the collection"),
    "class": _("Class"),
    "focus_area": _("Focus area"),
    "title": _("Title"),
    "summary": _("Summary"),
    "description": _("Description"),
    "origin": _("Level"),
    "agreement": _("Based on"),
    "target_groups": _("Target groups"),
    "lead": _("Lead"),
    "lead_text": _("Lead outside the portal"),
    "supporters": _("Supporting organisations"),
    "partners_text": _("Others taking part"),
    "period_start": _("Start"),
    "period_end": _("End"),
    "period_text": _("Period in words"),
    "funding": _("Funding"),
    "progress": _("Progress"),
    "validity": _("Validity"),
    "light": _("Light"),
    "light_reason": _("Reason"),
    "checked_on": _("Checked on"),
    "needs_check": _("To be checked"),
    "sources": _("Sources"),
    "occupation_groups": _("Occupation groups (KldB)"),
    "state": _("Publication"),
}
CHOICES = {
    "class": MeasureClass,
    "focus_area": FocusArea,
    "origin": OriginLevel,
    "progress": Progress,
    "validity": Validity,
    "light": Light,
    "state": MeasureState,
}
CHUNK = 500


def header() -> list[str]:
    return [str(title) for title in COLUMNS.values()]


def rows(measures: QuerySet) -> Iterator[list[Any]]:
    """One list per measure in the order of COLUMNS: words instead of codes, lists one item per line."""
    words = {
        column: {one.value: str(one.label) for one in choices} | {"": ""}
        for column, choices in CHOICES.items()
    }
    for values in _values(measures):
        record = dict(zip(COLUMNS, values, strict=True))
        for column, table in words.items():
            record[column] = table[record[column]]
        for column in ("target_groups", "sources"):
            record[column] = "\n".join(record[column])
        yield list(record.values())


def json_response(name: str, measures: QuerySet) -> JsonResponse:
    """A JSON download: a list of objects with the columns' names, codes instead of words."""
    records = [dict(zip(COLUMNS, values, strict=True)) for values in _values(measures)]
    response = JsonResponse(records, safe=False, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


def _values(measures: QuerySet) -> Iterator[tuple]:
    """Tuples in the order of COLUMNS from one statement, read in chunks."""
    through = Measure.supporters.through.objects.filter(measure=OuterRef("pk")).order_by().values("measure")
    names = through.annotate(
        names=StringAgg("organisation__short_name", "\n", order_by="organisation__sort_name")
    ).values("names")
    groups = Measure.occupation_groups.through.objects.filter(measure=OuterRef("pk")).order_by()
    codes = groups.values("measure").annotate(
        codes=StringAgg("occupationgroup__kldb3", ", ", order_by="occupationgroup__kldb3")
    )
    fields = [
        {
            "class": "kind",
            "agreement": "agreement__title",
            "lead": "lead__short_name",
            "occupation_groups": "group_codes",
            "supporters": "supporter_names",
        }.get(column, column)
        for column in COLUMNS
    ]
    return (
        measures.annotate(
            group_codes=Coalesce(Subquery(codes.values("codes")), Value(""), output_field=TextField()),
            supporter_names=Coalesce(Subquery(names), Value(""), output_field=TextField()),
        )
        .values_list(*fields)
        .iterator(chunk_size=CHUNK)
    )

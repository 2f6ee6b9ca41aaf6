"""Reads the indicators of a measure with all their numbers, in one statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, TextField
from django.db.models.functions import Cast, JSONObject
from django.utils.formats import number_format

from measures.indicators import Aim, Point, Read, Standing, series, standing
from measures.models import Indicator, Reading, Target
from portal.access import AccessQuerySet, Actor
from portal.areas import Counted

ALL_TOGETHER = 0  # the "organisation" of what the portal counts


@dataclass(frozen=True)
class Plan:
    """One indicator with what was read and what is aimed at; `names` of the organisations by primary key.

    `counted` is the number of an indicator that the portal counts, None for all others.
    """

    row: Indicator
    reads: list[Read]
    aims: list[Aim]
    names: dict[int, str]
    counted: Counted | None = None

    @property
    def points(self) -> list[Point]:
        return series(self.reads, self.aims)

    def standing(self, today: date) -> Standing:
        return standing(self.reads, self.aims, self.row.direction, today)


def with_numbers(rows: AccessQuerySet) -> AccessQuerySet:
    """Each indicator with its targets and readings as lists of JSON objects."""
    value = Cast("value", TextField())
    aims = Target.objects.filter(indicator=OuterRef("pk")).order_by("due_on")
    reads = Reading.objects.filter(indicator=OuterRef("pk")).order_by("read_on", "pk")
    return rows.annotate(
        aims=ArraySubquery(aims.values(json=JSONObject(day="due_on", value=value))),
        reads=ArraySubquery(
            reads.values(
                json=JSONObject(
                    day="read_on",
                    value=value,
                    organisation="organisation_id",
                    name="organisation__short_name",
                )
            )
        ),
    )


def plans(rows: AccessQuerySet, actor: Actor, counted: Iterable[Counted]) -> list[Plan]:
    """The indicators in their order; `counted` is what the areas have counted about the measure."""
    numbers = {number.code: number for number in counted}
    found = with_numbers(rows).with_access(actor, "edit", "enter")
    return [_plan(row, numbers.get(row.counted_by)) for row in found]


def _plan(row: Indicator, counted: Counted | None) -> Plan:
    aims = [Aim(date.fromisoformat(aim["day"]), Decimal(aim["value"])) for aim in row.aims]
    if row.counted_by:
        shown = counted is not None and counted.value is not None
        reads = [Read(ALL_TOGETHER, counted.as_of, Decimal(counted.value))] if shown else []
        return Plan(row, reads, aims, {}, counted)
    reads = [
        Read(read["organisation"], date.fromisoformat(read["day"]), Decimal(read["value"]))
        for read in row.reads
    ]
    return Plan(row, reads, aims, {read["organisation"]: read["name"] for read in row.reads})


def short(value: Decimal) -> Decimal:
    """The same value without needless decimals: 20.50 becomes 20.5, 110.00 becomes 110."""
    return Decimal(f"{value:.2f}".rstrip("0").rstrip("."))


def figure(value: Decimal) -> str:
    """A value as it reads."""
    return number_format(short(value), force_grouping=True)

"""The one figure that a row of the catalogue shows: the first indicator, its sum and its present target."""

from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce, JSONObject
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from measures.models import Indicator, Reading, Target
from measures.states import CountedBy, Direction


def first_indicator() -> Subquery:
    """For an annotation of measures: title, unit, direction, total, target as JSON; NULL where no value is.

    `total` adds up each organisation's latest value. `target` is the one that the measure's page names, too
    (measures.indicators.target_on): the last one due by the newest reading, else the first.
    """
    same = {"indicator": OuterRef("indicator"), "organisation": OuterRef("organisation")}
    later = Reading.objects.filter(**same, read_on__gt=OuterRef("read_on"))
    latest = Reading.objects.filter(~Exists(later), indicator=OuterRef("pk")).order_by().values("indicator")
    newest = (
        Reading.objects.filter(indicator=OuterRef("indicator")).order_by("-read_on").values("read_on")[:1]
    )
    targets = Target.objects.filter(indicator=OuterRef("pk")).values("value")
    target = Coalesce(
        Subquery(targets.filter(due_on__lte=Subquery(newest)).order_by("-due_on")[:1]),
        Subquery(targets.order_by("due_on")[:1]),
    )
    rows = Indicator.objects.filter(
        Exists(Reading.objects.filter(indicator=OuterRef("pk"))),
        measure=OuterRef("pk"),
        counted_by=CountedBy.NOBODY,
    )
    return Subquery(
        rows.order_by("position", "pk").values(
            shown=JSONObject(
                title="title",
                unit="unit",
                direction="direction",
                total=Subquery(latest.annotate(total=Sum("value")).values("total")),
                target=target,
            )
        )[:1]
    )


def figure_text(indicator: dict[str, Any] | None) -> str:
    """Betriebe beraten: 62 of 80."""
    if not indicator:
        return ""
    total, unit = _number(indicator["total"]), indicator["unit"]
    if indicator["target"] is not None:
        less = indicator["direction"] == Direction.DOWN
        words = _("%(total)s, target at most %(target)s") if less else _("%(total)s of %(target)s")
        total = words % {"total": total, "target": _number(indicator["target"])}
    return f"{indicator['title']}: {total} {unit}".strip()


def _number(value: Any) -> str:
    """Without decimal places where there is nothing behind the comma."""
    number = Decimal(str(value))
    return number_format(number.normalize() if number % 1 else int(number), force_grouping=True)

"""Systemically relevant occupations by group: which they are, which measures are for them, how many cases."""

from datetime import date
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse

from measures.models import Measure
from portal.access import Actor
from portal.areas import words_by_group
from portal.region.models import Occupation, OccupationGroup
from portal.region.states import SYSTEM_RELEVANT_GROUPS


class GroupRow(NamedTuple):
    """One occupation group: `relevant` names of `all` occupations; `counts` in words of other areas."""

    title: str
    kldb3: str
    relevant: list[str]
    all: int
    is_proposed: bool
    measures: list[dict[str, Any]]
    counts: list[str]
    edit_url: str


def group_rows(actor: Actor, today: date) -> list[GroupRow]:
    """The groups that have a relevant occupation or are proposed, in the official order."""
    counts = words_by_group(actor, today)
    return [
        GroupRow(
            title,
            kldb3,
            relevant,
            number,
            kldb3 in SYSTEM_RELEVANT_GROUPS,
            [one | {"url": reverse("measures:detail", args=[one["number"]])} for one in measures],
            counts.get(kldb3, []),
            reverse("region:relevance", args=[kldb3]) if may_mark else "",
        )
        for title, kldb3, relevant, number, measures, may_mark in _groups(actor)
    ]


def _groups(actor: Actor) -> QuerySet:
    """One statement."""
    current = Q(occupations__is_current=True)
    relevant = Occupation.objects.filter(group=OuterRef("pk"), is_current=True, is_system_relevant=True)
    return (
        OccupationGroup.objects.permitted(actor, "view")
        .with_access(actor, "mark")
        .annotate(
            number=Count("occupations", filter=current),
            relevant=ArraySubquery(relevant.order_by("sort_name").values("short_name")),
            for_it=ArraySubquery(_measures(actor)),
        )
        .filter(Q(relevant__len__gt=0) | Q(kldb3__in=SYSTEM_RELEVANT_GROUPS))
        .order_by("kldb3")
        .values_list("title", "kldb3", "relevant", "number", "for_it", "may_mark")
    )


def _measures(actor: Actor) -> QuerySet:
    rows = Measure.objects.permitted(actor, "view").not_archived()
    return (
        rows.filter(occupation_groups=OuterRef("pk"))
        .order_by("focus_area", "sort_title")
        .values(entry=JSONObject(number=F("number"), title=F("title"), focus=F("focus_area")))
    )

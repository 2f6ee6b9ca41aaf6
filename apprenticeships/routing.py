"""Who gets a tip: the responsibility table, most specific row first; the office where nothing fits."""

import re
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q

from apprenticeships.models import ResponsibilityRule, Tip
from portal.partners.models import Membership
from portal.partners.states import Role
from portal.region.models import Municipality, Occupation
from portal.sorting import sort_key

SHORTEST_WORD = 5  # letters of a word in the reporter's list of occupations that we look up


def responsible(tip: Tip) -> ResponsibilityRule | None:
    """The row of the table for `tip`, or None: then the office passes it on."""
    group, district = group_of(tip.occupations), district_of(tip.company_and_place)
    return responsible_for(groups={group} - {None}, district=district, chamber=tip.chamber_id)


def responsible_for(
    *, groups: set[int], district: int | None, chamber: int | None = None
) -> ResponsibilityRule | None:
    """The row for occupation groups and a district, or None.

    A row fits when its group is one of them or empty, its district this one or empty, and its chamber the
    one named, if any. Group counts more than district. Where rows of two chambers fit equally well nobody
    is guessed.
    """
    rows = (
        ResponsibilityRule.objects.filter(
            Q(group__in=groups) | Q(group=None),
            Q(district=district) | Q(district=None),
            adviser__is_active=True,
            adviser__user__is_active=True,
            adviser__role=Role.ADVISER,
        )
        .select_related("adviser__user", "deputy__user", "organisation")
        .order_by("pk")
    )
    if chamber:
        rows = rows.filter(organisation=chamber)
    ranked = sorted(rows, key=_weight, reverse=True)
    if not ranked:
        return None
    best = [row for row in ranked if _weight(row) == _weight(ranked[0])]
    return best[0] if len({row.organisation_id for row in best}) == 1 else None


def told_of(adviser: Membership, deputy: Membership | None, today: date) -> list[Membership]:
    """Who is mailed at once: adviser, deputy of the table, and whoever stands in for one of them today."""
    named = [one for one in (adviser, deputy) if one is not None]
    stand_ins = [
        Q(user=one.deputy_id, organisation=one.organisation_id)
        for one in named
        if one.deputy_stands_in(today)
    ]
    if not stand_ins:
        return named
    wanted = reduce(or_, stand_ins)
    rows = Membership.objects.filter(wanted, role=Role.ADVISER, is_active=True, user__is_active=True)
    return list(dict.fromkeys([*named, *rows.order_by("pk")]))


def _weight(row: ResponsibilityRule) -> int:
    return 2 * (row.group_id is not None) + (row.district_id is not None)


def district_of(text: str) -> int | None:
    """The district of the municipality whose name stands in `text`; of two the longer name counts."""
    words = f" {' '.join(re.findall(r'[a-z0-9]+', sort_key(text)))} "
    names = Municipality.objects.values_list("sort_name", "district_id")
    found = [
        (len(name), district)
        for name, district in names
        if f" {' '.join(re.findall(r'[a-z0-9]+', name))} " in words
    ]
    return max(found)[1] if found else None


def company_and_place(text: str) -> tuple[str, str]:
    """Company and municipality of "Muster-Blech GmbH, Künzelsau"; no known place: all is the company."""
    company, _, place = text.rpartition(",")
    known = Municipality.objects.filter(sort_name=sort_key(place.strip())).first()
    return (company.strip(), known.name) if known and company.strip() else (text, "")


def group_of(text: str) -> int | None:
    """The one occupation group that the words of `text` name; None when none or several."""
    words = [word for word in re.findall(r"[a-z]+", sort_key(text)) if len(word) >= SHORTEST_WORD]
    if not words:
        return None
    wanted = Q()
    for word in words:
        wanted |= Q(sort_name__startswith=word)
    groups = Occupation.objects.filter(wanted, is_current=True).values_list("group_id", flat=True)
    found = set(groups.order_by().distinct()[:2])
    return found.pop() if len(found) == 1 else None

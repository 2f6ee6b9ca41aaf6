"""Which training occupations the alliances call systemically relevant (focus area 2).

No official list was found: the portal proposes the occupations of some KldB groups
(`states.SYSTEM_RELEVANT_GROUPS`), and the alliances decide occupation by occupation.
"""

from collections.abc import Iterable

from django.db import transaction

from portal.access import Actor
from portal.activity.recording import record
from portal.region.models import Occupation, OccupationGroup


def mark_relevant(group: OccupationGroup, chosen: Iterable[int], *, by: Actor) -> int:
    """Of the group's present occupations those in `chosen` (primary keys) are relevant, the others not.

    Returns how many changed; writes one event at the group with the occupations' names.
    """
    wanted = set(chosen)
    with transaction.atomic():
        rows = list(group.occupations.select_for_update().filter(is_current=True))
        changed = [row for row in rows if row.is_system_relevant != (row.pk in wanted)]
        before = ", ".join(row.short_name for row in rows if row.is_system_relevant)
        for row in changed:
            row.is_system_relevant = not row.is_system_relevant
        Occupation.objects.bulk_update(changed, ["is_system_relevant"])
        if changed:
            after = ", ".join(row.short_name for row in rows if row.is_system_relevant)
            record("relevance", group, by=by, changes={"is_system_relevant": [before, after]})
    return len(changed)

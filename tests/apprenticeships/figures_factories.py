"""Cases for the figures: reported on a day, with a result."""

from datetime import date, datetime, time, timedelta
from itertools import count

from django.utils import timezone

from apprenticeships.models import Case
from portal.partners.models import Membership
from portal.region.models import Municipality, Occupation
from tests.factories import World

_serial = count(1)
RESULTS = {
    "seamless": {"state": "registered", "new_start_gap": 1},
    "gap": {"state": "registered", "new_start_gap": 20},
    "open": {"state": "in_placement"},
    "other": {"state": "withdrawn"},
}


def make_reported(
    world: World,
    number: int = 1,
    *,
    on: date,
    result: str = "open",
    days: int = 20,
    adviser: Membership | None = None,
    occupation: Occupation | None = None,
    residence: Municipality | None = None,
    kind: str = "loses",
) -> list[Case]:
    """`number` like cases reported on a day, with one of the four results after `days`."""
    adviser = adviser or world.adviser_a
    how = dict(RESULTS[result])
    gap = how.pop("new_start_gap", None)
    ends = on + timedelta(days=30)
    rows = []
    for _index in range(number):
        row = Case(
            number=f"F-R-{next(_serial):05d}",
            kind=kind,
            organisation=adviser.organisation,
            adviser=adviser,
            occupation=occupation or world.occupation,
            residence=residence or world.town,
            register="bbig",
            ends_on=ends,
            registered_on=on + timedelta(days=days) if gap else None,
            registered_with=adviser.organisation if gap else None,
            new_start_on=ends + timedelta(days=gap) if gap else None,
            closed_on=on + timedelta(days=days) if result == "other" else None,
            **how,
        )
        row.prepare()
        rows.append(row)
    Case.objects.bulk_create(rows)
    moment = timezone.make_aware(datetime.combine(on, time(11)))
    Case.objects.filter(pk__in=[row.pk for row in rows]).update(created_at=moment)
    return rows

"""Keeps what the search knows of a measure's organisations: the lead, those who take part, the place."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from measures.documents import lead_key, names_key
from measures.models import Measure
from portal.activity.models import Event
from portal.partners.models import Organisation

CHUNK = 500
LOOK_BACK = timedelta(hours=1)  # twelve sweeps


def refresh(measures: Iterable[Measure]) -> None:
    """Writes `lead_key` and `names_key` of the measures anew; to be called when lead or supporters were set.

    Changes no version and records no event. Four statements per 500 measures.
    """
    keys = [measure.pk for measure in measures]
    for at in range(0, len(keys), CHUNK):
        _refresh(keys[at : at + CHUNK])


def _refresh(keys: list[int]) -> None:
    rows = list(
        Measure.objects.filter(pk__in=keys).select_related("lead").only("lead_text", "partners_text", "lead")
    )
    through = Measure.supporters.through.objects.filter(measure__in=keys)
    supporters = defaultdict(list)
    for key, name in through.order_by("organisation__sort_name").values_list(
        "measure", "organisation__short_name"
    ):
        supporters[key].append(name)
    places = _places({row.lead_id for row in rows if row.lead_id})
    for row in rows:
        row.lead_key = lead_key(row.lead, row.lead_text)
        row.names_key = names_key(supporters[row.pk], row.partners_text, places.get(row.lead_id, []))
    Measure.objects.bulk_update(rows, ["lead_key", "names_key"])


def _places(leads: set[int]) -> dict[int, list[str]]:
    """The district of each organisation that works in one only; those of the whole region have no place."""
    found = defaultdict(list)
    rows = Organisation.objects.filter(pk__in=leads).exclude(districts=None)
    for key, name in rows.values_list("pk", "districts__short_name"):
        found[key].append(name)
    return {key: names for key, names in found.items() if len(names) == 1}


def follow_renamed_organisations(now: datetime) -> None:
    """For the sweep: measures of organisations that were edited of late get their names anew."""
    edited = Event.objects.filter(
        subject=Organisation._meta.label_lower, at__gte=now - LOOK_BACK, at__lte=now
    ).values_list("subject_id", flat=True)
    keys = set(edited)
    if keys:
        refresh(Measure.objects.filter(Q(lead__in=keys) | Q(supporters__in=keys)).distinct().only("pk"))

"""The demonstration's regional measures of made-up organisations, then the real programmes."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from measures import loading
from measures.demo.plan import sections
from measures.models import Measure, SourceAgreement
from measures.searching import refresh
from measures.states import Light, MeasureClass, MeasureState, OriginLevel, Progress
from portal.activity.recording import as_of, record
from portal.numbers import next_number
from portal.partners.actors import actor_of
from portal.partners.demo import membership, organisation
from portal.region.models import OccupationGroup

FILE = Path(__file__).resolve().parent.parent / "data" / "demo.json"
DECLARATION = "region-2020"


def measures(today: date) -> None:
    """Ten regional measures, two of them drafts, and the collection of programmes."""
    editor = membership("redaktion@muster.example")
    actor = actor_of(editor.user, editor)
    for entry in json.loads(FILE.read_text()):
        measure = _measure(entry, today)
        begun = max((today - measure.period_start).days, 20) + 15
        with as_of(timezone.now() - timedelta(days=begun + 5 + measure.pk % 30)):
            record("created", measure, by=actor)
        if measure.state == MeasureState.PUBLISHED:
            # what is still planned was published today: the next Wochenüberblick tells of it
            days_ago = 0 if measure.progress == Progress.PLANNED else begun
            with as_of(timezone.now() - timedelta(days=days_ago)):
                record("published", measure, by=actor, changes={"state": ["draft", "published"]})
    loading.load_catalogue(today)
    loading.load_funding()
    declaration = SourceAgreement.objects.get(source_key=DECLARATION)
    Measure.objects.filter(source_key=None).update(agreement=declaration)
    sections(declaration)


def _measure(entry: dict[str, Any], today: date) -> Measure:
    """One measure of the file; its dates count in days from today."""
    groups = OccupationGroup.objects.filter(kldb3__in=entry.pop("occupation_groups"))
    supporters = [organisation(name) for name in entry.pop("supporters")]
    light_days_ago = entry.pop("light_days_ago")
    measure = Measure.objects.create(
        number=next_number("M", today.year),
        kind=MeasureClass.REGIONAL,
        origin=OriginLevel.REGION,
        lead=organisation(entry.pop("lead")),
        period_start=today + timedelta(days=entry.pop("starts_in_days")),
        period_end=today + timedelta(days=entry.pop("ends_in_days")),
        light_on=None if entry["light"] == Light.NONE else today - timedelta(days=light_days_ago),
        **entry,
    )
    measure.supporters.set(supporters)
    measure.occupation_groups.set(groups)
    refresh([measure])
    return measure

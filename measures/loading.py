"""Loads the catalogue that comes with the project: what federal and state level and the region offer."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from measures.actions.drafts import published_revision
from measures.models import FundingProgramme, Measure, SourceAgreement
from measures.searching import refresh
from measures.states import MeasureState
from portal.activity.recording import record
from portal.numbers import next_number

FILE = Path(__file__).resolve().parent / "data" / "measures.json"
FUNDING_FILE = FILE.with_name("funding.json")


def load_catalogue(today: date) -> tuple[int, int]:
    """Adds what is missing, by source key, and leaves what is there as the editors keep it.

    Returns how many measures were added and how many were there. Records an event for each one added.
    """
    data = json.loads(FILE.read_text())
    with transaction.atomic():
        agreements = _agreements(data["agreements"])
        known = set(Measure.objects.exclude(source_key=None).values_list("source_key", flat=True))
        missing = [entry for entry in data["measures"] if entry["source_key"] not in known]
        refresh([_add(entry, agreements, today) for entry in missing])
    return len(missing), len(data["measures"]) - len(missing)


def _agreements(entries: list[dict[str, Any]]) -> dict[str, SourceAgreement]:
    """The agreements by source key; missing ones are made."""
    for entry in entries:
        SourceAgreement.objects.get_or_create(source_key=entry["source_key"], defaults=entry)
    return {row.source_key: row for row in SourceAgreement.objects.exclude(source_key=None)}


def _add(entry: dict[str, Any], agreements: dict[str, SourceAgreement], today: date) -> Measure:
    values = entry | {"agreement": agreements.get(entry["agreement"])}
    number = next_number("M", today.year)
    measure = Measure.objects.create(number=number, state=MeasureState.PUBLISHED, **values)
    published_revision(measure)
    record("loaded", measure, by=None)
    return measure


def load_funding() -> tuple[int, int]:
    """Adds the funding programmes that are missing, by source key; those there stay as the editors keep them.

    Returns how many were added and how many were there. Records an event for each one added.
    """
    entries = json.loads(FUNDING_FILE.read_text())["programmes"]
    measures = dict(Measure.objects.exclude(source_key=None).values_list("source_key", "pk"))
    with transaction.atomic():
        known = set(FundingProgramme.objects.exclude(source_key=None).values_list("source_key", flat=True))
        missing = [entry for entry in entries if entry["source_key"] not in known]
        for entry in missing:
            measure = measures.get(entry.pop("measure"))
            record("loaded", FundingProgramme.objects.create(**entry, measure_id=measure), by=None)
    return len(missing), len(entries) - len(missing)

"""Suggested companies with everything they need."""

from itertools import count
from typing import Any

from django.utils import timezone

from apprenticeships.models import CompanySuggestion
from apprenticeships.states import SuggestionState
from tests.factories import World

_serial = count(1)


def make_suggestion(world: World, **values: Any) -> CompanySuggestion:
    """A suggestion of partner A, by default with chamber A and its adviser A."""
    occupations = values.pop("occupations", [world.occupation])
    state = values.setdefault("state", SuggestionState.SUGGESTED)
    values.setdefault("suggested_by", world.partner_a)
    values.setdefault("suggester", values["suggested_by"].organisation)
    values.setdefault("organisation", world.chamber_a)
    if values["organisation"] is not None:
        values.setdefault("adviser", world.adviser_a)
    if state != SuggestionState.SUGGESTED:
        values.setdefault("decided_at", timezone.now())
    if state == SuggestionState.DECLINED:
        values.setdefault("decline_reason", "no_place")
    if state == SuggestionState.CONTRACT:
        values.setdefault("led_on", timezone.localdate())
    values.setdefault("company_name", f"Muster-Vorschlag {next(_serial)}")
    row = CompanySuggestion.objects.create(municipality=world.town, **values)
    row.occupations.set(occupations)
    return CompanySuggestion.objects.get(pk=row.pk)

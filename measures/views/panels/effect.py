"""What other areas have counted about a measure."""

from datetime import date
from typing import Any

from django.http import HttpRequest

from measures.models import Measure
from portal.areas import Counted, counted_about


def counted(request: HttpRequest, measure: Measure, today: date) -> list[Counted]:
    """The numbers about the measure, asked for once per page."""
    if not hasattr(measure, "counted_numbers"):
        measure.counted_numbers = counted_about(request.actor, measure, today)
    return measure.counted_numbers


def read(request: HttpRequest, measure: Measure, today: date) -> dict[str, Any] | None:
    """None for programmes; where not even the first number is shown, one sentence says so."""
    numbers = counted(request, measure, today) if measure.is_regional else []
    if not numbers:
        return None
    is_shown = any(number.value for number in numbers)
    return {"numbers": numbers if is_shown else [], "none": numbers[0], "as_of": numbers[0].as_of}

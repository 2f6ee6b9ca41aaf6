"""The newest Sachstände on the measure's page."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from measures.models import Measure
from measures.reports import next_words, report_entry

SHOWN = 2


def read(request: HttpRequest, measure: Measure, today: date) -> dict[str, Any] | None:
    """The latest two, how many there are, when the next one is due.

    Nothing for programmes, which are checked and not reported on.
    """
    if not measure.is_regional:
        return None
    found = list(measure.reports.all()[: SHOWN + 1])
    if not found and not measure.may_report and measure.report_due_on is None:
        return None
    count = measure.reports.count() if len(found) > SHOWN else len(found)
    return {
        "reports": [report_entry(one) for one in found[:SHOWN]],
        "count": count,
        "next": next_words(measure.report_due_on, today),
        "is_late": measure.report_due_on is not None and measure.report_due_on < today,
        "list_url": reverse("measures:report_list", args=[measure.number]),
        "may_schedule": measure.may_schedule,
    }

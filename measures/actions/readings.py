"""Actual values of indicators, by whichever way they come in: page, Sachstand, link, import."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from measures.models import Indicator, Reading
from portal.access import Actor
from portal.activity.recording import record
from portal.partners.models import Organisation


def record_reading(
    indicator: Indicator,
    value: Decimal,
    *,
    organisation: Organisation,
    read_on: date,
    by: Actor | None,
) -> Reading:
    """Stores the state that `organisation` reached by `read_on`; a second one for that day replaces it.

    Writes its event at the measure; `by=None` is a link without sign-in.
    """
    with transaction.atomic():
        reading, _created = Reading.objects.update_or_create(
            indicator=indicator, organisation=organisation, read_on=read_on, defaults={"value": value}
        )
        record("reading", indicator.measure, by=by, changes={indicator.title: ["", str(value)]})
    return reading

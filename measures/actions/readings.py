"""Actual values of indicators, by whichever way they come in: page, Sachstand, link, import."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from measures.models import Indicator, Reading
from portal.access import Actor
from portal.activity.recording import record
from portal.partners.models import Organisation
from portal.workflow import TransitionRefused


def record_reading(
    indicator: Indicator,
    value: Decimal,
    *,
    organisation: Organisation,
    read_on: date,
    by: Actor | None,
) -> Reading:
    """Stores the state that `organisation` reached by `read_on`; a second one for that day replaces it.

    Writes its event at the measure, a correction with the value before; the same value again is no change.
    `by=None` is a link without sign-in. Refused where the portal counts the indicator itself.
    """
    if indicator.counted_by:
        raise TransitionRefused(_("The portal counts this indicator itself."))
    place = {"indicator": indicator, "organisation": organisation, "read_on": read_on}
    with transaction.atomic():
        stored = Reading.objects.select_for_update().filter(**place).first()
        before = None if stored is None else stored.value
        if before == value:
            return stored
        reading, _created = Reading.objects.update_or_create(**place, defaults={"value": value})
        pair = ["" if before is None else str(before), str(value)]
        record("reading", indicator.measure, by=by, changes={indicator.title: pair}, note=_where(reading))
    return reading


def remove_reading(reading: Reading, *, by: Actor) -> None:
    """Takes out a value that was entered by mistake; the event keeps it."""
    indicator = reading.indicator
    with transaction.atomic():
        changes = {indicator.title: [str(reading.value), ""]}
        record("reading_removed", indicator.measure, by=by, changes=changes, note=_where(reading))
        reading.delete()


def _where(reading: Reading) -> str:
    return f"{reading.organisation.short_name}, {reading.read_on.isoformat()}"

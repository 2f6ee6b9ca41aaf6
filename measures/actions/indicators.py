"""What can be done with the indicators of a measure. Every verb writes its event at the measure."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from measures.models import Indicator, Measure, Target
from portal.access import Actor
from portal.activity.recording import record
from portal.forms import VersionedForm

Aims = Mapping[date, Decimal]


def add_indicator(measure: Measure, form: VersionedForm, targets: Aims, *, by: Actor) -> Indicator:
    """Stores a new indicator after those that are there, with its targets."""
    with transaction.atomic():
        form.instance.measure = measure
        last = measure.indicators.aggregate(last=Max("position"))["last"] or 0
        form.instance.position = last + 1
        indicator = form.save()
        _set_targets(indicator, targets)
        record("indicator_added", measure, by=by, changes={indicator.title: ["", ""]})
    return indicator


def edit_indicator(form: VersionedForm, targets: Aims, *, by: Actor) -> Indicator:
    """Stores what the form changed, targets too; raises StaleSave when somebody was faster."""
    with transaction.atomic():
        indicator = form.save()
        changes = form.changes()
        if changes:
            _set_targets(indicator, targets)
            words = ["; ".join(filter(None, (pair[place] for pair in changes.values()))) for place in (0, 1)]
            record("indicator_edited", indicator.measure, by=by, changes={indicator.title: words})
    return indicator


def _set_targets(indicator: Indicator, targets: Aims) -> None:
    indicator.targets.exclude(due_on__in=targets).delete()
    Target.objects.bulk_create(
        (Target(indicator=indicator, due_on=day, value=value) for day, value in targets.items()),
        update_conflicts=True,
        unique_fields=["indicator", "due_on"],
        update_fields=["value"],
    )


def remove_indicator(indicator: Indicator, *, by: Actor) -> None:
    """Takes the indicator out with its targets and actual values; how many these were is in the event."""
    with transaction.atomic():
        count = indicator.readings.count()
        record("indicator_removed", indicator.measure, by=by, changes={indicator.title: [str(count), ""]})
        indicator.delete()

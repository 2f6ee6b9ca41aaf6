"""What can be done with a measure. Every verb writes its event in the same transaction."""

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from measures.models import Measure
from measures.searching import refresh
from measures.states import WORKFLOW, Validity
from portal.access import Actor
from portal.activity.recording import record
from portal.forms import VersionedForm
from portal.numbers import next_number
from portal.workflow import TransitionRefused

PERSONAL = frozenset({"contact"})  # an event holds the field's name, never the value


def create_measure(form: VersionedForm, *, by: Actor, today: date) -> Measure:
    """Stores a new draft with the next number."""
    with transaction.atomic():
        form.instance.number = next_number("M", today.year)
        _date_light(form, today)
        measure = form.save()
        refresh([measure])
        record("created", measure, by=by)
    return measure


def edit_measure(form: VersionedForm, *, by: Actor, today: date) -> Measure:
    """Stores what the form changed, with before and after; raises StaleSave when somebody was faster."""
    _date_light(form, today)
    with transaction.atomic():
        measure = form.save()
        refresh([measure])
        changes = {name: [] if name in PERSONAL else pair for name, pair in form.changes().items()}
        if changes:
            record("edited", measure, by=by, changes=changes)
    return measure


def _date_light(form: VersionedForm, today: date) -> None:
    if {"light", "light_reason"} & set(form.changed_data):
        form.instance.light_on = today


def publish_measure(measure: Measure, *, by: Actor) -> None:
    """Draft → published: from now on everybody reads it. Refused while something needed is missing."""
    with transaction.atomic():
        measure.refresh_from_db(from_queryset=Measure.objects.select_for_update())
        if gaps := measure.gaps():
            names = ", ".join(str(Measure._meta.get_field(name).verbose_name) for name in gaps)
            raise TransitionRefused(
                _("Still missing before it can be published: %(fields)s.") % {"fields": names}
            )
        _apply(measure, "publish", "published", by)


def unpublish_measure(measure: Measure, *, by: Actor) -> None:
    """Published → draft: partners no longer see it."""
    _apply(measure, "unpublish", "unpublished", by)


def archive_measure(measure: Measure, *, by: Actor) -> None:
    """Published → archived: readable as before, out of the list."""
    _apply(measure, "archive", "archived", by)


def reopen_measure(measure: Measure, *, by: Actor) -> None:
    """Archived → draft, to be completed and published again."""
    _apply(measure, "reopen", "reopened", by)


def _apply(measure: Measure, step: str, verb: str, by: Actor) -> None:
    before = measure.state
    with transaction.atomic():
        WORKFLOW.apply(measure, step, by=by)
        record(verb, measure, by=by, changes={"state": [before, measure.state]})


def confirm_measure(measure: Measure, *, by: Actor, today: date) -> None:
    """Notes that its facts were compared with the source today and still hold.

    What was in force according to its source is in force from now on. Refused when it was edited
    meanwhile, because then something else was compared.
    """
    values = {"checked_on": today, "needs_check": False}
    if measure.validity == Validity.UNCONFIRMED:
        values["validity"] = Validity.IN_FORCE
    before = {name: str(getattr(measure, name) or "") for name in values}
    with transaction.atomic():
        rows = Measure.objects.permitted(by, "edit").filter(pk=measure.pk, version=measure.version)
        if not rows.update(version=F("version") + 1, **values):
            raise TransitionRefused(_("This has changed meanwhile, so the step no longer fits."))
        measure.refresh_from_db(fields=[*values, "version"])
        changes = {name: [before[name], str(getattr(measure, name) or "")] for name in values}
        record("confirmed", measure, by=by, changes=changes)

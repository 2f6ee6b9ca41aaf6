"""What can be done with a funding programme."""

from django.db import transaction

from measures.models import FundingProgramme
from portal.access import Actor
from portal.activity.recording import record
from portal.forms import VersionedForm


def add_funding(form: VersionedForm, *, by: Actor) -> FundingProgramme:
    """Stores a new funding programme."""
    with transaction.atomic():
        programme = form.save()
        record("added", programme, by=by)
    return programme


def edit_funding(form: VersionedForm, *, by: Actor) -> FundingProgramme:
    """Stores what the form changed, with before and after; raises StaleSave when somebody was faster."""
    with transaction.atomic():
        programme = form.save()
        if changes := form.changes():
            record("edited", programme, by=by, changes=changes)
    return programme

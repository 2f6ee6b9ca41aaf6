"""The contact circle: which colleagues of other bodies look after the person of a case."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apprenticeships.actions.disclosures import find_basis
from apprenticeships.models import CircleEntry
from apprenticeships.states.disclosures import DisclosedField, recipient_kind
from portal.access import Actor
from portal.activity.recording import record
from portal.workflow import TransitionRefused


@transaction.atomic
def add_to_circle(entry: CircleEntry, *, by: Actor) -> CircleEntry:
    """Stores an unsaved entry with the basis on which the two bodies may speak of the person at all.

    Raises NoBasis when neither table nor consent lets the name go there, TransitionRefused when it stands
    there already. Side effect: event. Gives the other body no access.
    """
    basis = find_basis(
        entry.case,
        recipient_kind=recipient_kind(entry.organisation.kind),
        recipient=entry.organisation,
        fields=[DisclosedField.NAME],
    )
    entry.rule, entry.consent, entry.kept_by_id = basis.rule, basis.consent, by.organisation_id
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError:
        raise TransitionRefused(_("This entry stands in the contact circle already.")) from None
    record("circle_added", entry.case, by=by, note=entry.organisation.short_name)
    return entry


@transaction.atomic
def note_contact(entry: CircleEntry, day: date, *, by: Actor) -> None:
    """Says that the other body spoke with the person on `day`. Side effect: event."""
    entry.last_contact_on = day
    entry.save(update_fields=["last_contact_on"])
    record("circle_contact", entry.case, by=by, note=entry.organisation.short_name)


@transaction.atomic
def leave_circle(entry: CircleEntry, day: date, *, by: Actor) -> None:
    """Ends an entry with `day`. Side effect: event, once."""
    if CircleEntry.objects.filter(pk=entry.pk, ended_on=None).update(ended_on=max(day, entry.since)):
        record("circle_ended", entry.case, by=by, note=entry.organisation.short_name)

"""Setting how long records are kept."""

from django.db import transaction

from portal.access import Actor
from portal.activity.recording import record
from portal.areas import Retention
from portal.partners.models import Organisation
from portal.partners.states import Role
from portal.retention.models import RetentionPeriod


@transaction.atomic
def set_period(kind: Retention, days: int | None, *, by: Actor) -> None:
    """Sets the days for all (the office) or for the own organisation (its data-protection officer).

    None takes the setting away. Side effect: event of the organisation that set it.
    """
    organisation: Organisation | None = None if by.has_role(Role.ADMIN) else by.organisation
    rows = RetentionPeriod.objects.filter(code=kind.code, organisation=organisation)
    before = rows.values_list("days", flat=True).first()
    if days is None:
        rows.delete()
    else:
        RetentionPeriod.objects.update_or_create(
            code=kind.code, organisation=organisation, defaults={"days": days}
        )
    record("retention_changed", by.organisation, by=by, changes={"days": [before, days]}, note=kind.code)

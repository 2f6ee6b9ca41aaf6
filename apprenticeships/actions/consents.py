"""Writing consents down and ending them; what rested on one ends with it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apprenticeships.actions.handovers import give_back, revoke_handover
from apprenticeships.actions.pool import pool_bases, take_back
from apprenticeships.models import Case, CircleEntry, Consent, Handover
from apprenticeships.states.disclosures import POOL_KINDS, DisclosedField
from apprenticeships.states.handovers import HandoverState
from portal.access import Actor
from portal.activity.recording import record
from portal.workflow import TransitionRefused


@transaction.atomic
def record_consent(consent: Consent, *, by: Actor) -> Consent:
    """Stores an unsaved consent of a case. Side effect: event with the names of the fields."""
    consent.organisation_id = by.organisation_id
    consent.recorded_by_id = by.user_id
    consent.save()
    who = consent.recipient.short_name if consent.recipient else str(consent.get_recipient_kind_display())
    record("consent_given", consent.case, by=by, changes={name: [] for name in consent.fields}, note=who)
    return consent


@transaction.atomic
def revoke_consent(consent: Consent, *, by: Actor) -> None:
    """Ends a consent today, and with the next request every access that rested on it.

    Raises TransitionRefused when it is revoked already. Side effects: events; a handover that is asked for
    ends, one that was accepted comes back to the body that gave it; pool and contact circle.
    """
    today = timezone.localdate()
    case = Case.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=consent.case_id)
    if not Consent.objects.permitted(by, "revoke").filter(pk=consent.pk).update(revoked_on=today):
        raise TransitionRefused(_("This consent has been revoked already."))
    consent.revoked_on = today
    who = consent.recipient.short_name if consent.recipient else str(consent.get_recipient_kind_display())
    record("consent_revoked", case, by=by, changes={name: [] for name in consent.fields}, note=who)
    for handover in Handover.objects.filter(consent=consent).select_related("case", "sender", "recipient"):
        if handover.state == HandoverState.REQUESTED:
            revoke_handover(handover, by=None, answer=_("The consent was revoked."))
        elif handover.state == HandoverState.ACCEPTED:
            give_back(handover, by=by)
    CircleEntry.objects.filter(consent=consent, ended_on=None).update(ended_on=today)
    if consent.recipient_kind in POOL_KINDS and DisclosedField.PROFILE in consent.fields:
        _leave_pool(consent.case_id, by=by)


def _leave_pool(case_id: int, *, by: Actor) -> None:
    """Takes the case out of the pool where nothing else carries it."""
    case = Case.objects.select_related("organisation").get(pk=case_id)
    if case.released_to_pool and not pool_bases(case):
        take_back(case, by=by)

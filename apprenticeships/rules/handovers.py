"""Who may do what with handovers and with the contact circle of a case."""

from django.db.models import Q

from apprenticeships.rules.cases import work_cases
from apprenticeships.states.handovers import HANDED_OVER_FROM, SEEN_BY_RECIPIENT
from portal.access import NOBODY, Actor


def list_handovers(actor: Actor) -> bool:
    return work_cases(actor)


def view_handover(actor: Actor) -> Q:
    """The body that gave: number and state for good. The one that gets: while it is asked or in charge."""
    if not work_cases(actor):
        return NOBODY
    theirs = Q(recipient=actor.organisation_id, state__in=SEEN_BY_RECIPIENT)
    return Q(sender=actor.organisation_id) | theirs


def decide_handover(actor: Actor) -> Q:
    """Every adviser of the body that is asked; who accepts is in charge from then on."""
    return Q(recipient=actor.organisation_id) if work_cases(actor) else NOBODY


def revoke_handover(actor: Actor) -> Q:
    """Those in charge of the case at the body that asked."""
    in_charge = Q(sender=actor.organisation_id, case__adviser__user__in=sorted(actor.user_ids))
    return in_charge if work_cases(actor) else NOBODY


def hand_over(actor: Actor) -> Q:
    """Which cases may be handed over: those in charge, while a place is sought."""
    if not work_cases(actor):
        return NOBODY
    mine = Q(organisation=actor.organisation_id, adviser__user__in=sorted(actor.user_ids))
    return mine & Q(state__in=HANDED_OVER_FROM)


def view_circle(actor: Actor) -> Q:
    """The entries that one's own organisation keeps of its cases."""
    own = Q(kept_by=actor.organisation_id, case__organisation=actor.organisation_id)
    return own if work_cases(actor) else NOBODY

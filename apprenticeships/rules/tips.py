"""Who may do what with tips and with the responsibility table."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from apprenticeships.rules.shared import holding, in_charge, own
from apprenticeships.states import OPEN_TIPS, TipState, TipSubject
from portal.access import EVERYBODY, NOBODY, Actor
from portal.partners.states import Role

REPORTER_SEES_PERSON = timedelta(days=14)


def create_tip(actor: Actor) -> bool:
    return actor.has_role(Role.PARTNER, Role.ADVISER, Role.EDITOR, Role.ADMIN)


def follows_tips(actor: Actor) -> bool:
    """Whether one's own tips have a place in the navigation; the office reports seldom."""
    return create_tip(actor) and not actor.has_role(Role.ADMIN)


def decide_tips(actor: Actor) -> bool:
    """Whether the actor has a list of tips to decide or to pass on."""
    return actor.has_role(Role.ADVISER, Role.ADMIN)


def follow_tip(actor: Actor) -> Q:
    """The reporter: own tips, what was written, state, result."""
    return Q(reporter=actor.membership_id)


def _unrouted(actor: Actor) -> Q:
    """The office sees a tip until somebody is responsible."""
    return Q(state=TipState.RECEIVED) if actor.has_role(Role.ADMIN) else NOBODY


def _tip_in_charge(actor: Actor) -> Q:
    """The adviser, the adviser's deputy of today, and the deputy whom the responsibility table names."""
    return in_charge(actor) | (own(actor) & Q(deputy=actor.membership_id))


def view_tip(actor: Actor) -> Q:
    """That the tip exists: number, occupation, state for the whole chamber."""
    return follow_tip(actor) | own(actor) | _unrouted(actor)


def work_tip(actor: Actor) -> Q:
    """The tips in the list of tips to decide; one's own reports are in another list."""
    return own(actor) | _unrouted(actor)


def read_tip(actor: Actor) -> Q:
    """Everything that was written, company and place included, but the person."""
    return follow_tip(actor) | _tip_in_charge(actor) | _unrouted(actor)


def decide_tip(actor: Actor) -> Q:
    return _tip_in_charge(actor) & Q(state=TipState.ROUTED)


def count_tip(actor: Actor) -> Q:
    """Somebody finds no place and no person was named: counted, without a case."""
    return decide_tip(actor) & Q(subject=TipSubject.NO_PLACE, person=None)


def change_tip(actor: Actor) -> Q:
    """The reporter puts right what was written, until the chamber has decided."""
    return follow_tip(actor) & Q(state__in=OPEN_TIPS)


def assign_tip(actor: Actor) -> Q:
    return _unrouted(actor) | decide_tip(actor)


def open_tip_person(actor: Actor) -> Q:
    """Those in charge; the reporter reads the own entry until it is taken over, at most 14 days."""
    fresh = Q(state__in=OPEN_TIPS, created_at__gt=timezone.now() - REPORTER_SEES_PERSON)
    return holding(actor, _tip_in_charge(actor) | (follow_tip(actor) & fresh))


def view_responsibility(actor: Actor) -> Q:
    """The office sets the table; advisers read their own chamber's part."""
    return EVERYBODY if actor.has_role(Role.ADMIN) else own(actor)


def edit_responsibility(actor: Actor) -> Q:
    return EVERYBODY if actor.has_role(Role.ADMIN) else NOBODY


def create_responsibility(actor: Actor) -> bool:
    return actor.has_role(Role.ADMIN)


def list_responsibilities(actor: Actor) -> bool:
    return actor.has_role(Role.ADMIN, Role.ADVISER)

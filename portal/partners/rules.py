"""Who may do what with organisations, people, bodies and invitations."""

from django.db.models import Q

from portal.access import EVERYBODY, NOBODY, Actor
from portal.partners.states import Role


def view_organisation(actor: Actor) -> Q:
    """Every partner knows every partner."""
    return EVERYBODY


def edit_organisation(actor: Actor) -> Q:
    return EVERYBODY if actor.has_role(Role.ADMIN) else NOBODY


def view_user(actor: Actor) -> Q:
    """Oneself; the office and the operator see all accounts."""
    if actor.has_role(Role.ADMIN, Role.OPERATOR):
        return EVERYBODY
    return Q(pk=actor.user_id)


def manage_user(actor: Actor) -> Q:
    """The office, but nobody closes their own account by mistake."""
    return ~Q(pk=actor.user_id) if actor.has_role(Role.ADMIN) else NOBODY


def view_membership(actor: Actor) -> Q:
    """Colleagues of the same organisation; the office all."""
    if actor.has_role(Role.ADMIN, Role.OPERATOR):
        return EVERYBODY
    return Q(organisation=actor.organisation_id)


def edit_deputy(actor: Actor) -> Q:
    """One's own deputy only."""
    return Q(user=actor.user_id)


def end_membership(actor: Actor) -> Q:
    return ~Q(pk=actor.membership_id) if actor.has_role(Role.ADMIN) else NOBODY


def view_body(actor: Actor) -> Q:
    return EVERYBODY


def edit_body(actor: Actor) -> Q:
    return EVERYBODY if actor.has_role(Role.ADMIN) else NOBODY


def view_invitation(actor: Actor) -> Q:
    return EVERYBODY if actor.has_role(Role.ADMIN) else NOBODY


def invite(actor: Actor) -> bool:
    return actor.has_role(Role.ADMIN)

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
    """The office; that its last person stays is checked by the action."""
    return EVERYBODY if actor.has_role(Role.ADMIN) else NOBODY


def view_body(actor: Actor) -> Q:
    return EVERYBODY


def edit_body(actor: Actor) -> Q:
    return EVERYBODY if actor.has_role(Role.ADMIN) else NOBODY


def view_invitation(actor: Actor) -> Q:
    return EVERYBODY if actor.has_role(Role.ADMIN) else NOBODY


def invite(actor: Actor) -> bool:
    return actor.has_role(Role.ADMIN)


def create_organisation(actor: Actor) -> bool:
    return actor.has_role(Role.ADMIN)


def create_body(actor: Actor) -> bool:
    return actor.has_role(Role.ADMIN)


def list_users(actor: Actor) -> bool:
    """The list of all accounts: technical data for the operator, and who may sign in for the office."""
    return actor.has_role(Role.ADMIN, Role.OPERATOR)


def lacks_agreement(actor: Actor) -> bool:
    """Whether the actor works with persons, but the own organisation has no agreement recorded."""
    return actor.has_role(Role.ADVISER) and not actor.may_hold_persons


def see_agreements(actor: Actor) -> bool:
    """Which organisations have signed the agreement under Art. 26/28 GDPR."""
    return actor.has_role(Role.ADMIN)

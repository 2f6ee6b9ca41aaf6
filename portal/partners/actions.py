"""What changes organisations, people and bodies: invite, accept, end, deactivate, save."""

from datetime import date, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal import links
from portal.access import Actor
from portal.activity.recording import record
from portal.forms import VersionedForm
from portal.partners.actors import actor_of
from portal.partners.mail import post_account_mail
from portal.partners.models import Invitation, Membership, Organisation, Seat, User
from portal.partners.states import TERMS_VERSION, Role

INVITATION = "invitation"  # purpose of the signed link
PERSONAL = frozenset({"person", "deputy", "name", "phone", "email"})  # named in events, never with values


class LastOffice(Exception):
    """The step would leave the portal without anybody in the role of the alliances' office."""

    def __str__(self) -> str:
        return _(
            "This is the last access of the alliance office. Give somebody else this role first, "
            "so that the portal can still be managed."
        )


class InvitationRefused(Exception):
    """The invitation can no longer be accepted: used, revoked, or its account is closed."""


# --- invitations ----------------------------------------------------------------------------------


@transaction.atomic
def invite(values: dict[str, Any], *, by: Actor) -> Invitation:
    """Stores the invitation and mails its link. `values`: email, name, organisation, role."""
    invitation = Invitation.objects.create(**values | {"email": values["email"].lower()}, invited_by=by.user)
    record("invited", invitation, by=by, changes={"role": ["", invitation.role]})
    _mail_invitation(invitation)
    return invitation


@transaction.atomic
def resend_invitation(invitation: Invitation, *, by: Actor) -> None:
    """Mails a new link; the old one ends."""
    if not _lock_open(invitation):
        raise InvitationRefused
    links.revoke(INVITATION, invitation.pk)
    record("invitation_resent", invitation, by=by)
    _mail_invitation(invitation)


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: Actor) -> None:
    """Ends the invitation and its link."""
    if not _lock_open(invitation):
        raise InvitationRefused
    Invitation.objects.filter(pk=invitation.pk).update(revoked_at=timezone.now())
    links.revoke(INVITATION, invitation.pk)
    record("invitation_revoked", invitation, by=by)


@transaction.atomic
def accept_as_new_user(link: Any, invitation: Invitation, *, name: str, password: str, language: str) -> User:
    """Makes the account, with the terms accepted now, and its access; the link is used up.

    Raises InvitationRefused or LinkInvalid when somebody was faster.
    """
    _use_up(link, invitation)
    user = User.objects.create_user(
        invitation.email,
        name,
        password,
        language=language,
        terms_version=TERMS_VERSION,
        terms_accepted_at=timezone.now(),
    )
    confirm_address(user)
    _give_access(user, invitation)
    return user


@transaction.atomic
def accept_as_user(link: Any, invitation: Invitation, user: User) -> Membership:
    """Adds the access to an account that has proved itself; the link is used up."""
    _use_up(link, invitation)
    confirm_address(user)
    return _give_access(user, invitation)


def _use_up(link: Any, invitation: Invitation) -> None:
    if not _lock_open(invitation):
        raise InvitationRefused
    links.use_up(link)
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=timezone.now())


def _give_access(user: User, invitation: Invitation) -> Membership:
    membership, made = Membership.objects.get_or_create(
        user=user, organisation=invitation.organisation, role=invitation.role
    )
    if not made and not membership.is_active:
        membership.is_active = True
        membership.save(update_fields=["is_active"])
    record("invitation_accepted", invitation, by=actor_of(user, membership))
    return membership


def _lock_open(invitation: Invitation) -> bool:
    open_ = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    return open_.select_for_update().exists()


def _mail_invitation(invitation: Invitation) -> None:
    token = links.issue(
        INVITATION,
        invitation.pk,
        recipient=invitation.email,
        valid=timedelta(days=settings.INVITATION_DAYS),
    )
    context = {
        "invitation": invitation,
        "url": settings.PORTAL_URL + reverse("partners:invitation_accept", args=[token]),
        "days": settings.INVITATION_DAYS,
        "office_phone": settings.OFFICE_PHONE,
    }
    with translation.override("de"):
        text = render_to_string("partners/mail/invitation.txt", context).strip()
        subject = _("Your access to the Bündnisportal Heilbronn-Franken")
    post_account_mail(invitation.email, subject, text)


# --- people ------------------------------------------------------------------------------------------


def confirm_address(user: User) -> None:
    """Tells allauth that the address is proven: a link sent there was opened."""
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


@transaction.atomic
def save_account(user: User, changed: list[str], *, by: Actor) -> None:
    """Stores what a person changed about themselves."""
    user.save(update_fields=changed)
    record("account_changed", user, by=by, changes={name: [] for name in changed})


@transaction.atomic
def set_deputy(
    membership: Membership, deputy: User | None, start: date | None, end: date | None, *, by: Actor
) -> None:
    """Who stands in from `start` to `end`, both inclusive; `deputy=None` ends it."""
    Membership.objects.filter(pk=membership.pk).update(
        deputy=deputy, deputy_from=start if deputy else None, deputy_until=end if deputy else None
    )
    record("deputy_set" if deputy else "deputy_ended", membership, by=by)


@transaction.atomic
def end_membership(membership: Membership, *, by: Actor) -> None:
    """Ends the access; who has no other is signed out everywhere. Raises LastOffice."""
    if membership.role == Role.ADMIN:
        _keep_an_office(Membership.objects.filter(pk=membership.pk))
    Membership.objects.filter(pk=membership.pk).update(is_active=False)
    others = membership.user.memberships.filter(is_active=True)
    if not others.filter(organisation=membership.organisation).exists():
        Membership.objects.filter(deputy=membership.user, organisation=membership.organisation).update(
            deputy=None, deputy_from=None, deputy_until=None
        )
    record("access_ended", membership, by=by, changes={"role": [membership.role, ""]})
    if not others.exists():
        end_sessions(membership.user)


@transaction.atomic
def deactivate_user(user: User, *, by: Actor) -> None:
    """Closes the account: no sign-in, every session ends. Raises LastOffice."""
    _keep_an_office(Membership.objects.filter(user=user, role=Role.ADMIN))
    User.objects.filter(pk=user.pk).update(is_active=False)
    end_sessions(user)
    record("account_closed", user, by=by)


@transaction.atomic
def activate_user(user: User, *, by: Actor) -> None:
    User.objects.filter(pk=user.pk).update(is_active=True)
    record("account_opened", user, by=by)


@transaction.atomic
def reset_second_factor(user: User, *, by: Actor) -> None:
    """Takes away app, passkeys and recovery codes of somebody who lost them; every session ends."""
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    record("second_factor_reset", user, by=by)


def end_sessions(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()


def _keep_an_office(leaving: Any) -> None:
    """Raises LastOffice when nobody in the office's role is left after `leaving`. Locks its rows."""
    admins = Membership.objects.filter(role=Role.ADMIN, is_active=True).select_for_update()
    staying = [row.pk for row in admins]
    left = Membership.objects.filter(
        pk__in=staying, user__is_active=True, organisation__is_active=True
    ).exclude(pk__in=leaving.values("pk"))
    if not left.exists():
        raise LastOffice


# --- organisations and bodies --------------------------------------------------------------------------


@transaction.atomic
def save_organisation(form: VersionedForm, *, by: Actor) -> Organisation:
    """Stores the organisation. Raises StaleSave; LastOffice when it closes the office's own."""
    organisation = form.instance
    if organisation.pk and not form.cleaned_data["is_active"]:
        _keep_an_office(Membership.objects.filter(organisation=organisation, role=Role.ADMIN))
    return save(form, by=by)


@transaction.atomic
def save(form: VersionedForm, *, by: Actor) -> Model:
    """Stores a form's row with its event. Raises StaleSave."""
    verb = "changed" if form.instance.pk else "made"
    row = form.save()
    changes = {name: [] if name in PERSONAL else pair for name, pair in form.changes().items()}
    record(verb, row, by=by, changes=changes)
    return row


@transaction.atomic
def remove_seat(seat: Seat, *, by: Actor) -> None:
    """Takes the seat away from its organisation."""
    record("seat_removed", seat.body, by=by, changes={"organisation": [str(seat.organisation_id), ""]})
    seat.delete()

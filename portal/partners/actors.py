"""From a signed-in user to the Actor that every rule gets, in one query."""

from collections.abc import Sequence
from datetime import date

from allauth.mfa.models import Authenticator
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from portal.access import ANONYMOUS, Actor, deputies_on
from portal.partners.models import Membership, User


def memberships_of(user: User, *, today: date | None = None) -> list[Membership]:
    """The user's active memberships, each with whom the user stands in for there today."""
    today = today or timezone.localdate()
    stands_in = Membership.objects.filter(
        deputies_on(today), deputy=OuterRef("user"), organisation=OuterRef("organisation"), is_active=True
    )
    factors = Authenticator.objects.filter(user=OuterRef("user")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    return list(
        Membership.objects.filter(user=user, is_active=True, organisation__is_active=True)
        .select_related("organisation")
        .annotate(
            stands_in_ids=ArraySubquery(stands_in.values("user_id")),
            lacks_second_factor=~Exists(factors),
            district_ids=ArraySubquery(
                Membership.organisation.field.related_model.districts.through.objects.filter(
                    organisation=OuterRef("organisation")
                ).values("district_id")
            ),
        )
        .order_by(F("organisation__sort_name"), "pk")
    )


def actor_for(user: User, memberships: Sequence[Membership], chosen: int | None = None) -> Actor:
    """The actor of the chosen membership, else of the first; without any, nobody."""
    if not memberships:
        return ANONYMOUS
    membership = next((m for m in memberships if m.pk == chosen), memberships[0])
    return Actor(
        user=user,
        membership=membership,
        user_ids=frozenset({user.pk, *membership.stands_in_ids}),
        districts=frozenset(membership.district_ids),
    )


def actor_of(user: User, membership: Membership | None = None, *, today: date | None = None) -> Actor:
    """The actor of a user outside a request: mails, tests, commands."""
    return actor_for(user, memberships_of(user, today=today), membership.pk if membership else None)

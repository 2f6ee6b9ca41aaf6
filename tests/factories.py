"""make_x factories and the small world most tests start from. People and companies are visibly made up."""

from datetime import date
from itertools import count
from typing import Any

from allauth.mfa.models import Authenticator

from portal.access import Actor
from portal.partners.actors import actor_of
from portal.partners.models import Body, Membership, Organisation, Seat, User
from portal.partners.states import SECOND_FACTOR_ROLES, BodyKind, OrganisationKind, Role
from portal.region.models import District, Municipality, Occupation, OccupationGroup

_serial = count(1)
PASSWORD = "Muster-Passwort-2026"


def make_organisation(name: str = "", kind: str = OrganisationKind.OTHER, **values: Any) -> Organisation:
    name = name or f"Muster-Organisation {next(_serial)}"
    values.setdefault("short_name", name)
    values.setdefault("agreement_on", date(2026, 1, 15))
    return Organisation.objects.create(name=name, kind=kind, is_made_up=True, **values)


def make_user(name: str = "", **values: Any) -> User:
    serial = next(_serial)
    name = name or f"Toni Muster-{serial}"
    email = values.pop("email", f"person{serial}@muster.example")
    return User.objects.create_user(email, name, PASSWORD, **values)


def make_membership(
    role: str, organisation: Organisation, *, second_factor: bool = True, **values: Any
) -> Membership:
    """An access with everything its role needs, a second factor included."""
    user = values.pop("user", None) or make_user()
    membership = Membership.objects.create(user=user, organisation=organisation, role=role, **values)
    if second_factor and role in SECOND_FACTOR_ROLES:
        Authenticator.objects.get_or_create(
            user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": ""}}
        )
    return membership


def make_district(**values: Any) -> District:
    serial = next(_serial)
    values.setdefault("ags", f"9{serial % 10_000:04d}")
    values.setdefault("name", f"Musterkreis {serial}")
    values.setdefault("short_name", values["name"][:30])
    return District.objects.create(**values)


def make_municipality(name: str = "", district: District | None = None, **values: Any) -> Municipality:
    """By default near Künzelsau; pass latitude and longitude for distances."""
    serial = next(_serial)
    values.setdefault("ags", f"9{serial:07d}")
    values.setdefault("latitude", 49.28)
    values.setdefault("longitude", 9.69)
    return Municipality.objects.create(
        name=name or f"Musterstadt {serial}", kind="Stadt", district=district or make_district(), **values
    )


def make_occupation(name: str = "", kldb3: str = "261", **values: Any) -> Occupation:
    serial = next(_serial)
    group, _ = OccupationGroup.objects.get_or_create(kldb3=kldb3, defaults={"title": f"Mustergruppe {kldb3}"})
    name = name or f"Musterberuf {serial}"
    return Occupation.objects.create(
        bkz=values.pop("bkz", f"B {serial:05d}-900"),
        kldb=f"{kldb3}12",
        name=name,
        short_name=name,
        base_name=name,
        kind="dual_bbig_hwo",
        group=group,
        **values,
    )


def make_body(name: str = "", *voters: Organisation, kind: str = BodyKind.ALLIANCE) -> Body:
    name = name or f"Muster-Gremium {next(_serial)}"
    body = Body.objects.create(name=name, short_name=name, kind=kind)
    Seat.objects.bulk_create(Seat(body=body, organisation=voter) for voter in voters)
    return body


class World:
    """Chambers A and B with their advisers, partners A and B, and one person of every other role."""

    def __init__(self) -> None:
        self.district = make_district(ags="08126", name="Hohenlohekreis", short_name="Hohenlohekreis")
        self.town = make_municipality("Künzelsau", self.district, ags="08126046")
        self.occupation = make_occupation("Mechatroniker/in", "261")
        self.chamber_a = make_organisation("Muster-IHK", OrganisationKind.CHAMBER)
        self.chamber_b = make_organisation("Muster-HWK", OrganisationKind.CHAMBER)
        self.partner_org_a = make_organisation("Muster-Wirtschaftsförderung", OrganisationKind.BUSINESS)
        self.partner_org_b = make_organisation("Muster-Innung Metall", OrganisationKind.GUILD)
        self.office_org = make_organisation("Muster-Geschäftsstelle")
        self.partner_org_a.districts.add(self.district)
        self.adviser_a = make_membership(Role.ADVISER, self.chamber_a)
        self.deputy_a = make_membership(Role.ADVISER, self.chamber_a)
        self.colleague_a = make_membership(Role.ADVISER, self.chamber_a)
        self.adviser_b = make_membership(Role.ADVISER, self.chamber_b)
        self.partner_a = make_membership(Role.PARTNER, self.partner_org_a)
        self.partner_b = make_membership(Role.PARTNER, self.partner_org_b)
        self.editor = make_membership(Role.EDITOR, self.chamber_a)
        self.office = make_membership(Role.ADMIN, self.office_org)
        self.dpo = make_membership(Role.DPO, self.chamber_a)
        self.operator = make_membership(Role.OPERATOR, self.office_org)
        self.deactivated = make_membership(Role.PARTNER, self.partner_org_a, user=make_user(is_active=False))

    def actor(self, name: str) -> Actor:
        """The Actor of one of the world's memberships, e.g. world.actor("adviser_a")."""
        membership = getattr(self, name)
        return actor_of(membership.user, membership)

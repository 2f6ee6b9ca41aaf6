"""Who may do what with organisations, people, bodies and invitations."""

import pytest

from portal.partners import rules
from portal.partners.models import Body, Invitation, Membership, Organisation, Seat, User
from tests.factories import World, make_body
from tests.partners.factories import make_invitation

ALL = ("partner_a", "adviser_a", "editor", "office", "dpo", "operator")


def allowed(world: World, model, action: str, row) -> set[str]:
    """The actors who may do `action` on `row`."""
    return {
        name for name in ALL if model.objects.permitted(world.actor(name), action).filter(pk=row.pk).exists()
    }


def test_organisations(world: World) -> None:
    assert allowed(world, Organisation, "view", world.chamber_b) == set(ALL)
    assert allowed(world, Organisation, "edit", world.chamber_b) == {"office"}


def test_users(world: World) -> None:
    user = world.adviser_a.user

    assert allowed(world, User, "view", user) == {"adviser_a", "office", "operator"}
    assert allowed(world, User, "manage", user) == {"office"}
    assert allowed(world, User, "manage", world.office.user) == set()


def test_memberships(world: World) -> None:
    assert allowed(world, Membership, "view", world.colleague_a) == {
        "adviser_a", "editor", "dpo", "office", "operator",
    }  # fmt: skip
    assert allowed(world, Membership, "edit_deputy", world.adviser_a) == {"adviser_a"}
    assert allowed(world, Membership, "end", world.adviser_a) == {"office"}


def test_bodies_and_seats(world: World) -> None:
    body = make_body("Muster-Gremium", world.chamber_a)

    assert allowed(world, Body, "view", body) == set(ALL)
    assert allowed(world, Body, "edit", body) == {"office"}
    assert allowed(world, Seat, "edit", body.seats.get()) == {"office"}


def test_invitations(world: World) -> None:
    invitation, _token = make_invitation(world.chamber_a)

    assert allowed(world, Invitation, "view", invitation) == {"office"}
    assert allowed(world, Invitation, "revoke", invitation) == {"office"}


@pytest.mark.parametrize(
    ("rule", "who"),
    [
        (rules.invite, {"office"}),
        (rules.create_organisation, {"office"}),
        (rules.create_body, {"office"}),
        (rules.see_agreements, {"office"}),
        (rules.list_users, {"office", "operator"}),
    ],
)
def test_what_has_no_row_yet(world: World, rule, who: set[str]) -> None:
    assert {name for name in ALL if rule(world.actor(name))} == who

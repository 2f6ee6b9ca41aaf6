"""The one mechanism of permissions: lists, buttons and single rows ask the same rule."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404

from portal.access import ANONYMOUS, EVERYBODY, NOBODY, fetch, require
from portal.partners.models import Membership, Organisation
from tests.factories import World


def test_everybody_survives_or_and_nobody_adds_nothing(world: World) -> None:
    everybody = Organisation.objects.filter(EVERYBODY | Q(name="x")).count()
    nobody = Organisation.objects.filter(NOBODY | Q(name="Muster-IHK")).count()

    assert (everybody, nobody) == (Organisation.objects.count(), 1)


def test_nobody_without_account_may_do_anything(world: World) -> None:
    assert Organisation.objects.permitted(ANONYMOUS, "view").count() == 0


def test_permitted_and_with_access_agree(world: World) -> None:
    for name in ("office", "partner_a", "adviser_a"):
        actor = world.actor(name)
        listed = set(Membership.objects.permitted(actor, "view").values_list("pk", flat=True))
        marked = {row.pk for row in Membership.objects.with_access(actor, "view") if row.may_view}

        assert listed == marked


def test_fetch_hides_what_is_foreign_and_refuses_what_is_seen(world: World) -> None:
    partner = world.actor("partner_a")

    with pytest.raises(Http404):
        fetch(Membership.objects, partner, "view", pk=world.adviser_b.pk)
    with pytest.raises(PermissionDenied):
        fetch(Organisation.objects, partner, "edit", pk=world.chamber_a.pk)
    assert fetch(Organisation.objects, partner, "view", pk=world.chamber_a.pk) == world.chamber_a


def test_an_action_without_a_rule_is_a_fault(world: World) -> None:
    with pytest.raises(KeyError):
        Organisation.objects.permitted(world.actor("office"), "explode")


def test_require_refuses() -> None:
    require(True)
    with pytest.raises(PermissionDenied):
        require(False)

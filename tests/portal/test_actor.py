"""From a signed-in user to the Actor: chosen access, deputies while their dates run, one query."""

from datetime import date, timedelta

from django.utils import timezone

from portal.partners.actors import actor_for, actor_of, memberships_of
from portal.partners.states import Role
from tests.factories import World, make_membership

TODAY = date(2026, 10, 6)


def stand_in(world: World, start: date, end: date) -> None:
    world.adviser_a.deputy = world.deputy_a.user
    world.adviser_a.deputy_from, world.adviser_a.deputy_until = start, end
    world.adviser_a.save()


def test_a_deputy_counts_on_both_end_dates_only(world: World) -> None:
    stand_in(world, TODAY, TODAY + timedelta(days=2))
    days = [TODAY + timedelta(days=offset) for offset in (-1, 0, 2, 3)]

    found = [world.adviser_a.user_id in actor_of(world.deputy_a.user, today=day).user_ids for day in days]

    assert found == [False, True, True, False]


def test_a_deputy_stands_in_within_the_same_organisation_only(world: World) -> None:
    stand_in(world, TODAY, TODAY)
    world.adviser_a.deputy = world.adviser_b.user
    world.adviser_a.save()

    assert actor_of(world.adviser_b.user, today=TODAY).user_ids == {world.adviser_b.user_id}


def test_the_chosen_access_wins_and_a_foreign_one_does_not(world: World) -> None:
    second = make_membership(Role.EDITOR, world.partner_org_b, user=world.partner_a.user)
    memberships = memberships_of(world.partner_a.user)

    chosen = actor_for(world.partner_a.user, memberships, second.pk)
    foreign = actor_for(world.partner_a.user, memberships, world.office.pk)

    assert (chosen.role, foreign.role) == (Role.EDITOR, memberships[0].role)


def test_one_query(world: World, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        actor = actor_of(world.partner_a.user, today=timezone.localdate())

    assert actor.districts == {world.district.pk}


def test_no_access_means_nobody(world: World) -> None:
    world.partner_a.is_active = False
    world.partner_a.save()

    assert not actor_of(world.partner_a.user).is_authenticated

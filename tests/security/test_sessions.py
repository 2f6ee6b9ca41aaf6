"""S05: a session ends after a pause, after a working day, and with everything that ought to end it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import time_machine
from django.test import Client
from django.urls import reverse

from portal.partners import actions
from tests.factories import PASSWORD, World
from tests.partners.factories import type_sign_in

MORNING = datetime(2026, 10, 6, 8, 0, tzinfo=ZoneInfo("Europe/Berlin"))
NEW_PASSWORD = "Ganz-Neues-Muster-2027"


def signed_in_client(world: World) -> Client:
    client = Client()
    type_sign_in(client, world.partner_a.user.email)
    return client


def reaches_a_page(client: Client) -> bool:
    """One request for one's account; False when it leads to sign-in."""
    response = client.get(reverse("partners:account"), secure=True)
    assert response.status_code == 200 or response.url.startswith(reverse("account_login"))
    return response.status_code == 200


def copy_of(client: Client) -> Client:
    """Somebody who has noted the session cookie."""
    thief = Client()
    thief.cookies["__Host-portal_session"] = client.cookies["__Host-portal_session"].value
    return thief


def test_s05_signing_in_changes_the_session_key(world: World) -> None:
    client = Client()
    client.get(reverse("account_login"), secure=True)
    before = client.session.session_key

    type_sign_in(client, world.partner_a.user.email)

    assert client.session.session_key != before
    assert before is not None


def test_s05_a_pause_of_half_an_hour_ends_the_session(world: World) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        client = signed_in_client(world)
        assert reaches_a_page(client)

        clock.shift(timedelta(minutes=29))
        assert reaches_a_page(client)

        clock.shift(timedelta(minutes=31))
        assert not reaches_a_page(client)
        assert not reaches_a_page(client)


def test_s05_after_ten_hours_the_session_ends_in_any_case(world: World) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        client = signed_in_client(world)

        for _request in range(29):
            clock.shift(timedelta(minutes=20))
            assert reaches_a_page(client)

        clock.shift(timedelta(minutes=21))
        assert not reaches_a_page(client)


def test_s05_replay_after_signing_out(world: World) -> None:
    client = signed_in_client(world)
    thief = copy_of(client)
    assert reaches_a_page(thief)

    client.post(reverse("account_logout"), secure=True)

    assert not reaches_a_page(thief)
    assert not reaches_a_page(client)


def test_s05_replay_after_a_change_of_password(world: World) -> None:
    client, other_device = signed_in_client(world), signed_in_client(world)
    thief = copy_of(client)

    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
        secure=True,
    )

    assert reaches_a_page(client)
    assert not reaches_a_page(thief)
    assert not reaches_a_page(other_device)


def test_s05_replay_after_deactivation(world: World) -> None:
    client = signed_in_client(world)

    actions.deactivate_user(world.partner_a.user, by=world.actor("office"))

    assert not reaches_a_page(client)


def test_s05_replay_after_the_last_access_has_ended(world: World) -> None:
    client = signed_in_client(world)

    actions.end_membership(world.partner_a, by=world.actor("office"))

    assert not reaches_a_page(client)


def test_s05_ending_one_of_several_sign_ins(world: World) -> None:
    client, other_device = signed_in_client(world), signed_in_client(world)
    other = client.get(reverse("usersessions_list"), secure=True).context["rows"]
    ended = next(row[0] for row in other if not row[3])

    client.post(reverse("partners:session_end", args=[ended]), secure=True)

    assert reaches_a_page(client)
    assert not reaches_a_page(other_device)


def test_s05_ending_all_other_sign_ins(world: World) -> None:
    client, other_device = signed_in_client(world), signed_in_client(world)

    client.post(reverse("usersessions_list"), secure=True)

    assert reaches_a_page(client)
    assert not reaches_a_page(other_device)


def test_s05_nobody_ends_the_sign_ins_of_others(world: World) -> None:
    client = signed_in_client(world)
    stranger = Client()
    type_sign_in(stranger, world.partner_b.user.email)
    row = client.get(reverse("usersessions_list"), secure=True).context["rows"][0]

    answer = stranger.post(reverse("partners:session_end", args=[row[0]]), secure=True)

    assert answer.status_code == 404
    assert reaches_a_page(client)

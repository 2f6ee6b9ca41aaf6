"""Accounts, accesses and deputies: what the pages and the actions behind them do."""

from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from portal.activity.models import Event
from portal.partners import actions
from portal.partners.actors import actor_of
from portal.partners.devices import device_name
from portal.partners.models import Membership, User
from portal.partners.states import Role
from tests.factories import World, make_membership
from tests.partners.factories import make_session, type_sign_in

TODAY = date.today()  # noqa: DTZ011 - the form compares with the local day


def post(client: Client, to: str, *args, **data):
    return client.post(reverse(f"partners:{to}", args=args), data, secure=True, follow=True)


def told(answer) -> list[str]:
    return [message.level_tag for message in answer.context["messages"]]


# --- the last of the office ---------------------------------------------------------------------------


def test_the_last_office_cannot_be_ended(world: World, sign_in) -> None:
    answer = post(sign_in(world.office), "membership_end", world.office.key)

    world.office.refresh_from_db()
    assert (told(answer), world.office.is_active) == (["warning"], True)


def test_the_last_but_one_can(world: World, sign_in) -> None:
    other = make_membership(Role.ADMIN, world.office_org)

    post(sign_in(world.office), "membership_end", other.key)

    other.refresh_from_db()
    assert not other.is_active


def test_an_office_whose_account_is_blocked_does_not_count(world: World) -> None:
    other = make_membership(Role.ADMIN, world.office_org)
    actions.deactivate_user(other.user, by=world.actor("office"))

    with pytest.raises(actions.LastOffice):
        actions.end_membership(world.office, by=world.actor("office"))


def test_the_offices_organisation_cannot_be_closed(world: World, sign_in) -> None:
    organisation = world.office_org
    data = {
        "version": organisation.version, "name": organisation.name,
        "short_name": organisation.short_name, "kind": organisation.kind,
    }  # fmt: skip

    answer = post(sign_in(world.office), "organisation_edit", organisation.key, **data)

    organisation.refresh_from_db()
    assert list(answer.context["form"].errors) == ["is_active"]
    assert organisation.is_active


# --- accounts ------------------------------------------------------------------------------------------


def test_blocking_ends_every_session_at_once(world: World, sign_in) -> None:
    client = Client()
    type_sign_in(client, world.partner_b.user.email)
    make_session(world.partner_b.user)

    post(sign_in(world.office), "user_deactivate", world.partner_b.user.key)

    assert UserSession.objects.filter(user=world.partner_b.user).count() == 0
    assert client.get(reverse("home"), secure=True).status_code == 302


def test_unblocking(world: World, sign_in) -> None:
    post(sign_in(world.office), "user_activate", world.deactivated.user.key)

    assert User.objects.get(pk=world.deactivated.user.pk).is_active


def test_a_lost_second_factor_is_reset(world: World, sign_in) -> None:
    post(sign_in(world.office), "user_reset_factor", world.adviser_a.user.key)

    assert not Authenticator.objects.filter(user=world.adviser_a.user).exists()
    assert actor_of(world.adviser_a.user).membership.needs_second_factor


def test_an_ended_access_is_nobodys_deputy(world: World) -> None:
    Membership.objects.filter(pk=world.adviser_a.pk).update(
        deputy=world.deputy_a.user, deputy_from=TODAY, deputy_until=TODAY
    )

    actions.end_membership(world.deputy_a, by=world.actor("office"))

    world.adviser_a.refresh_from_db()
    assert (world.adviser_a.deputy, world.adviser_a.deputy_until) == (None, None)


def test_one_changes_oneself_and_nothing_more(world: World, sign_in) -> None:
    data = {
        "name": "Toni Muster-Anders", "phone": "07131 1", "language": "en",
        "email": "anders@muster.example", "is_active": "", "role": "admin",
    }  # fmt: skip
    before = world.partner_a.user.email

    answer = sign_in(world.partner_a).post(reverse("partners:account"), data, secure=True)

    user = User.objects.get(pk=world.partner_a.user.pk)
    assert (user.name, user.phone, user.language) == ("Toni Muster-Anders", "07131 1", "en")
    assert user.email == before
    assert user.is_active
    assert answer.cookies["__Host-portal_language"].value == "en"
    event = Event.objects.get(verb="account_changed")
    assert event.changes == {"name": [], "phone": [], "language": []}


def test_language_and_appearance_are_kept_with_the_account(world: World, sign_in) -> None:
    client = sign_in(world.partner_a)

    client.post(reverse("partners:language"), {"language": "en"}, secure=True)
    client.post(reverse("partners:theme"), {"theme": "dark"}, secure=True)
    client.post(reverse("partners:language"), {"language": "xx"}, secure=True)
    client.post(reverse("partners:theme"), {"theme": "'><script>"}, secure=True)

    user = User.objects.get(pk=world.partner_a.user.pk)
    assert (user.language, user.theme) == ("en", "dark")


def test_signing_in_brings_ones_language(world: World) -> None:
    User.objects.filter(pk=world.partner_a.user.pk).update(language="en")
    client = Client()

    type_sign_in(client, world.partner_a.user.email)

    assert client.cookies["__Host-portal_language"].value == "en"


# --- several organisations, deputies ----------------------------------------------------------------------


def test_switching_changes_for_whom_one_works(world: World, sign_in) -> None:
    second = make_membership(Role.EDITOR, world.chamber_b, user=world.partner_a.user)
    client = sign_in(world.partner_a)

    post(client, "switch", membership=second.pk)

    page = client.get(reverse("partners:account"), secure=True)
    assert page.context["membership"].pk == second.pk


@pytest.mark.parametrize("chosen", ["", "0", "abc"])
def test_switching_to_what_one_has_not(world: World, sign_in, chosen: str) -> None:
    client = sign_in(world.partner_a)

    assert client.post(reverse("partners:switch"), {"membership": chosen}, secure=True).status_code == 404


def test_switching_to_somebody_elses_access(world: World, sign_in) -> None:
    client = sign_in(world.partner_a)
    data = {"membership": world.adviser_a.pk}

    assert client.post(reverse("partners:switch"), data, secure=True).status_code == 404


def test_a_deputy_stands_in_on_the_days_chosen(world: World, sign_in) -> None:
    data = {"deputy": world.deputy_a.user.pk, "start": TODAY.isoformat(), "end": TODAY.isoformat()}

    answer = post(sign_in(world.adviser_a), "deputy", **data)

    assert told(answer) == ["success"]
    assert world.adviser_a.user_id in world.actor("deputy_a").user_ids


def test_ending_the_deputy(world: World, sign_in) -> None:
    Membership.objects.filter(pk=world.adviser_a.pk).update(
        deputy=world.deputy_a.user, deputy_from=TODAY, deputy_until=TODAY
    )

    post(sign_in(world.adviser_a), "deputy_clear")

    assert world.adviser_a.user_id not in world.actor("deputy_a").user_ids


@pytest.mark.parametrize(
    ("deputy", "start", "end", "field"),
    [
        ("adviser_b", "2099-01-01", "2099-01-02", "deputy"),
        ("adviser_a", "2099-01-01", "2099-01-02", "deputy"),
        ("deputy_a", "2099-01-02", "2099-01-01", "end"),
        ("deputy_a", "2020-01-01", "2020-01-02", "end"),
        ("deputy_a", "", "2099-01-02", "start"),
    ],
)
def test_deputies_that_are_refused(world: World, sign_in, deputy, start, end, field) -> None:
    data = {"deputy": getattr(world, deputy).user.pk, "start": start, "end": end}

    answer = post(sign_in(world.adviser_a), "deputy", **data)

    assert list(answer.context["form"].errors) == [field]


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8", "unbekanntes Gerät"),
    ],
)
def test_devices_in_words(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name

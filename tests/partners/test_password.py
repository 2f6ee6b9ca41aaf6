"""A forgotten password: one mail, one use, and everybody else is signed out."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from portal.digests.models import OutgoingMail
from tests.factories import World
from tests.partners.factories import is_signed_in, type_sign_in

NEW = "Ganz-Neues-Muster-2027"


@pytest.fixture
def old(world: World) -> Client:
    """Partner A, signed in before the password was forgotten."""
    client = Client()
    type_sign_in(client, world.partner_a.user.email)
    return client


@pytest.fixture
def link(world: World, old: Client) -> str:
    """The mailed path that sets a new password for partner A."""
    data = {"email": world.partner_a.user.email.upper()}
    Client().post(reverse("account_reset_password"), data, secure=True)
    text = json.loads(OutgoingMail.objects.get().body.unseal())["text"]
    return "/konto/passwort/" + text.split("/konto/passwort/")[1].split()[0]


def set_password(link: str, password: str = NEW):
    client = Client()
    page = client.get(link, secure=True)
    if page.status_code != 302:
        return page
    return client.post(page.url, {"password1": password, "password2": password}, secure=True)


def test_a_new_password_by_the_mailed_link(world: World, old: Client, link: str) -> None:
    assert old.get(reverse("home"), secure=True).status_code == 200

    answer = set_password(link)

    assert answer.url == reverse("account_reset_password_from_key_done")
    assert old.get(reverse("home"), secure=True).status_code == 302
    client = Client()
    type_sign_in(client, world.partner_a.user.email, NEW)
    assert is_signed_in(client)


def test_the_link_works_once(world: World, link: str) -> None:
    set_password(link)

    again = set_password(link, "Noch-Ein-Muster-2028")

    assert again.context["token_fail"] is True
    assert not is_signed_in_with(world, "Noch-Ein-Muster-2028")


def is_signed_in_with(world: World, password: str) -> bool:
    client = Client()
    type_sign_in(client, world.partner_a.user.email, password)
    return is_signed_in(client)


def test_a_weak_password_is_refused(world: World, link: str) -> None:
    answer = set_password(link, "kurz")

    assert list(answer.context["form"].errors) == ["password1"]


def test_asking_does_not_lock_the_second_factor(world: World, link: str) -> None:
    """allauth refuses a second factor to unproven addresses; ours are proven by the invitation."""
    client = Client()
    type_sign_in(client, world.partner_a.user.email)

    answer = client.get(reverse("mfa_activate_totp"), secure=True)

    assert answer.url.startswith(reverse("account_reauthenticate"))


def test_the_mail_is_german(world: World, link: str) -> None:
    letter = json.loads(OutgoingMail.objects.get().body.unseal())

    assert letter["subject"] == "Neues Passwort für das Bündnisportal"
    assert letter["text"].startswith("Guten Tag,")

"""S12, S13: nobody is sent elsewhere, and no mail is built from what a visitor claims the host to be."""

import json
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from portal.digests.models import OutgoingMail
from tests.factories import PASSWORD, World
from tests.partners.factories import make_invitation, type_sign_in

PAYLOADS = [
    "https://evil.example/", "http://evil.example", "//evil.example", "///evil.example", "////evil.example",
    "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\\/evil.example", "https:evil.example",
    "http:/evil.example", "https:///evil.example", "%2f%2fevil.example",
    "/%2fevil.example", "/%5cevil.example",
    "\t//evil.example", "/\t/evil.example", "\n//evil.example", "java\tscript:alert(1)",
    "javascript:alert(1)",
    "data:text/html,x", "https://testserver@evil.example", "https://testserver.evil.example",
    "//evil.example/%2e%2e",
    " //evil.example",
]  # fmt: skip


def stays_here(location: str) -> bool:
    """Whether a browser that gets this Location at the portal stays there."""
    read_as = location.strip().replace("\\", "/").replace("\t", "").replace("\n", "")
    target = urlsplit(urljoin("https://testserver/sprache/", read_as))
    return (target.scheme, target.netloc) == ("https", "testserver")


def test_s12_there_are_25_payloads() -> None:
    assert len(set(PAYLOADS)) == 25


@pytest.mark.parametrize("payload", PAYLOADS)
def test_s12_next_never_leaves_the_portal(world: World, payload: str) -> None:
    locations = {}
    email = world.partner_a.user.email

    client = Client()
    credentials = {"login": email, "password": PASSWORD, "next": payload}
    locations["sign in"] = client.post(reverse("account_login"), credentials, secure=True)
    locations["signed in"] = client.get(reverse("account_login"), {"next": payload}, secure=True)
    for name in ("partners:language", "partners:language", "partners:theme"):
        data = {"next": payload, "language": "en", "theme": "dark"}
        locations[name] = client.post(reverse(name), data, secure=True)
    locations["sign out"] = client.post(reverse("account_logout"), {"next": payload}, secure=True)
    _invitation, token = make_invitation(world.partner_org_a)
    accept = {"name": "Toni Muster-Neu", "password": PASSWORD, "terms": "on", "next": payload}
    url = reverse("partners:invitation_accept", args=[token])
    locations["invitation"] = Client().post(f"{url}?next={payload}", accept, secure=True)

    assert {name: (r.status_code, stays_here(r.url)) for name, r in locations.items()} == dict.fromkeys(
        locations, (302, True)
    )


def test_s12_a_path_of_the_portal_is_followed(world: World) -> None:
    url = reverse("partners:organisations")
    credentials = {"login": world.partner_a.user.email, "password": PASSWORD, "next": url}

    assert Client().post(reverse("account_login"), credentials, secure=True).url == url


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "localhost:1@evil.example"])
def test_s13_a_foreign_host_is_refused(client: Client, db: None, host: str) -> None:
    response = client.get(reverse("account_login"), secure=True, headers={"host": host})

    assert response.status_code == 400


@pytest.mark.parametrize("headers", [{"x-forwarded-host": "evil.example"}, {"host": "localhost"}])
def test_s13_links_in_mails_name_the_configured_address(world: World, settings, headers: dict) -> None:
    settings.PORTAL_URL = "https://portal.muster.example"
    email = world.partner_a.user.email

    Client().post(reverse("account_reset_password"), {"email": email}, secure=True, headers=headers)

    text = json.loads(OutgoingMail.objects.get().body.unseal())["text"]
    assert "https://portal.muster.example/konto/passwort/neu/l/" in text
    assert "evil" not in text


def test_s13_the_second_factor_names_our_host_only(world: World) -> None:
    client = Client()
    type_sign_in(client, world.partner_a.user.email)

    page = client.get(reverse("partners:account"), secure=True, headers={"x-forwarded-host": "evil.example"})

    assert b"evil.example" not in page.content

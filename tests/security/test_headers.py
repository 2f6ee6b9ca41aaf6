"""S02, S03: headers of every answer the portal can give, and nothing inline in any template."""

import re
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from tests.factories import World
from tests.security.walking import walk

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
WALKERS = ("anonymous", "adviser_a", "office")
INLINE = re.compile(
    r"<style|style=|\bon[a-z]+=|javascript:|<script(?![^>]*src)"  # the pattern of S03
)


def misses(response: HttpResponse, *, signed_in: bool) -> list[str]:
    """The headers that are wrong in this answer."""
    found = [name for name, value in EXPECTED.items() if response.headers.get(name) != value]
    if directives(response.headers.get("Content-Security-Policy", "")) < directives(CSP):
        found.append("Content-Security-Policy")
    seconds = re.match(
        r"max-age=(\d+); includeSubDomains", response.headers.get("Strict-Transport-Security", "")
    )
    if not seconds or int(seconds[1]) < 31_536_000:
        found.append("Strict-Transport-Security")
    if signed_in and "no-store" not in response.headers.get("Cache-Control", ""):
        found.append("Cache-Control")
    return found


def directives(policy: str) -> set[str]:
    return {part.strip() for part in policy.split(";") if part.strip()}


def test_s02_s03_headers_of_every_answer(world: World, sign_in) -> None:
    wrong, statuses = {}, set()

    for visitor, row, method, response in walk(world, sign_in, WALKERS, ("get", "post")):
        statuses.add(response.status_code)
        kept_private = visitor.is_signed_in and response.status_code != 302
        if found := misses(response, signed_in=kept_private):
            wrong[f"{visitor.name} {method} {row.name} {response.status_code}"] = found

    assert wrong == {}
    assert {200, 302, 403, 404, 405} <= statuses


def test_s03_policy_is_the_literal_one(client: Client, db: None) -> None:
    response = client.get(reverse("account_login"), secure=True)

    assert directives(response.headers["Content-Security-Policy"]) == directives(CSP)


@pytest.mark.parametrize("path", ["/gibt-es-nicht/", "/konto/registrieren/"])
def test_s02_headers_of_an_unknown_address(client: Client, db: None, path: str) -> None:
    response = client.get(path, secure=True)

    assert (response.status_code, misses(response, signed_in=False)) == (404, [])


def test_s02_headers_of_a_refused_host(client: Client) -> None:
    response = client.get("/", secure=True, headers={"host": "evil.example"})

    assert (response.status_code, misses(response, signed_in=False)) == (400, [])


def test_s02_headers_of_too_many_requests(client: Client, db: None) -> None:
    url, data = reverse("account_reset_password"), {"email": "niemand@muster.example"}
    for _try in range(6):
        response = client.post(url, data, secure=True)

    assert (response.status_code, misses(response, signed_in=False)) == (429, [])


@override_settings(ROOT_URLCONF="tests.security.crash_urls")
def test_s02_headers_of_a_crash(db: None) -> None:
    client = Client(raise_request_exception=False)

    response = client.get("/absturz/", secure=True)

    assert (response.status_code, misses(response, signed_in=False)) == (500, [])
    assert "canary-of-the-crash" not in response.content.decode()


def test_s03_nothing_inline_in_any_template() -> None:
    found = [
        f"{path.relative_to(TEMPLATES)}: {match.group()}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        if "mail" not in path.relative_to(TEMPLATES).parts[:1]
        for match in INLINE.finditer(re.sub(r"\{#.*?#\}", "", path.read_text()))
    ]

    assert found == []

"""S01, S04: production settings pass Django's own check, cookies are as strict as they can be."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import World
from tests.partners.factories import type_sign_in

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def production() -> dict[str, str]:
    """The environment of a production process; the check opens no connection."""
    return {
        "PATH": os.environ["PATH"],
        "PORTAL_MODE": "production",
        "SECRET_KEY": "Wx7-" + "kQ9_zB3vN8mT1pR5sD2fG6hJ4lA0cE" * 2,
        "FIELD_KEYS": Fernet.generate_key().decode(),
        "PORTAL_URL": "https://portal.muster.example",
        "DATABASE_URL": "postgresql://portal@localhost/portal",
        "REDIS_URL": "redis://localhost:6379/0",
        "EMAIL_HOST": "mail.muster.example",
        "DEFAULT_FROM_EMAIL": "portal@muster.example",
    }


def run(environment: dict[str, str], *argv: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-Wd", *argv]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)


def test_s01_production_settings_pass_the_deployment_check(production: dict[str, str]) -> None:
    done = run(production, "manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert (done.returncode, done.stdout.strip()) == (
        0,
        "System check identified no issues (0 silenced).",
    ), done.stderr
    assert settings.SILENCED_SYSTEM_CHECKS == []


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEYS", "PORTAL_URL", "DATABASE_URL"])
def test_s01_production_does_not_start_without(production: dict[str, str], name: str) -> None:
    del production[name]

    done = run(production, "manage.py", "check")

    assert done.returncode != 0
    assert name in done.stderr


def test_s04_cookies(world: World) -> None:
    client = Client()

    client.get(reverse("account_login"), secure=True)
    type_sign_in(client, world.partner_a.user.email)

    assert set(client.cookies) == {"__Host-portal_session", "__Host-portal_language"}
    for name, cookie in client.cookies.items():
        flags = {flag: cookie[flag] for flag in ("secure", "httponly", "samesite", "path", "domain")}
        strict = {"secure": True, "httponly": True, "samesite": "Lax", "path": "/", "domain": ""}
        assert flags == strict, name


def test_s04_the_csrf_token_lives_in_the_session() -> None:
    assert settings.CSRF_USE_SESSIONS is True

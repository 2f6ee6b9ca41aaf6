"""Settings from the environment: a wrong value is one clear sentence, production needs its secrets."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import environment


def test_database_address_with_a_socket_folder() -> None:
    found = environment.database("postgresql://portal@/portal?host=/tmp/x&application_name=web")

    assert (found["HOST"], found["NAME"], found["USER"]) == ("/tmp/x", "portal", "portal")  # noqa: S108 - text only
    assert found["OPTIONS"] == {"application_name": "web"}


def test_only_postgresql() -> None:
    with pytest.raises(ImproperlyConfigured, match="postgresql://"):
        environment.database("sqlite:///x")


def test_a_wrong_number_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "many")

    with pytest.raises(ImproperlyConfigured, match="PORT must be a whole number"):
        environment.integer("PORT", 1)


@pytest.mark.parametrize("missing", ["SECRET_KEY", "FIELD_KEYS", "DATABASE_URL", "PORTAL_URL", "EMAIL_HOST"])
def test_production_does_not_start_without(missing: str, tmp_path) -> None:
    """Nothing insecure by default: the process ends and names the variable."""
    given = {
        "SECRET_KEY": "x" * 60,
        "FIELD_KEYS": "k",
        "DATABASE_URL": "postgresql://x/y",
        "REDIS_URL": "redis://x/0",
        "PORTAL_URL": "https://portal.example",
        "EMAIL_HOST": "mail.example",
        "DEFAULT_FROM_EMAIL": "a@portal.example",
    }
    del given[missing]
    run = subprocess.run(
        [sys.executable, "-c", "import portal.settings"],
        env={"PATH": os.environ["PATH"], "PORTAL_VAR_DIR": str(tmp_path), **given},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode != 0
    assert missing in run.stderr.splitlines()[-1]

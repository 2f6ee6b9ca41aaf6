"""What every test shares: real servers, strict templates, one small world of two chambers."""

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.test import Client

from tests.factories import World

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


class UndefinedVariable(str):
    """Stands for string_if_invalid: an undefined variable in one of our templates fails the test."""

    def __contains__(self, item: str) -> bool:
        return item == "%s" or super().__contains__(item)

    def __mod__(self, missing: object) -> str:
        origin = _rendering_template()
        if origin is not None and TEMPLATES in Path(origin).parents:
            raise AssertionError(f"undefined variable {missing!r} in {origin}")
        return ""


def _rendering_template() -> str | None:
    frame = sys._getframe()
    while frame is not None:
        origin = getattr(frame.f_locals.get("self"), "origin", None)
        if origin is not None and hasattr(origin, "name"):
            return origin.name
        frame = frame.f_back
    return None


hypothesis.settings.register_profile(
    "portal",
    deadline=None,  # servers and other workers share the machine: how long an example takes says nothing
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("portal")


def pytest_configure(config: pytest.Config) -> None:
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    config.stash[MEDIA] = tempfile.TemporaryDirectory(prefix="portal-media-")
    settings.MEDIA_ROOT = Path(config.stash[MEDIA].name)  # what tests upload goes with them
    if settings.PORTAL_EMBEDDED and not hasattr(config, "workerinput"):
        from portal.services import EmbeddedServices

        config.stash[SERVICES] = EmbeddedServices(settings.EMBEDDED_DIR, durable=False)
        config.stash[SERVICES].start()


def pytest_unconfigure(config: pytest.Config) -> None:
    services = config.stash.get(SERVICES, None)
    if services is not None:
        services.stop()
    config.stash[MEDIA].cleanup()


SERVICES = pytest.StashKey()
MEDIA = pytest.StashKey()


@pytest.fixture
def world(db: None) -> World:
    """Two chambers, two partners, every role once; rows are made by the test itself."""
    return World()


@pytest.fixture(scope="module")
def whole_world(django_db_setup: None, django_db_blocker) -> Iterator[World]:
    """The world with one object of every kind, built once for the module (see tests/whole_world.py)."""
    from tests.whole_world import build, undone  # reads every part's matrix: only for those who need it

    with django_db_blocker.unblock(), undone():
        yield build(World())


@pytest.fixture
def sign_in(db: None):
    """A client signed in as one membership: `sign_in(world.adviser_a)`."""

    def as_member(membership, **options) -> Client:
        client = Client(**options)
        client.force_login(membership.user)
        session = client.session
        session["membership"] = membership.pk
        session["started"] = session["seen"] = int(time.time())
        session.save()
        return client

    return as_member

"""A real mail server, and an area of the test's own in place of the real ones."""

import pytest

from portal import areas
from portal.sink import Sink
from tests.digests.factories import make_area


@pytest.fixture
def sink(tmp_path, settings):
    """The mail server of this test; its mode may be changed at any time."""
    with Sink(tmp_path / "mails") as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


@pytest.fixture
def only_areas(monkeypatch):
    """`only_areas(area, …)`: these are registered for this test, the real ones come back after it."""

    def register(*chosen: areas.Area) -> None:
        monkeypatch.setattr(areas, "_areas", {area.key: area for area in chosen})

    return register


@pytest.fixture
def area(only_areas):
    """One area with something for everybody."""
    area = make_area()
    only_areas(area)
    return area

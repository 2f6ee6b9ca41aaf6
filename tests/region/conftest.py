"""The region as it comes with the portal."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from tests.region.loading import load_region


@pytest.fixture
def region(db: None) -> None:
    """Districts, municipalities and occupations from the shipped lists."""
    load_region()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """These tests read messages in English; the German is checked by the catalogue."""
    with translation.override("en"):
        yield

"""The region as it comes with the portal."""

import pytest

from tests.region.loading import load_region


@pytest.fixture
def region(db: None) -> None:
    """Districts, municipalities and occupations from the shipped lists."""
    load_region()

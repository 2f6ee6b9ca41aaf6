"""Every test has a folder of its own for uploaded files."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def store(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "attachments"

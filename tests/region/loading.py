"""Runs `manage.py load_region` for the tests."""

from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.utils.translation import override

DATA = Path(__file__).resolve().parent / "data"


def load_region(**files: Path) -> str:
    """What the command prints, in English."""
    out = StringIO()
    with override("en"):
        call_command("load_region", stdout=out, **files)
    return out.getvalue()

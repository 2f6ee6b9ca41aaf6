"""Compares the stored files with their rows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from portal.attachments.models import FOLDER, Document, file_store

GRACE = timedelta(days=1)  # an upload that is being stored has its file before its row


@dataclass(frozen=True)
class Findings:
    """Names of files: `orphans` without a row (older than a day), `missing` that a row names in vain."""

    orphans: list[str]
    missing: list[str]


def compare(now: datetime) -> Findings:
    store = file_store()
    root = Path(store.location)
    folder = root / FOLDER
    known = set(Document.objects.exclude(file="").values_list("file", flat=True))
    stored = {path.relative_to(root).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    before = (now - GRACE).timestamp()
    orphans = [name for name in stored.keys() - known if stored[name].stat().st_mtime < before]
    return Findings(sorted(orphans), sorted(known - stored.keys()))

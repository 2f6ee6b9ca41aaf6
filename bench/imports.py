"""P08: an import of 100,000 rows (read, validated, preview stored) against reading them alone."""

import io
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import transaction
from python_calamine import load_workbook

from bench.result import Result
from portal.exports import write_xlsx

ROWS = 100_000
HEADER = [
    "Vertragsnr.", "Nachname", "Vorname", "Geb.-Datum", "Ausbildungsberuf", "PLZ Ort", "Vertragsbeginn",
    "Vertragsende", "Telefon", "Ausbildungsbetrieb", "Betriebsort",
]  # fmt: skip


def table(rows: int = ROWS) -> bytes:
    """An XLSX of a register with eleven typed columns."""
    file = io.BytesIO()
    lines = (
        (
            f"{number:06d}", f"Muster{number}", "Toni", date(2008, 1 + number % 12, 1 + number % 28),
            "Mechatroniker/in", "74653 Künzelsau", date(2025, 9, 1), date(2029, 2, 28), "0151 0000",
            f"Muster-Betrieb {number % 500}", "Künzelsau",
        )
        for number in range(rows)
    )  # fmt: skip
    write_xlsx(file, HEADER, lines)
    return file.getvalue()


def measure() -> Iterator[Result]:
    from tests.factories import World

    with transaction.atomic():
        world, data = World(), table()
        alone = min(_seconds(lambda: _alone(data)) for _round in range(2))
        whole = _seconds(lambda: preview(data, world))
        alone = min(alone, _seconds(lambda: _alone(data)))
        transaction.set_rollback(True)
    yield Result("P08", f"import of {ROWS:,} rows XLSX against reading alone", whole / alone, 10, 4)
    yield Result("P08", "the same: memory above idle, read and sealed", _peak_above_idle(), 200, 200, " MB")


def preview(data: bytes, world: object) -> object:
    """From the bytes to the stored preview."""
    from apprenticeships.imports import REGISTER
    from portal.imports import actions
    from portal.tables import read_table

    found = read_table(data, known=REGISTER.known_titles())
    return actions.upload(REGISTER, found, by=world.actor("adviser_a"))


def _alone(data: bytes) -> None:
    load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def _seconds(work: object) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _peak_above_idle() -> float:
    """MB that a fresh process needs at its peak to read and seal the table, above one that has ten rows."""
    few, many = (int(_child("peak", rows)) for rows in (10, ROWS))
    return (many - few) / 1024


def _child(what: str, rows: int) -> bytes:
    command = [sys.executable, "-m", "bench.imports", what, str(rows)]
    return subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603 - ourselves


def _peak(rows: int) -> int:
    """Peak memory in KiB of reading and sealing `rows`; the file itself is made by a child."""
    from portal.imports.cells import chunks, seal_rows
    from portal.tables import read_table

    found = read_table(_child("make", rows))
    for _index, part in chunks(found.rows):
        seal_rows(part)
    status = Path("/proc/self/status").read_text()  # getrusage would count the parent's peak, too
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1])


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("PORTAL_MODE", "test")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    if sys.argv[1] == "make":
        sys.stdout.buffer.write(table(int(sys.argv[2])))
    else:
        print(_peak(int(sys.argv[2])))

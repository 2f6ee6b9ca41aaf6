"""Which column of a table is what: by what the organisation chose last time, else by the titles.

A table is known again by the fingerprint of its titles. A title that is new in a known kind of table is
looked up among those of the organisation's last one before the words of the kind count.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from django.utils.translation import gettext as _

from portal.imports.kinds import Kind
from portal.imports.models import ImportMapping, ImportRun
from portal.tables import header_key, untitled

Mapping = dict[int, str]  # column index → field name


def fingerprint(header: Sequence[str]) -> str:
    return sha256("\x1f".join(map(header_key, header)).encode()).hexdigest()


def guess(kind: Kind, header: Sequence[str], organisation_id: int) -> tuple[Mapping, bool]:
    """The mapping of `header`, and whether it is settled: nothing is left that somebody should look at.

    Settled is a table whose columns were chosen before, or of which every title is understood, was left out
    on purpose, or is the one that the portal itself adds to rejected rows.
    """
    past = list(
        ImportMapping.objects.filter(organisation=organisation_id, kind=kind.key).order_by("-used_at")[:20]
    )
    for row in past:
        if row.fingerprint == fingerprint(header):
            return read(row.mapping), True
    titles = {
        header_key(title): row.mapping.get(str(index), "")
        for row in reversed(past)
        for index, title in enumerate(row.header)
    }
    mapping = by_titles(kind, header, titles)
    passed = {*titles, header_key(reason_title())}
    settled = (
        index in mapping or title == untitled(index) or header_key(title) in passed
        for index, title in enumerate(header)
    )
    return mapping, all(settled)


def reason_title() -> str:
    """The column that the file of rejected rows has behind those of the upload."""
    return _("Reason it was not imported")


def by_titles(kind: Kind, header: Sequence[str], chosen: dict[str, str] | None = None) -> Mapping:
    """Each field once, the first column that fits; `chosen` are titles (as keys) decided earlier."""
    chosen = chosen or {}
    words = {key: column.name for column in reversed(kind.columns) for key in column.keys()}  # noqa: SIM118
    found: Mapping = {}
    for index, title in enumerate(header):
        key = header_key(title)
        name = chosen[key] if key in chosen else words.get(key, "")
        if name and name not in found.values():
            found[index] = name
    return found


def read(stored: dict[str, str]) -> Mapping:
    return {int(index): name for index, name in stored.items()}


def write(mapping: Mapping) -> dict[str, str]:
    return {str(index): name for index, name in mapping.items()}


def remember(run: ImportRun, now: datetime) -> None:
    """Keeps the columns of `run` for its organisation's next table."""
    ImportMapping.objects.update_or_create(
        organisation_id=run.organisation_id,
        kind=run.kind,
        fingerprint=fingerprint(run.header),
        defaults={"header": run.header, "mapping": run.mapping, "used_at": now},
    )


def last_mapping(kind_key: str, organisation_id: int) -> ImportMapping | None:
    rows = ImportMapping.objects.filter(organisation=organisation_id, kind=kind_key)
    return rows.order_by("-used_at").first()

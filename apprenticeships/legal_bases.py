"""The table of legal bases and the consent texts that come with the portal."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from apprenticeships.models import ConsentText, DisclosureRule

DATA = Path(__file__).resolve().parent / "data"


@transaction.atomic
def load_legal_bases() -> tuple[int, int]:
    """Adds the rows and texts that are not there yet; returns how many of each.

    Rows are known by their code, texts by their version: what the office ended or replaced stays so.
    """
    rules = [DisclosureRule(**_dated(row)) for row in _read("disclosure_rules.json")]
    texts = [ConsentText(**_dated(row)) for row in _read("consent_texts.json")]
    known = set(DisclosureRule.objects.exclude(code=None).values_list("code", flat=True))
    versions = set(ConsentText.objects.values_list("version", flat=True))
    new_rules = DisclosureRule.objects.bulk_create(rule for rule in rules if rule.code not in known)
    new_texts = ConsentText.objects.bulk_create(text for text in texts if text.version not in versions)
    return len(new_rules), len(new_texts)


def _read(name: str) -> list[dict[str, Any]]:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(row[name]) for name in ("valid_from", "checked_on") if row.get(name)}
    return row | days

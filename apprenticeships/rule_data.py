"""The tables that every installation starts with: deadlines, names of the law, checklist.

Rows are known by their keys: missing ones are added, those that are there stay as the office keeps them.
"""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "data"
# file -> what tells its rows apart; all rows hold for every organisation
TABLES = {
    "deadline_rules": ("DeadlineRule", ("code", "register", "valid_from"), {"organisation": None}),
    "law_texts": ("LawText", ("code", "register", "valid_from"), {}),
    "checklist": ("ChecklistItem", ("code",), {"organisation": None}),
}


def load_tables(models: Any) -> dict[str, tuple[int, int]]:
    """Per file how many rows were added and how many were there.

    `models` gives a model by its name: an app's registry in a migration, apprenticeships.models elsewhere.
    A deadline whose code stands in the table in any version is never added again beside it.
    """
    return {name: _load(name, *table, models=models) for name, table in TABLES.items()}


def _load(
    file: str, model_name: str, keys: tuple[str, ...], shared: dict[str, Any], *, models: Any
) -> tuple[int, int]:
    model, rows = models(model_name), json.loads((FOLDER / f"{file}.json").read_text())
    names = [key for key in keys if key != "valid_from"]
    known = set(model.objects.filter(**shared).values_list(*names))
    missing = [row for row in rows if tuple(row[name] for name in names) not in known]
    model.objects.bulk_create(model(**row, **shared) for row in missing)
    return len(missing), len(rows) - len(missing)

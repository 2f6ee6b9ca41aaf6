"""The house's import directions, and the doors that only some may open."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
AREAS = ("measures", "apprenticeships", "conferences")
MAY_IMPORT = {
    "portal": {"portal"},
    "measures": {"portal", "measures"},
    "apprenticeships": {"portal", "measures", "apprenticeships"},
    "conferences": {"portal", "measures", "conferences"},
}
# A module imports only from its left; what is not listed here stands with the algorithms, after models.
ORDER = [
    "states", "rules", "querysets", "models", "matching", "persons", "numbers", "routing", "charts",
    "actions", "tasks", "forms", "filters", "exports", "imports", "views", "urls", "mails", "area", "apps",
]  # fmt: skip
UNSEALERS = {
    "portal/encryption.py",
    "portal/digests/delivery.py",
    "portal/imports/cells.py",
    "portal/writing/actions.py",
    "apprenticeships/persons.py",
}


def modules() -> list[Path]:
    return [
        path
        for top in MAY_IMPORT
        for path in sorted((ROOT / top).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def imports(path: Path) -> set[str]:
    """Dotted names of everything that `path` imports, lazily or not."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def part(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_one_way(path: Path) -> None:
    tops = {name.split(".")[0] for name in imports(path)} & set(MAY_IMPORT)
    if path.relative_to(ROOT).as_posix() == "portal/urls.py":
        return  # includes the areas by name, not by import

    assert tops <= MAY_IMPORT[part(path)]


@pytest.mark.parametrize(
    "path", [p for p in modules() if part(p) in AREAS], ids=lambda path: str(path.relative_to(ROOT))
)
def test_modules_of_an_area_import_from_their_left(path: Path) -> None:
    relative = path.relative_to(ROOT).with_suffix("").parts
    noun = relative[1]
    if noun not in ORDER or noun == "apps":
        return
    inside = {name.split(".")[1] for name in imports(path) if name.startswith(f"{part(path)}.")} & set(ORDER)
    allowed = set(ORDER[: ORDER.index(noun) + 1])

    assert inside <= allowed


def test_persons_are_unsealed_behind_one_door_only() -> None:
    callers = set()
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "unseal":
                callers.add(path.relative_to(ROOT).as_posix())

    assert callers <= UNSEALERS


def test_no_long_eta_or_countdown() -> None:
    """Q12: nothing is parked in the broker; what must wait stands in the database."""
    found = [
        (path.name, keyword.arg)
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg in {"eta", "countdown"}
    ]

    assert found == []


def test_forms_name_their_fields() -> None:
    """S11: a form never takes all fields of a model."""
    found = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in {"fields", "exclude"}:
                name, value = node.targets[0].id, getattr(node.value, "value", None)
                if value == "__all__" or (name == "exclude" and path.name.startswith("forms")):
                    found.append(path.name)

    assert found == []

"""The README says what is there: every setting, every make target, every file and command it names."""

import ast
import re
from pathlib import Path

from django.conf import settings
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
FOLDERS = r"(?:portal|measures|apprenticeships|conferences|tests|templates|static|ops|docs|requirements)"
READERS = {"text", "flag", "integer", "words"}


def variables_in_settings() -> set[str]:
    """The names that settings read by `environment.text("NAME", …)` and its kin."""
    tree = ast.parse((ROOT / "portal/settings.py").read_text())
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in READERS
        and getattr(node.func.value, "id", "") == "environment"
    }


def section(title: str) -> str:
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


def first_cells(text: str) -> set[str]:
    """What stands in backticks in the first column of the tables in `text`."""
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])}


def test_the_configuration_table_is_complete() -> None:
    assert first_cells(section("Configuration")) == variables_in_settings()


def test_settings_read_the_environment_by_one_module_only() -> None:
    text = (ROOT / "portal/settings.py").read_text()

    assert "os.environ" not in text
    assert "getenv" not in text


def test_the_make_targets_are_those_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = set(re.search(r"^\.PHONY: (.*)$", makefile, re.M)[1].split()) - {"python"}

    assert first_cells(section("Make targets")) == {f"make {name}" for name in phony}


def test_the_demo_log_ins_are_those_of_the_settings() -> None:
    text = section("Log-ins of the demonstration")

    assert first_cells(text) == {email for _label, email in settings.DEMO_LOGINS}
    assert settings.DEMO_PASSWORD in text


def test_every_named_file_exists() -> None:
    """Links, and paths in backticks that start with a folder of the project."""
    missing = []
    for document in DOCUMENTS:
        text = document.read_text()
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
            if not (document.parent / target).exists():
                missing.append((document.name, target))
        for path in re.findall(rf"`({FOLDERS}/[\w./-]*)`", text):
            if not (ROOT / path).exists():
                missing.append((document.name, path))

    assert missing == []


def test_every_named_command_exists() -> None:
    known = set(get_commands())
    named = {
        (document.name, command)
        for document in DOCUMENTS
        for command in re.findall(r"manage\.py ([a-z_]+)", document.read_text())
    }

    assert {pair for pair in named if pair[1] not in known} == set()

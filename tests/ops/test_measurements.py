"""The page of measurements claims what bench/ measures, no more and no less."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| ([A-Z]\d\d) \|.*\| (.*) \| (.*) \|$", re.MULTILINE)
MEASURED = re.compile(r'Result\(\s*"([A-Z]\d\d)"')


def claimed() -> dict[str, tuple[str, str]]:
    return {row[0]: row[1:] for row in ROW.findall((ROOT / "docs/measurements.md").read_text())}


def measured() -> dict[str, str]:
    """Id → the script that measures it."""
    return {
        found: f"`bench/{path.name}`"
        for path in sorted((ROOT / "bench").glob("*.py"))
        for found in MEASURED.findall(path.read_text())
    }


def test_what_is_said_to_be_measured_is() -> None:
    said = {number: by for number, (_state, by) in claimed().items() if by.startswith("`bench/")}

    assert said == measured()


def test_what_nothing_measures_says_so() -> None:
    silent = {number: state for number, (state, by) in claimed().items() if by == "–"}

    assert silent
    assert all(state.startswith(("not measured", "only by hand")) for state in silent.values())

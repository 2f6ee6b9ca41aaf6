"""S20: what we build upon is locked by hash, names no download host, and each part has its reason."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
SHA256 = re.compile(r"--hash=sha256:[0-9a-f]{64}")
PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9._-]*)(?:\[[a-z0-9,._-]+\])?==(?P<version>[^\s;\\]+)")
# The organisation is closing; these packages are or were its own.
JAZZBAND = {
    "dj-database-url", "django-admin2", "django-auditlog", "django-authority", "django-avatar", "django-axes",
    "django-configurations", "django-constance", "django-debug-toolbar", "django-defender",
    "django-downloadview", "django-embed-video", "django-formtools", "django-hosts", "django-invitations",
    "django-model-utils", "django-newsletter", "django-oauth-toolkit", "django-pipeline",
    "django-polymorphic",
    "django-push-notifications", "django-recurrence", "django-redis", "django-rest-knox", "django-robots",
    "django-silk", "django-simple-history", "django-simple-menu", "django-smart-selects", "django-sortedm2m",
    "django-taggit", "django-tinymce", "django-two-factor-auth", "django-user-sessions", "django-waffle",
    "django-widget-tweaks", "djangorestframework-simplejwt", "pip-tools", "prettytable", "sorl-thumbnail",
    "tablib",
}  # fmt: skip


def requirements(lock: Path) -> list[str]:
    """The lock's entries, continuation lines joined, comments left out."""
    lines = [line for line in lock.read_text().splitlines() if not line.lstrip().startswith("#")]
    return [entry.strip() for entry in "\n".join(lines).replace("\\\n", " ").splitlines() if entry.strip()]


def dependency_lines() -> list[str]:
    """Every line of pyproject.toml that names a dependency, with its comment."""
    text = (ROOT / "pyproject.toml").read_text()
    head = text.partition("[tool.")[0]
    return [line.strip() for line in head.splitlines() if re.match(r'\s+"[A-Za-z0-9]', line)]


def direct_names() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked_for = [*project["dependencies"], *sum(project["optional-dependencies"].values(), [])]
    names = [re.split(r"[\[<>=!~ ;]", entry)[0].lower() for entry in asked_for]
    return [re.sub(r"[-_.]+", "-", name) for name in names]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_package_has_its_version_and_hashes(lock: Path) -> None:
    entries = requirements(lock)

    assert len(entries) > 10
    assert [entry for entry in entries if not PIN.match(entry) or not SHA256.search(entry)] == []


def test_the_locks_agree() -> None:
    """main is part of run, run of dev, each package in one version."""
    main, run, dev = (
        {match["name"]: match["version"] for match in map(PIN.match, requirements(lock))}
        for lock in (ROOT / "requirements" / name for name in ("main.txt", "run.txt", "dev.txt"))
    )

    assert main.items() <= run.items()
    assert run.items() <= dev.items()


def test_what_is_asked_for_is_locked() -> None:
    locked = {PIN.match(entry)["name"] for entry in requirements(ROOT / "requirements/dev.txt")}

    assert set(direct_names()) <= locked


@pytest.mark.parametrize("path", [*LOCKS, ROOT / "package-lock.json"], ids=lambda path: path.name)
def test_no_lock_names_a_download_host(path: Path) -> None:
    text = path.read_text()

    assert re.findall(r"https?://|--[a-z-]*(?:url|links)|\"resolved\"|git\+", text) == []


def test_every_npm_package_has_its_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    assert [
        name for name, entry in packages.items() if name and "sha512-" not in entry.get("integrity", "")
    ] == []


def test_npm_packages_are_asked_for_in_one_version() -> None:
    package = json.loads((ROOT / "package.json").read_text())

    ranges = {**package["dependencies"], **package["devDependencies"]}

    assert [name for name, version in ranges.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_npm_runs_no_foreign_script() -> None:
    assert "ignore-scripts=true" in (ROOT / ".npmrc").read_text().splitlines()


def test_each_dependency_has_its_reason() -> None:
    lines = dependency_lines()

    assert len(lines) == len(direct_names())
    assert [line for line in lines if not re.search(r'",\s+# \w.{8,}', line)] == []


def test_nothing_comes_from_the_closing_jazzband() -> None:
    assert set(direct_names()) & JAZZBAND == set()

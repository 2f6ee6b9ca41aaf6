"""The built style sheets, fonts and icons: complete, small, and asking for nothing from outside."""

import json
import re
from pathlib import Path

import pytest
import tinycss2
from django.conf import settings

from portal import assets

ROOT = Path(settings.BASE_DIR)
STATIC = ROOT / "static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.fixture(scope="module")
def served() -> Path:
    """var/assets of this checkout, built by `make setup`; built here when it is not."""
    try:
        assets.build(ROOT, Path(settings.VAR_DIR))
    except assets.AssetError as error:
        pytest.fail(str(error))
    return Path(settings.VAR_DIR) / "assets"


def urls_of(style: str) -> list[str]:
    """Every address a style sheet asks for: url() tokens, url("…") functions, @import strings."""
    found = []

    def walk(tokens: list) -> None:
        for token in tokens:
            if token.type == "url":
                found.append(token.value)
            elif token.type == "function" and token.lower_name == "url":
                found.extend(part.value for part in token.arguments if part.type == "string")
            elif token.type == "at-keyword" and token.lower_value == "import":
                found.append("@import")
            for name in ("arguments", "content"):
                walk(getattr(token, name, None) or [])

    walk(tinycss2.parse_component_value_list(style, skip_comments=True))
    return found


def style_sheets(served: Path) -> list[Path]:
    return sorted(served.rglob("*.css")) + sorted(STATIC.rglob("*.css"))


def test_style_sheets_ask_for_own_files_only(served):
    for path in style_sheets(served):
        for url in urls_of(path.read_text()):
            if not url.startswith("data:image/svg+xml,"):
                assert (path.parent / url).is_file(), f"{path.name} asks for {url}"


def test_style_sheets_close_what_they_open(served):
    for path in style_sheets(served):
        problems = [token for token in tinycss2.parse_stylesheet(path.read_text()) if token.type == "error"]
        assert problems == [], path.name


def test_templates_use_only_icons_that_exist(served):
    made = set(re.findall(r"\.bp-icon--([\w-]+)\{", (served / "icons.css").read_text()))

    used = set()
    for path in TEMPLATES:
        text = path.read_text()
        used |= set(re.findall(r"bp-icon--([\w-]+)[\s\"']", text))
        used |= set(re.findall(r"{% icon [\"']([\w-]+)[\"']", text))
    assert used - {"sm", "lg"} - made == set()
    assert made == set(assets.ICONS)


def test_every_icon_is_a_drawing_in_one_colour(served):
    rules = (served / "icons.css").read_text().splitlines()

    assert len(rules) == len(assets.ICONS)
    for rule in rules:
        assert re.fullmatch(
            r"\.bp-icon--[\w-]+\{--bp-i:url\(\"data:image/svg\+xml,%3Csvg [^\"]+%3C/svg%3E\"\)\}", rule
        )
        assert "fill=" not in rule and "script" not in rule


def test_templates_use_only_kern_classes_that_are_shipped(served):
    style = (served / "kern/kern.min.css").read_text()
    shipped = set(re.findall(r"\.(kern-[\w-]+)", style))
    # alone without a rule of their own: KERN styles them through their neighbours
    known = shipped | {"kern-form-input", "kern-error"}

    for path in TEMPLATES:
        # a name cut by a template tag ("kern-btn--{%") is checked in the browser tests
        used = set(re.findall(r"(?<![\w/.\-\"'])(kern-[\w-]*\w)(?=[\s\"'{])(?!\{)", path.read_text()))
        used |= set(re.findall(r"class=\"(kern-[\w-]*\w)(?=[\s\"])", path.read_text()))
        assert used - known == set(), path


@pytest.mark.parametrize("weight", assets.FONT_WEIGHTS)
def test_fonts_are_small_and_know_the_letters_of_the_region(served, weight):
    from fontTools.ttLib import TTFont

    path = served / f"kern/fonts/fira-sans-{weight}.woff2"

    assert path.stat().st_size <= 30 * 1024
    with TTFont(path) as font:
        letters = set(font.getBestCmap())
    assert {ord(sign) for sign in "äöüÄÖÜßẞéłąężźśğşıİçñ„“‚‘–…€›"} <= letters


def test_whole_fonts_for_pdf_lie_where_nobody_serves_them(served):
    from fontTools.ttLib import TTFont

    folder = Path(settings.VAR_DIR) / "fonts-pdf"

    for style in assets.FONT_WEIGHTS.values():
        with TTFont(folder / f"FiraSans-{style}.ttf") as font:
            assert font.flavor is None
            assert font["name"].getBestFamilyName() == "Fira Sans"
    assert not list(served.rglob("*.ttf"))


def test_second_build_has_nothing_to_do(served):
    assert assets.build(ROOT, Path(settings.VAR_DIR)) is False


def test_missing_packages_are_one_sentence(tmp_path, monkeypatch):
    root = tmp_path / "root"
    root.mkdir()
    (root / "package-lock.json").write_text((ROOT / "package-lock.json").read_text())
    (root / "package.json").write_text((ROOT / "package.json").read_text())
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9")  # nobody listens there
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))

    with pytest.raises(assets.AssetError) as refused:
        assets.build(root, tmp_path / "var")

    assert "npm could not fetch the packages" in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "var/assets").exists()


def test_lock_file_names_no_download_host():
    lock = (ROOT / "package-lock.json").read_text()

    assert '"resolved"' not in lock and "http" not in lock
    packages = json.loads(lock)["packages"]
    assert all(entry.get("integrity") for name, entry in packages.items() if name)


def test_slim_keeps_what_is_used():
    style = (
        '@charset "UTF-8";*{margin:0}.kern-btn{a:b}.kern-p-lg{a:b}.kern-col-3-md,'
        ".kern-btn--primary:hover{a:b}"
        "@media print{.kern-gap-sm{a:b}}@media screen{.kern-card{a:b}.kern-error .kern-icon{a:b}}"
        ".kern-icon--danger{b:url(\"data:image/svg+xml,%3Csvg x='}'/%3E\")}.kern-icon--delete{a:b}"
        ".kern-btn:has(.kern-sr-only):not(.kern-badge){a:b}@font-face{src:url(x.woff2)}"
    )

    assert assets.slim(style) == (
        '@charset "UTF-8";*{margin:0}.kern-btn{a:b}.kern-btn--primary:hover{a:b}'
        "@media screen{.kern-error .kern-icon{a:b}}"
        ".kern-icon--danger{b:url(\"data:image/svg+xml,%3Csvg x='}'/%3E\")}"
        ".kern-btn:has(.kern-sr-only):not(.kern-badge){a:b}"
    )

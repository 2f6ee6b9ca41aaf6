"""The German catalogue without GNU gettext: collect, merge, check, compile."""

import io
import json
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation.template import templatize

KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "_": None,
}
SOURCES = ("portal", "measures", "apprenticeships", "conferences")


class Command(BaseCommand):
    help = "Collect translatable texts, merge translations, check that German is complete, compile it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when a text has no German")
        parser.add_argument("--merge", nargs="*", default=[], help="JSON files {English: German}")
        parser.add_argument("--compile", action="store_true", help="only compile the catalogue")

    def handle(self, *args: object, check: bool, merge: list[str], compile: bool, **options: object) -> None:  # noqa: A002 - the option's name
        path = settings.LOCALE_PATHS[0] / "de" / "LC_MESSAGES" / "django.po"
        catalogue = read(path)
        if not compile:
            found = collect(settings.BASE_DIR)
            for file in merge:
                add(found, json.loads(Path(file).read_text()))
            carry_over(catalogue, found)
            gaps = [message.id for message in found if message.id and not all_texts(message.string)]
            if check and (gaps or texts(found) != texts(catalogue)):
                raise CommandError(
                    f"German is incomplete: {len(gaps)} texts without translation, e.g. {gaps[:5]}; "
                    "run manage.py translations and fill locale/de."
                )
            catalogue = found
            if not check:
                write(path, catalogue)
            self.stdout.write(f"{len(catalogue)} texts, {len(gaps)} without German")
            for gap in gaps[:400] if options["verbosity"] > 1 else ():
                self.stdout.write(f"  {gap!r}")
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)


def read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale="de")
    with path.open("rb") as file:
        return read_po(file, locale="de")


def write(path: Path, catalogue: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, catalogue, sort_output=True, no_location=True, omit_header=False, width=110)
    lines = buffer.getvalue().decode().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith('"POT-Creation-Date')))


def collect(base: Path) -> Catalog:
    """Every translatable text of the code and the templates, without translations."""
    found = Catalog(
        locale="de",
        project="Bündnisportal",
        charset="utf-8",
        fuzzy=False,
        header_comment="# German catalogue of the portal.",
    )
    for source in SOURCES:
        for path in sorted((base / source).rglob("*.py")):
            if "migrations" not in path.parts and path.name != "translations.py":
                take(found, path.read_bytes())
    for path in sorted((base / "templates").rglob("*.*")):
        code = templatize(path.read_text(), origin=str(path))
        take(found, "\n".join(line.strip() for line in code.splitlines()).encode())
    return found


def take(found: Catalog, code: bytes) -> None:
    for _line, message, _comments, _context in extract("python", io.BytesIO(code), KEYWORDS):
        flags = ["python-format"] if "%(" in str(message) else []
        found.add(message, flags=flags)


def add(found: Catalog, translations: dict[str, str | list[str]]) -> None:
    """Merges {English singular: German, or [singular, plural]} into the catalogue."""
    for message in found:
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        if key and key in translations:
            text = translations[key]
            message.string = tuple(text) if isinstance(text, list) else text


def carry_over(old: Catalog, found: Catalog) -> None:
    for message in found:
        known = old.get(message.id) if message.id else None
        if known is not None and not all_texts(message.string) and all_texts(known.string):
            message.string = known.string


def all_texts(string: str | tuple) -> bool:
    return all(string) if isinstance(string, tuple) else bool(string)


def texts(catalogue: Catalog) -> dict:
    return {str(message.id): message.string for message in catalogue if message.id}

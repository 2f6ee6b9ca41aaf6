"""The official lists as rows: what stands where in the files of Destatis, the Bundesagentur and ourselves.

A file that is not as described raises ListError with one sentence that names the line; nothing is guessed.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

from django.utils.translation import gettext as _

from portal.region.spelling import match_key
from portal.region.states import OccupationKind

# GV100AD: record type 60 is a municipality; positions and type codes as in the file's own description.
GV100AD = re.compile(r"[1-6]0\d{8}")
GV100AD_LENGTH = 170  # up to the postcode
GV100AD_KINDS = {
    "60": "Markt", "61": "Kreisfreie Stadt", "62": "Stadtkreis", "63": "Stadt", "64": "Gemeinde",
    "65": "Gemeindefreies Gebiet", "67": "Große Kreisstadt",
}  # fmt: skip

# vam_beruf_kurz: the groups (lbkgruppe) of recognised training occupations; the columns if there is no header
AGENCY_KINDS = {
    "1110": OccupationKind.BASE,
    "1120": OccupationKind.SPECIALISATION,
    "1130": OccupationKind.FOCUS,
    "1210": OccupationKind.HEALTH,
}
AGENCY_COLUMNS = {"bkz": 1, "typ": 2, "lbkgruppe": 3, "bezeichnung_nl": 9, "bezeichnung_nk": 10}
AGENCY_KEY = re.compile(r"B \d{5}-\d{3}")
TRAINING = "a"  # typ: a = Ausbildung, t = Tätigkeit
_BASE_END = re.compile(r" (Fachrichtung|Schwerpunkt|\(ohne Angabe) ?.*")

MUNICIPALITY_COLUMNS = (
    "ags",
    "name",
    "kind",
    "district_ags",
    "postcode",
    "latitude",
    "longitude",
    "population",
)
OCCUPATION_COLUMNS = ("bkz", "kldb2010", "name", "short_name", "base_name", "kind", "kldb3", "kldb3_title")


class ListError(Exception):
    """A list that cannot be loaded; `str()` is the sentence for the person who loads it."""


@dataclass(frozen=True)
class MunicipalityRow:
    """A municipality as its list has it; None = the list says nothing about it."""

    ags: str
    name: str
    kind: str
    postcode: str
    population: int | None
    latitude: float | None = None
    longitude: float | None = None
    coordinate_basis: str | None = None


@dataclass(frozen=True)
class OccupationRow:
    """An occupation as its list has it; `group_title` is None where the list has no titles."""

    bkz: str
    kldb: str
    name: str
    short_name: str
    base_name: str
    kind: str
    group_title: str | None


@dataclass(frozen=True)
class Register:
    """A read list: its rows, each key once, and its state where the file tells it."""

    rows: list
    as_of: date | None = None


def read_districts(path: Path) -> list[dict[str, str]]:
    """The districts that came with the portal; they change by law only, so there is no other format."""
    return list(csv.DictReader(StringIO(text_of(path))))


def read_municipalities(path: Path, districts: Iterable[str]) -> Register:
    """Municipalities of `districts` (five-digit AGS) from GV100AD or from our own CSV."""
    text, districts = text_of(path), set(districts)
    if GV100AD.match(text):
        register = Register(*_from_gv100ad(text, districts))
    else:
        register = Register(list(_from_own_municipalities(text, districts)))
    if not register.rows:
        raise ListError(_("The file holds no municipality of the five districts."))
    return register


def read_occupations(path: Path) -> Register:
    """Training occupations from the Bundesagentur's list or from our own CSV."""
    text = text_of(path)
    head = _fields(text)[0]
    if AGENCY_COLUMNS.keys() <= set(head):
        columns, start = {name: head.index(name) for name in AGENCY_COLUMNS}, 1
    elif len(head) > 1 and AGENCY_KEY.fullmatch(head[1]):
        columns, start = AGENCY_COLUMNS, 0
    else:
        return Register(list(_unique(_from_own_occupations(text), _("occupation"))))
    rows = list(_unique(_from_agency(_fields(text), columns, start), _("occupation")))
    if not rows:
        raise ListError(_("The file holds no recognised training occupation."))
    return Register(rows)


def text_of(path: Path) -> str:
    """The file's text: UTF-8 if it is, otherwise Latin-1 as older official files and Excel write it."""
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise ListError(
            _("%(path)s cannot be read: %(reason)s.") % {"path": path, "reason": fault.strerror}
        ) from fault
    if not content.strip():
        raise ListError(_("%(path)s is empty.") % {"path": path})
    if b"\x00" in content:
        raise ListError(_("%(path)s is not a text file.") % {"path": path})
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


# --- GV100AD ------------------------------------------------------------------------------------------------


def _from_gv100ad(text: str, districts: set[str]) -> tuple[list[MunicipalityRow], date]:
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.startswith("60")]
    wanted = [(number, line) for number, line in lines if line[10:15] in districts]
    rows = list(_unique(((number, _gv100ad_row(number, line)) for number, line in wanted), _("municipality")))
    stamp = text[2:10]
    try:
        return rows, date(int(stamp[:4]), int(stamp[4:6]), int(stamp[6:]))
    except ValueError as fault:
        raise wrong(1, _("“%(value)s” is not a date") % {"value": stamp}) from fault


def _gv100ad_row(number: int, line: str) -> MunicipalityRow:
    if len(line) < GV100AD_LENGTH:
        raise wrong(number, _("it is shorter than %(count)d characters") % {"count": GV100AD_LENGTH})
    ags, population, postcode = line[10:18], line[139:150], line[165:170].strip()
    kind = GV100AD_KINDS.get(line[122:124])
    if kind is None:
        raise wrong(number, _("the type “%(value)s” is not known") % {"value": line[122:124]})
    return MunicipalityRow(
        ags=_digits(number, ags, 8, "AGS"),
        name=_needed(number, line[22:72].split(",")[0], "name"),
        kind=kind,
        postcode=_digits(number, postcode, 5, "PLZ") if postcode else "",
        population=int(_digits(number, population, 11, _("inhabitants"))),
    )


# --- our own CSV --------------------------------------------------------------------------------------------


def _from_own_municipalities(text: str, districts: set[str]) -> Iterator[MunicipalityRow]:
    rows = (
        (number, _own_municipality(number, row, districts))
        for number, row in _records(text, MUNICIPALITY_COLUMNS)
    )
    return _unique(rows, _("municipality"))


def _own_municipality(number: int, row: dict[str, str], districts: set[str]) -> MunicipalityRow:
    ags = _digits(number, row["ags"], 8, "ags")
    if row["district_ags"] not in districts or not ags.startswith(row["district_ags"]):
        problem = _("the district “%(value)s” is not one of ours") % {"value": row["district_ags"]}
        raise wrong(number, problem)
    latitude, longitude = _degrees(number, row["latitude"]), _degrees(number, row["longitude"])
    known = latitude is not None and longitude is not None
    if known and not (47 <= latitude <= 56 and 5 <= longitude <= 16):
        raise wrong(
            number, _("the place %(value)s is not in Germany") % {"value": f"{latitude}, {longitude}"}
        )
    return MunicipalityRow(
        ags=ags,
        name=_needed(number, row["name"], "name"),
        kind=_needed(number, row["kind"], "kind", 30),
        postcode=_digits(number, row["postcode"], 5, "postcode") if row["postcode"] else "",
        population=int(_digits(number, row["population"], 0, "population")) if row["population"] else None,
        latitude=latitude if known else None,
        longitude=longitude if known else None,
        coordinate_basis=row.get("coordinate_basis", "") if known else None,
    )


def _from_own_occupations(text: str) -> Iterator[tuple[int, OccupationRow]]:
    for number, row in _records(text, OCCUPATION_COLUMNS):
        if not AGENCY_KEY.fullmatch(row["bkz"]):
            raise wrong(number, _("“%(value)s” is not a key like “B 11102-900”") % {"value": row["bkz"]})
        if row["kind"] not in OccupationKind.values:
            raise wrong(number, _("the kind “%(value)s” is not known") % {"value": row["kind"]})
        kldb = _digits(number, row["kldb2010"], 5, "kldb2010")
        yield (
            number,
            OccupationRow(
                bkz=row["bkz"],
                kldb=kldb,
                name=_needed(number, row["name"], "name", 200),
                short_name=_needed(number, row["short_name"], "short_name", 160),
                base_name=_needed(number, row["base_name"] or row["name"], "base_name", 200),
                kind=row["kind"],
                group_title=row["kldb3_title"][:160] or None,
            ),
        )


# --- the Bundesagentur's list -------------------------------------------------------------------------------


def _from_agency(
    lines: list[list[str]], columns: dict[str, int], start: int
) -> Iterator[tuple[int, OccupationRow]]:
    for number, line in enumerate(lines[start:], start + 1):
        if not line:
            continue
        if len(line) <= max(columns.values()):
            raise wrong(number, _("it has %(count)d columns only") % {"count": len(line)})
        bkz, typ, groups, name, short_name = (line[columns[key]].strip() for key in AGENCY_COLUMNS)
        kind = next((AGENCY_KINDS[group] for group in groups.split(",") if group in AGENCY_KINDS), None)
        if typ != TRAINING or kind is None:
            continue
        if not AGENCY_KEY.fullmatch(bkz):
            raise wrong(number, _("“%(value)s” is not a key like “B 11102-900”") % {"value": bkz})
        yield (
            number,
            OccupationRow(
                bkz=bkz,
                kldb=bkz[2:7],
                name=_needed(number, name, "bezeichnung_nl", 200),
                short_name=_needed(number, short_name, "bezeichnung_nk", 160),
                base_name=_BASE_END.sub("", name),
                kind=kind,
                group_title=None,
            ),
        )


# --- shared -------------------------------------------------------------------------------------------------


def wrong(line: int, problem: str) -> ListError:
    """The one sentence: which line, and what is wrong there."""
    return ListError(_("Line %(line)d: %(problem)s.") % {"line": line, "problem": problem})


def _unique(rows: Iterable[tuple[int, object]], word: str) -> Iterator:
    """The rows without their line numbers; each key and each name once, because names are typed."""
    seen = {}
    for number, row in rows:
        key = row.ags if isinstance(row, MunicipalityRow) else row.bkz
        name = match_key(row.name if isinstance(row, MunicipalityRow) else row.short_name)
        for value in (key, name):
            if value in seen:
                problem = _("%(word)s “%(value)s” stands in line %(first)d already")
                raise wrong(number, problem % {"word": word, "value": row.name, "first": seen[value]})
            seen[value] = number
        yield row


def _fields(text: str) -> list[list[str]]:
    delimiter = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    return list(csv.reader(StringIO(text), delimiter=delimiter))


def _records(text: str, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """(line number, column → text) for each row of a CSV with a header that names `columns`."""
    head, *lines = _fields(text)
    missing = [name for name in columns if name not in head]
    if missing:
        raise wrong(1, _("the columns %(names)s are missing") % {"names": ", ".join(missing)})
    for number, line in enumerate(lines, 2):
        if not any(line):
            continue
        if len(line) < len(head):
            raise wrong(number, _("it has %(count)d columns only") % {"count": len(line)})
        yield number, {name: value.strip() for name, value in zip(head, line, strict=False)}


def _needed(line: int, value: str, column: str, longest: int = 80) -> str:
    value = value.strip()
    if not value:
        raise wrong(line, _("the column %(column)s is empty") % {"column": column})
    if len(value) > longest:
        problem = _("the column %(column)s is longer than %(count)d characters")
        raise wrong(line, problem % {"column": column, "count": longest})
    return value


def _digits(line: int, value: str, length: int, column: str) -> str:
    """`value` if it is digits only, and `length` of them (0: any number)."""
    if not (value.isascii() and value.isdigit()) or (length and len(value) != length):
        raise wrong(line, _("“%(value)s” cannot be %(column)s") % {"value": value, "column": column})
    return value


def _degrees(line: int, value: str) -> float | None:
    try:
        return float(value.replace(",", ".")) if value else None
    except ValueError as fault:
        raise wrong(line, _("“%(value)s” is not a number of degrees") % {"value": value}) from fault

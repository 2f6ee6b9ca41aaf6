"""The training market in figures: supply and demand relations, and what a table of a statistics office says.

All of a reporting year (1 October to 30 September), key date 30 September; sources of the formulas: BIBB,
"Angebot und Nachfrage" and "Angebots-Nachfrage-Relation" (bibb.de/de/5241, 4377).

    supply   = NAA + UBS                 new contracts + vacant places
    demand   = NAA + UVB                 new contracts + applicants without a place
    extended = NAA + UVB + BMA           and those with an alternative who still search
    ANR  = supply / demand × 100         offers per 100 who demand
    eANR = supply / extended × 100

A rate of several regions is the sum of the numerators over the sum of the denominators, never the mean of the
rates. A figure that the source keeps secret, or that is missing, gives no rate; so does a denominator under
`settings.MARKET_FEWEST`, where a rate would jump with every contract.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from portal.cells import MONTHS, Cell, CellProblem, cell_text, parse_integer
from portal.region.models import MarketFigure, MarketImport
from portal.region.states import MarketKey, MarketSource
from portal.tables import header_key

NAA, UBS, UVB, BMA = MarketKey.NAA, MarketKey.UBS, MarketKey.UVB, MarketKey.BMA
OUR_AGENCIES = ("627", "674")  # Heilbronn and Schwäbisch Hall-Tauberbischofsheim: together the region
SECRET_MARKS = {"*", ".", "-", "–", "x", "X", "/", "...", "…", "()"}
FIRST_YEAR, LAST_YEAR = 1990, 2100
REGION, YEAR, MONTH, IGNORE = "region", "year", "month", ""
REGION_NAMES = {
    "627": ("627", "Heilbronn", "Agentur für Arbeit Heilbronn", "AA Heilbronn", "AAB Heilbronn"),
    "674": (
        "674", "Schwäbisch Hall-Tauberbischofsheim", "Agentur für Arbeit Schwäbisch Hall-Tauberbischofsheim",
        "AA Schwäbisch Hall-Tauberbischofsheim", "Schwäbisch Hall – Tauberbischofsheim",
        "Tauberbischofsheim",
    ),
    "08121": (
        "08121", "8121", "Heilbronn, Stadt", "Heilbronn, Stadtkreis", "Stadtkreis Heilbronn",
        "Stadt Heilbronn",
    ),
    "08125": ("08125", "8125", "Heilbronn, Landkreis", "Landkreis Heilbronn", "Heilbronn, Land"),
    "08126": ("08126", "8126", "Hohenlohekreis", "Hohenlohekreis, Landkreis"),
    "08127": ("08127", "8127", "Schwäbisch Hall, Landkreis", "Landkreis Schwäbisch Hall", "Schwäbisch Hall"),
    "08128": ("08128", "8128", "Main-Tauber-Kreis", "Main-Tauber-Kreis, Landkreis"),
    "08": ("08", "8", "Baden-Württemberg", "Land Baden-Württemberg"),
    "00": ("00", "DG", "Deutschland", "Bundesgebiet", "Bund", "Deutschland insgesamt"),
}  # fmt: skip
REGION_BY_KEY = {header_key(name): code for code, names in REGION_NAMES.items() for name in names}
TITLES = {  # how columns are called, as parts of their titles
    REGION: (
        "arbeitsagenturbezirk",
        "agenturbezirk",
        "agenturfurarbeit",
        "region",
        "kreis",
        "1auspragungcode",
        "1auspraegungcode",
    ),
    YEAR: ("berichtsjahr", "jahr", "zeit", "stichtag"),
    MONTH: ("berichtsmonat", "monat"),
    NAA: ("naa", "neuabgeschlossene", "neueausbildungsvertrage", "neuabschlusse"),
    UBS: ("ubs", "unbesetzte"),
    UVB: ("uvb", "unversorgte"),
    BMA: ("bma", "mitalternative"),
    MarketKey.INT: ("int", "ausbildungsinteressierte", "institutionellerfasste"),
}


def _relation(parts: Sequence[Mapping[str, int | None]], *extra: str) -> Decimal | None:
    """Supply over NAA and `extra`, ×100, over all parts; None where one sum is missing or too small."""
    needed = (NAA, UBS, *extra)
    if not parts or any(part.get(key) is None for part in parts for key in needed):
        return None
    supply = sum(part[NAA] + part[UBS] for part in parts)
    demand = sum(part[NAA] + sum(part[key] for key in extra) for part in parts)
    if demand < settings.MARKET_FEWEST:
        return None
    return (Decimal(100 * supply) / demand).quantize(Decimal("0.1"), ROUND_HALF_UP)


def anr(parts: Sequence[Mapping[str, int | None]]) -> Decimal | None:
    """Offers per 100 who demand (Angebots-Nachfrage-Relation); `parts` holds per region key -> sum."""
    return _relation(parts, UVB)


def extended_anr(parts: Sequence[Mapping[str, int | None]]) -> Decimal | None:
    """The same with those who have an alternative and still search (erweiterte ANR)."""
    return _relation(parts, UVB, BMA)


@dataclass(frozen=True)
class MarketYear:
    """The region's market in one reporting year; a sum is None where one of its parts is."""

    year: int
    sums: dict[str, int | None]
    anr: Decimal | None
    eanr: Decimal | None
    sources: list[tuple[str, date]]
    is_example: bool

    @property
    def name(self) -> str:
        return f"{self.year - 1}/{self.year % 100:02d}"


def market_years() -> list[MarketYear]:
    """The region's years, newest first, in one statement."""
    rows = MarketFigure.objects.filter(region__in=OUR_AGENCIES, month=None).select_related("run")
    by_year: dict[int, list[MarketFigure]] = defaultdict(list)
    for row in rows.defer("run__rows", "run__header", "run__mapping"):
        by_year[row.year].append(row)
    return [_market_year(year, found) for year, found in sorted(by_year.items(), reverse=True)]


def _market_year(year: int, found: Iterable[MarketFigure]) -> MarketYear:
    parts: dict[str, dict[str, int | None]] = {code: {} for code in OUR_AGENCIES}
    runs: dict[int, MarketImport] = {}
    for row in found:
        parts[row.region][row.key] = row.value
        runs[row.run_id] = row.run
    sums = {}
    for key in MarketKey.values:
        values = [part.get(key) for part in parts.values()]
        sums[key] = None if None in values else sum(values)
    listed = list(parts.values())
    return MarketYear(
        year,
        sums,
        anr(listed),
        extended_anr(listed),
        sorted({(_source(run), run.published_on) for run in runs.values()}),
        any(run.is_example for run in runs.values()),
    )


def _source(run: MarketImport) -> str:
    """Who published it, and how it is called there."""
    publisher = "" if run.source == MarketSource.OTHER else f"{run.get_source_display()}: "
    return publisher + run.title


# --- what a table says -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReadFigure:
    """One figure of a row: its key, and its value or the source's sign for "secret"."""

    key: str
    value: int | None
    mark: str


@dataclass(frozen=True)
class ReadRow:
    """One row of a table that is about one of our regions; `problem` says why it cannot be taken over."""

    number: int
    region: str
    year: int | None
    month: date | None
    figures: list[ReadFigure]
    problem: str = ""


def guessed_mapping(header: Sequence[str], remembered: Mapping[str, str]) -> dict[str, str]:
    """What each column (its place as text) may hold: as last time for this source, else by its title."""
    found: dict[str, str] = {}
    for place, title in enumerate(header):
        key = header_key(title)
        meaning = remembered.get(key)
        if meaning is None:
            meaning = next((one for one, words in TITLES.items() if _fits(key, words)), IGNORE)
        if meaning and meaning not in found.values():
            found[str(place)] = meaning
    return found


def _fits(key: str, words: Sequence[str]) -> bool:
    return any(word == key or (len(word) > 4 and word in key) for word in words)


def read_rows(run: MarketImport) -> list[ReadRow]:
    """The rows of the file's table that are about our regions, with what they say under its mapping."""
    columns = {meaning: int(place) for place, meaning in run.mapping.items() if meaning}
    found = []
    for number, cells in run.rows:
        region = _region(cells[columns[REGION]]) if REGION in columns else ""
        if region:
            found.append(_read_row(run, number, region, cells, columns))
    return found


def _region(cell: Cell) -> str:
    """The code of one of our regions, or "": by its code, its name, or a code before the name."""
    text = cell_text(cell).strip()
    known = REGION_BY_KEY.get(header_key(text))
    if known or not text:
        return known or ""
    told = re.match(r"(\d{2,5})\b\D", text)
    return REGION_BY_KEY.get(told[1], "") if told else ""


def _read_row(
    run: MarketImport, number: int, region: str, cells: Sequence[Cell], columns: Mapping[str, int]
) -> ReadRow:
    try:
        year = _year(cells[columns[YEAR]]) if YEAR in columns else run.year
        month = _month(cells[columns[MONTH]], year) if MONTH in columns else None
        if month is not None:
            year = month.year + (month.month >= 10)
        if year is None:
            raise CellProblem(_("The reporting year is missing."))
        figures = [_figure(key, cells[columns[key]]) for key in MarketKey.values if key in columns]
    except CellProblem as problem:
        return ReadRow(number, region, None, None, [], str(problem))
    return ReadRow(number, region, year, month, figures)


def _figure(key: str, cell: Cell) -> ReadFigure:
    text = cell_text(cell).strip()
    if not text or text in SECRET_MARKS:
        return ReadFigure(key, None, text or ".")
    return ReadFigure(key, parse_integer(cell, lowest=0, highest=2_000_000_000), "")


def _year(cell: Cell) -> int | None:
    """The reporting year by the year in which it ends: 2025, 2024/25, 2024/2025, 30.09.2025."""
    text = cell_text(cell).strip()
    if not text:
        return None
    if split := re.fullmatch(r"(\d{4})\s*/\s*(\d{2}|\d{4})", text):
        return _within(int(split[1]) + 1, text)
    told = re.findall(r"\d{4}", text)
    if not told:
        raise CellProblem(_("“%(text)s” is no reporting year.") % {"text": text[:40]})
    return _within(int(told[-1]), text)


def _within(year: int, text: str) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellProblem(_("“%(text)s” is no reporting year.") % {"text": text[:40]})
    return year


def _month(cell: Cell, year: int | None) -> date | None:
    """The first day of a month: a date, "Mai 2025", "2025-05", "05.2025"; a bare name needs the year."""
    if isinstance(cell, date):
        return cell.replace(day=1)
    text = cell_text(cell).strip().casefold()
    if not text:
        return None
    word = re.match(r"([a-zäöü]+)", text)
    number = MONTHS.get(word[1]) if word else None
    told = re.search(r"\d{4}", text)
    if number is None:
        digits = [int(part) for part in re.findall(r"\d+", text) if len(part) <= 2]
        number = digits[-1] if digits and 1 <= digits[-1] <= 12 else None
    if number is None or not (told or year):
        raise CellProblem(_("“%(text)s” is no month.") % {"text": text[:40]})
    if told:
        return date(_within(int(told[0]), text), number, 1)
    return date(year - (number >= 10), number, 1)

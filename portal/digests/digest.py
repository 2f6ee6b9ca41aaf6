"""The Wochenüberblick of one access: from the areas' sections to one structure, and from it to HTML and text.

The structure says everything once; `templates/mail/digest.html` and `.txt` and the page in the browser
only set it. It is cut so that the text stays under 40 lines: what must be done first shows three rows, every
other section one, and the room that is left is filled in the reader's order.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

from portal.access import Actor
from portal.areas import ASKED, DONE, INFO, NOW, WEEK, Item, Section, Signed, registered
from portal.digests.look import STYLES
from portal.digests.models import DigestDelivery
from portal.digests.weeks import week_of
from portal.links import issue
from portal.partners.states import Role
from portal.searches.digest import with_saved_searches
from portal.templatetags.portal_ui import day_long, day_short

SUBJECT_LENGTH = 70
PREHEADER_LENGTH = 140
TEXT_LINES = 39
FRAME_LINES = 2 + 3 + 4  # head; blank, closing sentence and button; foot
FIRST_ROWS = 3
FIGURES_IN_A_ROW = 4
SOON_DAYS = 7

RED, YELLOW, BLUE, GREY, GREEN = "rot", "gelb", "blau", "grau", "gruen"
TONES = {NOW: RED, WEEK: YELLOW, ASKED: YELLOW, INFO: GREY, DONE: GREEN}
FIGURE_TONES = {"good": GREEN, "active": BLUE, "warn": YELLOW, "plain": GREY}


@dataclass(frozen=True)
class Line:
    """One row: when, what (with its one link, on `action` where given), and why it is there."""

    when: str
    tone: str
    title: str
    url: str
    why: str
    action: str = ""
    signed: Signed | None = None


@dataclass(frozen=True)
class Number:
    """One figure of a company case or a district."""

    value: str
    label: str
    tone: str


@dataclass(frozen=True)
class Part:
    """One heading with what stands below it; `more` says how many rows did not fit.

    `is_news`: it tells what others did, and leaves its room first.
    """

    title: str
    url: str = ""
    lines: Sequence[Line] = ()
    numbers: Sequence[Number] = ()
    note: str = ""
    more: str = ""
    is_news: bool = False

    @property
    def text_lines(self) -> int:
        """How many lines of text it takes, the blank line above and the heading included."""
        rows = sum(1 + bool(line.why) + bool(line.url) for line in self.lines)
        block = bool(self.numbers or self.note)  # beside numbers the note is left out
        block += bool(self.url and not self.lines)
        return 2 + rows + block + bool(self.more)


@dataclass(frozen=True)
class Closing:
    """A sentence above the button: what has become of it."""

    title: str
    text: str


@dataclass(frozen=True)
class Digest:
    """All that the mail and the page in the browser show."""

    subject: str
    week: str
    heading: str
    lead: str
    preheader: str
    parts: Sequence[Part] = ()
    closing: Sequence[Closing] = ()
    because: str = ""
    button: str = ""
    button_url: str = ""
    links: dict[str, str] = field(default_factory=dict)

    def stored(self) -> dict:
        """What is kept for the browser: no signed link, since those are stored as hashes only."""
        content = asdict(self)
        del content["links"]
        for part in content["parts"]:
            for line in part["lines"]:
                del line["signed"]
            for row in (part, *part["lines"]):
                row["url"] = "" if "/l/" in row["url"] else row["url"]
        return content


# --- from sections to the structure ------------------------------------------------------------


def sections_for(actor: Actor, start: datetime, end: datetime) -> list[Section]:
    """What the areas tell this actor of [start, end), in the order of what must be done first."""
    found = [section for area in registered() for section in area.digest(actor, start, end) if section]
    found = with_saved_searches(found, actor, start, end)
    return merged(sorted(found, key=lambda section: section.place))


def merged(sections: Iterable[Section]) -> list[Section]:
    """One section per heading: what two areas put under the same heading of one place stands together."""
    by_heading: dict[tuple[int, str], Section] = {}
    for section in sections:
        key = (section.place, str(section.title))
        first = by_heading.get(key)
        by_heading[key] = section if first is None else _joined(first, section)
    return list(by_heading.values())


def _joined(first: Section, second: Section) -> Section:
    words = [str(word) for word in (first.count_word, second.count_word) if word]
    return replace(
        first,
        items=[*first.items, *second.items],
        figures=[*first.figures, *second.figures],
        url=first.url or second.url,
        note=" ".join(str(note) for note in (first.note, second.note) if note),
        count_word=", ".join(added_up(words)),
    )


def added_up(words: Sequence[str]) -> list[str]:
    """Counts of the same thing as one: "2 fällig", "1 fällig" → "3 fällig"; others stay as they are."""
    sums: dict[str, int | None] = {}
    for word in words:
        number = re.fullmatch(r"(\d+) (.+)", word)
        if number is None:
            sums.setdefault(word, None)
        else:
            sums[number[2]] = (sums.get(number[2]) or 0) + int(number[1])
    return [thing if count is None else f"{count} {thing}" for thing, count in sums.items()]


def compose(delivery: DigestDelivery, actor: Actor, sections: Sequence[Section]) -> Digest:
    """The structure for `delivery`, with paths that begin with "/" inside this portal."""
    end = timezone.localtime(delivery.period.end)
    today = end.date()
    closing = [_closing(section) for section in sections if _closes(section)]
    parts = [_part(section, today) for section in sections if not _closes(section)]
    shown, closing = _fitted(parts, closing)
    words = [str(section.count_word) for section in sections if section.count_word]
    number = {"week": week_of(end)}
    week = gettext("Weekly digest week %(week)d") % number
    name = gettext("Training cases week %(week)d") % number if actor.has_role(Role.ADVISER) else week
    subject, told = subject_of(name, added_up(words))
    return Digest(
        subject=subject,
        week=f"{week} · {day_long(today)}",
        heading=told or (week if sections else gettext("Nothing new")),
        lead=gettext("For your access %(organisation)s · %(role)s. Only numbers, no names.")
        % {"organisation": actor.organisation_name, "role": actor.role_label},
        preheader=preheader_of(shown) or gettext("Nothing new for you in this period."),
        parts=shown,
        closing=closing,
        because=_because(delivery, actor),
        button=gettext("Open my list") if actor.has_role(Role.ADVISER) else gettext("Open my overview"),
        button_url=reverse("home"),
    )


def _fitted(parts: list[Part], closing: list[Closing]) -> tuple[list[Part], list[Closing]]:
    """The parts that find room; where some do not, a sentence names them before the others."""
    shown = fitting(parts, extra=len(closing))
    if len(shown) < len(parts):
        shown = fitting(parts, extra=len(closing) + 1)
        there = {(part.title, part.url) for part in shown}
        titles = ", ".join(part.title for part in parts if (part.title, part.url) not in there)
        closing = [Closing(gettext("Also in the portal"), titles), *closing]
    return shown, closing


def _closes(section: Section) -> bool:
    """A sentence above the button rather than a block of its own."""
    return section.place == DONE and not section.items


def _closing(section: Section) -> Closing:
    numbers = ", ".join(f"{figure.value} {figure.label}" for figure in section.figures)
    return Closing(str(section.title), str(section.note) or numbers)


def _part(section: Section, today: date) -> Part:
    return Part(
        title=str(section.title),
        url=str(section.url),
        lines=[_line(item, section.place, today) for item in section.items],
        numbers=[
            Number(str(figure.value), str(figure.label), FIGURE_TONES.get(figure.tone, GREY))
            for figure in section.figures
        ],
        note=str(section.note),
        is_news=section.place == INFO,
    )


def _line(item: Item, place: int, today: date) -> Line:
    days = (item.due_on - today).days if item.due_on else None
    tone, settled = TONES.get(place, BLUE), place in (INFO, DONE)
    if days is not None and not settled and days <= (SOON_DAYS if place == ASKED else 0):
        tone = RED
    return Line(
        when=str(item.when) or (when_of(item.due_on, today, past=settled) if item.due_on else ""),
        tone=tone,
        title=str(item.title),
        url=str(item.url),
        why=str(item.why),
        action=str(item.link_label),
        signed=item.signed,
    )


def when_of(due: date, today: date, *, past: bool = False) -> str:
    """heute · Mi., 7.10. · seit Do. (within the last week) · 2.10. — with `past` the day alone: 2.10."""
    days = (due - today).days
    if days == 0:
        return gettext("today")
    if -SOON_DAYS < days < 0 and not past:
        return gettext("since %(weekday)s") % {"weekday": date_format(due, "D")}
    return day_short(due) if 0 < days < SOON_DAYS else date_format(due, gettext("j M"))


def subject_of(name: str, words: Sequence[str]) -> tuple[str, str]:
    """The subject, at most 70 characters, and the counts that found room in it."""
    told: list[str] = []
    for word in words:
        if len(f"{name}: {', '.join([*told, word])}") <= SUBJECT_LENGTH:
            told.append(word)
    counts = ", ".join(told)
    return (f"{name}: {counts}" if counts else name)[:SUBJECT_LENGTH], counts


def preheader_of(parts: Sequence[Part]) -> str:
    """The first two rows in one sentence, for the list of mails."""
    lines = [line for part in parts for line in part.lines][:2]
    said = "; ".join(f"{line.title} ({line.when})" if line.when else line.title for line in lines)
    return said if len(said) <= PREHEADER_LENGTH else said[: PREHEADER_LENGTH - 1].rstrip() + "…"


def _because(delivery: DigestDelivery, actor: Actor) -> str:
    said = gettext(
        "You get this mail %(rhythm)s because you have an access for %(organisation)s in the portal."
    )
    rhythm = str(delivery.membership.digest.get_frequency_display())
    return said % {"rhythm": rhythm, "organisation": actor.organisation_name}


def fitting(parts: Sequence[Part], *, extra: int = 0) -> list[Part]:
    """The parts cut to the room of one mail: three rows of the first and one of each other, then more.

    `extra` are closing sentences, one line each. Parts that find no room at all are left out, news first and
    then from the end; `_fitted` names them.
    """
    room = TEXT_LINES - FRAME_LINES - max(0, extra - 1)
    parts = list(parts)
    while parts and sum(part.text_lines for part in _shortest(parts)) > room:
        news = [place for place, part in enumerate(parts) if part.is_news]
        del parts[news[-1] if news else -1]
    shown = _shortest(parts)
    for place, part in enumerate(parts):
        used = sum(other.text_lines for other in shown) - shown[place].text_lines
        for rows in range(len(part.lines), len(shown[place].lines), -1):
            if used + _cut(part, rows).text_lines <= room:
                shown[place] = _cut(part, rows)
                break
    return shown


def _shortest(parts: Sequence[Part]) -> list[Part]:
    return [_cut(part, FIRST_ROWS if place == 0 else 1) for place, part in enumerate(parts)]


def _cut(part: Part, rows: int) -> Part:
    left = max(0, len(part.lines) - rows)
    said = ngettext(
        "and %(count)d more entry in the portal", "and %(count)d more entries in the portal", left
    )
    return replace(part, lines=part.lines[:rows], more=said % {"count": left} if left else "")


# --- from the structure to HTML and text ------------------------------------------------------------


def rendered(digest: Digest, *, links: dict[str, str]) -> tuple[str, str]:
    """Text and HTML of the mail; `links` are the absolute addresses of its foot."""
    sent = replace(
        digest,
        button_url=absolute(digest.button_url),
        parts=[_with_addresses(part) for part in digest.parts],
        links=links,
    )
    context = {
        "digest": sent,
        "css": STYLES,
        "language": get_language(),
        "office": settings.OFFICE_ADDRESS,
        "rows": [(part, rows_of_numbers(part.numbers)) for part in sent.parts],
    }
    text = render_to_string("mail/digest.txt", context)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", render_to_string("mail/digest.html", context)


def rows_of_numbers(numbers: Sequence[Number]) -> list[tuple[int, Sequence[Number]]]:
    """Figures in rows of at most four, each row with the width of its cells in per cent."""
    rows = [numbers[at : at + FIGURES_IN_A_ROW] for at in range(0, len(numbers), FIGURES_IN_A_ROW)]
    return [((100 - 2 * (len(row) - 1)) // len(row), row) for row in rows]


def with_signed_links(digest: Digest, address: str) -> Digest:
    """The digest with links that work without sign-in where a line has one; for the mail to `address`."""
    parts = [replace(part, lines=[_signed(line, address) for line in part.lines]) for part in digest.parts]
    return replace(digest, parts=parts)


def _signed(line: Line, address: str) -> Line:
    if line.signed is None:
        return line
    token = issue(line.signed.purpose, line.signed.object_id, recipient=address, valid=line.signed.valid)
    return replace(line, url=reverse(line.signed.url_name, kwargs={"token": token}))


def _with_addresses(part: Part) -> Part:
    lines = [replace(line, url=absolute(line.url)) for line in part.lines]
    return replace(part, url=absolute(part.url), lines=lines)


def absolute(url: str) -> str:
    """The address with our own origin, which comes from the settings and never from a request."""
    return f"{settings.PORTAL_URL}{url}" if url.startswith("/") else url

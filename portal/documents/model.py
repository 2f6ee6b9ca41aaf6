"""What a document is made of; both writers read this and nothing else.

Texts are plain: no markup, neither ours nor that of Word or Typst. A line break inside a text stays one.
What shall stand out inside a line is a Run (portal.documents.formatted makes them of formatted text).
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

DEEPEST = 4  # levels of headings below the title
# what neither XML nor a PDF can hold (controls other than tab and line break, halves of surrogate pairs),
# and what turns the direction of reading
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def clean(text: object) -> str:
    """The text in composed letters, without signs that no file can hold."""
    lines = str(text).replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNWRITABLE.sub("", lines))


@dataclass(frozen=True)
class Heading:
    """A heading below the title; `level` 1 is a section."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Run:
    """A piece of a line that stands out or leads somewhere; `url` begins with https, http or mailto."""

    text: str
    bold: bool = False
    italic: bool = False
    url: str = ""


Line = str | Sequence[Run]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `small` for notes that stand back."""

    text: Line
    small: bool = False


@dataclass(frozen=True)
class Items:
    """A list, with bullets or numbers."""

    texts: Sequence[Line]
    numbered: bool = False


@dataclass(frozen=True)
class Facts:
    """Label and value in two columns; `header` names the columns for those who can't see them."""

    rows: Sequence[tuple[str, str]]
    header: tuple[str, str] = ("Angabe", "Inhalt")


@dataclass(frozen=True)
class Table:
    """A table with a header row; every row is as long as the header."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Signatures:
    """One line to sign on per label."""

    labels: Sequence[str]


Part = Heading | Paragraph | Items | Facts | Table | Signatures


@dataclass(frozen=True)
class Document:
    """A letter when it has an `address`, else a paper with a title.

    `organisation` is the author; `sender` the small line above the address; `references` are short facts
    beside it (label, value); `date` in words. `footer` stands on every page before the page number.
    With `contents` a PDF begins with a table of contents under that heading, and each section on a new page.
    """

    title: str
    organisation: str
    parts: Sequence[Part] = ()
    address: Sequence[str] = ()
    sender: str = ""
    references: Sequence[tuple[str, str]] = ()
    date: str = ""
    footer: str = ""
    contents: str = ""
    language: str = "de"
    words: dict[str, str] = field(default_factory=lambda: {"page": "Seite", "of": "von"})

    def levelled(self) -> list[Part]:
        """The parts with headings that never skip a level: a jump from 1 to 3 becomes 1 to 2.

        A heading without a word is left out: a screen reader would stop at nothing.
        """
        found, last = [], 0
        for part in self.parts:
            if isinstance(part, Heading):
                if not clean(part.text).strip():
                    continue
                last = max(1, min(part.level, last + 1, DEEPEST))
                part = Heading(part.text, last)
            found.append(part)
        return found
